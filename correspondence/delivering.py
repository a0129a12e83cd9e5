"""What becomes of each copy, on its sender's side: it leaves, comes back, is withdrawn, goes to somebody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

import audit.service as audit
import correspondence.exchange as exchanges
import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import answering, rights, sending
from correspondence.errors import BadLine, DeliveryNotFound, NotRedirectable, NotWithdrawable
from correspondence.jobs import DeliverCopy
from correspondence.lines import Line
from correspondence.models import Communication, Delivery, DeliveryState, DistributionLine, Exchange, ExchangeKind
from correspondence.remitting import letter_left, petition_body
from kernel.permissions import Permission
from kernel.work import Work

WITHIN_REACH = {DeliveryState.ON_ITS_WAY, DeliveryState.KEPT, DeliveryState.DELIVERED}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is the same in every copy of a communication: looked up once for all that leave in one transaction."""

    communication: Communication
    annulled: str | None
    """The number that it had: then the copies stay."""
    lines: Mapping[UUID | None, Sequence[DistributionLine]]
    body: Mapping[str, Any]

    def to(self, delivery: Delivery) -> Sequence[DistributionLine]:
        return self.lines.get(delivery.recipient_id, ())


def deliver(work: Work, delivery_id: UUID) -> None:
    """Hand the sealed version over to the exchange: in the sender's transaction, and only there."""
    deliver_all(work, [delivery_id])


def deliver_all(work: Work, delivery_ids: Collection[UUID]) -> None:
    """Several copies, of one communication or of many, in one transaction."""
    theirs = select(Delivery).where(Delivery.institution_id == work.institution_id, Delivery.id.in_(delivery_ids))
    locked = theirs.order_by(Delivery.id).with_for_update().execution_options(populate_existing=True)
    waiting = [each for each in work.session.scalars(locked) if each.state == DeliveryState.ON_ITS_WAY]
    going: dict[UUID | None, Outgoing | None] = {None: None}
    checkpoint = audit.checkpoint_note(work)
    for delivery in waiting:
        if delivery.communication_id not in going:
            going[delivery.communication_id] = _outgoing(work, delivery)
        _deliver(work, delivery, going[delivery.communication_id], checkpoint)


def _deliver(work: Work, delivery: Delivery, outgoing: Outgoing | None, checkpoint: str | None) -> None:
    if outgoing and outgoing.annulled:
        _stay(work, delivery, outgoing.annulled)
        return
    delivery.delivered_at = work.now
    if outgoing and delivery.recipient_id == work.institution_id:
        _keep(work, delivery, outgoing)
        return
    body = _copy_body(delivery, outgoing) if outgoing else petition_body(work, delivery)
    exchange = exchanges.leave(work, delivery.recipient_id, ExchangeKind.COPY, body, checkpoint=checkpoint)
    delivery.state = DeliveryState.DELIVERED
    audit.record(work, "communication.delivered", delivery.id, exchange=str(exchange.id), hash=exchange.hash)


def _outgoing(work: Work, delivery: Delivery) -> Outgoing:
    communication = _communication(work, delivery)
    document = documents.get(work, communication.document_id)
    folio = documents.entry_of(work, document)
    if folio is not None and folio.annulled_at is not None:
        return Outgoing(communication, str(folio), {}, {})
    lines: dict[UUID | None, list[DistributionLine]] = {}
    for line in sending.lines(work, communication.id):
        lines.setdefault(line.recipient_id, []).append(line)
    body = _body(work, communication, document)
    left(work, communication)
    return Outgoing(communication, None, lines, body)


def _stay(work: Work, delivery: Delivery, folio: str) -> None:
    """Its number was annulled before it left: this copy stays."""
    delivery.state, delivery.withdrawn_at = DeliveryState.WITHDRAWN, work.now
    delivery.note = "El número del documento fue anulado antes del despacho."
    audit.record(work, "communication.withdrawn", delivery.id, folio=folio)


def _keep(work: Work, delivery: Delivery, outgoing: Outgoing) -> None:
    """The sender's own copy: nothing is exchanged, and whoever its lines name may read the document."""
    communication = outgoing.communication
    office = None if communication.access_level > documents.RESTRICTED else communication.office_id
    marks = {
        f"{kind}:{held}"
        for line in outgoing.to(delivery)
        for kind, held in (("unit", line.unit_id), ("post", line.post_id), ("office", office))
        if held
    }
    search.add_marks(work, communication.document_id, marks)
    delivery.state = DeliveryState.KEPT
    audit.record(work, "communication.kept", delivery.id, sha256=outgoing.body["blob"])


def _copy_body(delivery: Delivery, outgoing: Outgoing) -> dict[str, Any]:
    """What the recipient gets, and what both sides can prove: the sealed bytes, their record, and the lines."""
    lines = [_line(line) for line in outgoing.to(delivery)]
    return {**outgoing.body, "delivery_id": str(delivery.id), "lines": lines}


def _body(work: Work, communication: Communication, document: documents.Document) -> dict[str, Any]:
    """What it says to all of them alike."""
    version = documents.sealed_version(work, document.id)
    answer_to = communication.answer_to_id
    return {
        "communication_id": str(communication.id),
        "sender": institutions.institution(work).name,
        "kind": documents.kind_of(work, document).name,
        "subject": communication.subject,
        "folio": communication.folio,
        "dated": documents.folio_of(work, document).dated.isoformat(),
        "sent_at": communication.sent_at.isoformat(),
        "blob": version.blob,
        "size": version.size,
        "attachments": [
            {"name": each.name, "blob": each.blob, "size": each.size}
            for each in documents.attachments(work, document.id)
        ],
        "access_level": communication.access_level,
        "access_cause": document.access_cause,
        "access_until": document.access_until and document.access_until.isoformat(),
        "access_warning": document.access_warning,
        "access_decided_by": document.access_decided_by,
        "sensitive": document.sensitive,
        "record": documents.official_record(work, document),
        "answer_expected": communication.answer_expected,
        "answer_to_id": answer_to and str(answer_to),
        "answer_to": answer_to and institutions.names_of(work, [answer_to])[answer_to],
        "due_at": communication.due_at and communication.due_at.isoformat(),
    }


def _line(line: DistributionLine) -> dict[str, Any]:
    return {
        "position": line.position,
        "addressee": line.addressee,
        "purpose": line.purpose,
        "copy": line.copy,
        "unit_id": line.unit_id and str(line.unit_id),
        "post_id": line.post_id and str(line.post_id),
    }


def left(work: Work, communication: Communication) -> None:
    """Its first copy leaves: the document is dispatched, and what it answers for good is answered."""
    if communication.left_at:
        return
    communication.left_at = work.now
    document = documents.get(work, communication.document_id, lock=True)
    documents.mark_dispatched(work, document)
    behalf = (communication.behalf or {}).get("says")
    answering.dispatched(work, document.id, behalf)
    letter_left(work, document.id, behalf)


def withdraw(work: Work, delivery_id: UUID, reason: str) -> Delivery:
    """Take a copy back, which only works while nobody over there has opened it."""
    delivery = get(work, delivery_id, lock=True)
    if delivery.state not in WITHIN_REACH:
        raise NotWithdrawable(
            "Esta copia ya no se puede retirar: fue recibida, devuelta o retirada.", delivery=delivery.id
        )
    if delivery.state == DeliveryState.DELIVERED:
        delivery.state = DeliveryState.WITHDRAWAL_ASKED
        asked = {"delivery_id": str(delivery.id), "reason": reason, "asked_at": work.now.isoformat()}
        exchanges.hand_over(work, delivery.recipient_id, ExchangeKind.WITHDRAWAL, asked)
    else:
        delivery.state, delivery.withdrawn_at = DeliveryState.WITHDRAWN, work.now
    delivery.note = reason
    audit.record(work, "communication.withdrawal-asked", delivery.id, state=delivery.state, people={"reason": reason})
    return delivery


def redirect(work: Work, delivery_id: UUID, line: Line) -> Delivery:
    """Send what came back to another recipient, under the same number."""
    old = get(work, delivery_id, lock=True)
    if old.state not in sending.NOT_HELD or old.communication_id is None:
        raise NotRedirectable(
            "Solo se reenvía lo que fue devuelto o retirado: retire primero esta copia, si nadie la abrió.",
            delivery=old.id,
        )
    if line.recipient_id is None:
        raise BadLine("Falta a quién se reenvía: indique la institución.")
    communication = rights.communication(work, old.communication_id, lock=True)
    names = institutions.names_of(work, [line.recipient_id])
    sending.refuse_twice(work, communication.document_id, [line.recipient_id], names)
    earlier = select(func.max(Delivery.attempt)).where(
        Delivery.institution_id == work.institution_id,
        Delivery.communication_id == communication.id,
        Delivery.recipient_id == line.recipient_id,
    )
    new = Delivery(
        institution_id=work.institution_id,
        communication_id=communication.id,
        recipient_id=line.recipient_id,
        recipient=names[line.recipient_id],
        attempt=(work.session.scalar(earlier) or 0) + 1,
        replaces_id=old.id,
    )
    position = len(sending.lines(work, communication.id)) + 1
    work.add(new, sending.line_row(communication, position, line))
    work.enqueue(DeliverCopy(new.id))
    behalf = institutions.behalf(work, Permission.DISPATCH, usual=communication.behalf)
    audit.record(work, "communication.redirected", new.id, behalf.people, replaces=str(old.id), **behalf.facts)
    return new


def note_acknowledgement(work: Work, exchange: Exchange) -> None:
    """Note on the sender's side that a copy was acknowledged, by which post, and with which number over there."""
    delivery = _told_of(work, exchange)
    delivery.state, delivery.acknowledged_at = DeliveryState.ACKNOWLEDGED, exchange.written_at
    delivery.entry, delivery.answered_by = exchange.body["entry"], exchange.body["by"]
    audit.record(work, "communication.acknowledgement-arrived", delivery.id, hash=exchange.hash)


def note_return(work: Work, exchange: Exchange) -> None:
    delivery = _told_of(work, exchange)
    delivery.state, delivery.returned_at = DeliveryState.RETURNED, exchange.written_at
    delivery.answered_by = exchange.body["by"]
    delivery.reason, delivery.note = exchange.body["reason"], exchange.body["note"]
    audit.record(work, "communication.return-arrived", delivery.id, hash=exchange.hash, reason=delivery.reason)


def note_withdrawn(work: Work, exchange: Exchange) -> None:
    delivery = _told_of(work, exchange)
    delivery.state, delivery.withdrawn_at = DeliveryState.WITHDRAWN, exchange.written_at
    audit.record(work, "communication.withdrawn", delivery.id, hash=exchange.hash)


def note_withdrawal_refused(work: Work, exchange: Exchange) -> None:
    """It was too late. What was done with the copy instead is told by a message of its own, perhaps already here."""
    delivery = _told_of(work, exchange)
    if delivery.state == DeliveryState.WITHDRAWAL_ASKED:
        delivery.state = DeliveryState.DELIVERED
    audit.record(work, "communication.withdrawal-refused", delivery.id, hash=exchange.hash)


def note_receipt(work: Work, exchange: Exchange) -> None:
    """The signed receipt came: it proves the acknowledgement to anybody."""
    delivery = _told_of(work, exchange)
    delivery.receipt = exchange.body["blob"]
    documents.hold(work, exchange.body["blob"], delivery.id)
    audit.record(work, "communication.receipt-arrived", delivery.id, sha256=delivery.receipt, hash=exchange.hash)


def get(work: Work, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A copy that the actor may follow."""
    delivery = work.find(Delivery, lock=lock, id=delivery_id)
    with rights.as_its_part(
        DeliveryNotFound(
            "La copia no existe, o no está entre las suyas: búsquela en la comunicación con que salió.",
            delivery_id=delivery_id,
        )
    ) as refusal:
        if delivery is None:
            rights.communication(work, delivery_id)
            raise refusal
        if delivery.communication_id:
            rights.communication(work, delivery.communication_id)
        elif delivery.reception_id:
            rights.reception(work, delivery.reception_id)
    return delivery


def _told_of(work: Work, exchange: Exchange) -> Delivery:
    """The copy that a message from its recipient tells of: nobody else's message counts."""
    delivery = _locked(work, UUID(exchange.body["delivery_id"]))
    if delivery.recipient_id != exchange.sender_id:
        raise DeliveryNotFound("La copia no es de quien avisa de ella: no se anotó nada.", delivery_id=delivery.id)
    return delivery


def _communication(work: Work, delivery: Delivery) -> Communication:
    return work.session.get_one(Communication, (work.institution_id, delivery.communication_id), with_for_update=True)


def _locked(work: Work, delivery_id: UUID) -> Delivery:
    return work.session.get_one(Delivery, (work.institution_id, delivery_id), with_for_update=True)
