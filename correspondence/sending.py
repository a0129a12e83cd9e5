"""What leaves: a communication, the lines of its distribution, and a copy for each institution."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, select

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
from correspondence import rights
from correspondence.errors import AlreadySent, BadLine
from correspondence.jobs import DeliverCopy
from correspondence.lines import Expectation, Line
from correspondence.lists import COPIES, MEDIA, SENDERS, one_of
from correspondence.models import Communication, Delivery, DeliveryState, DistributionLine, OutsideDispatch
from kernel.calendar import Term
from kernel.pages import a_few
from kernel.permissions import Permission
from kernel.rut import Rut
from kernel.work import Work

NOT_HELD = (DeliveryState.RETURNED, DeliveryState.WITHDRAWN)
"""The states in which the recipient does not have its copy."""


def send(
    work: Work,
    *,
    document_id: UUID,
    distribution: Sequence[Line],
    expectation: Expectation | None = None,
    behalf_post_id: UUID | None = None,
) -> Communication:
    """Send a signed and numbered document along its distribution: one line an addressee, one copy an institution.

    The copies leave after the commit, one job each, so that one that fails holds back no other.
    """
    document = documents.handled(work, document_id, lock=True)
    names = _checked(work, document_id, distribution)
    folio = documents.folio_of(work, document)
    wanted = expectation or Expectation()
    if wanted.answer_to_id:
        institutions.names_of(work, [wanted.answer_to_id])
    behalf = institutions.behalf(work, Permission.DISPATCH, chosen=behalf_post_id, usual=document.behalf)
    communication = Communication(
        institution_id=work.institution_id,
        document_id=document.id,
        office_id=document.office_id,
        folio=documents.printed_folio(folio),
        subject=document.subject,
        access_level=document.access_level,
        sent_at=work.now,
        sent_by=work.actor.name,
        behalf=behalf.told,
        answer_expected=wanted.answer,
        answer_to_id=wanted.answer_to_id,
        due_at=due(work, wanted.term),
    )
    work.add(communication, *_lines(communication, distribution), *_outside(communication, distribution))
    for recipient_id, name in names.items():
        _dispatch(work, communication, recipient_id, name)
    told = {"document": str(document.id), "copies": len(names), **behalf.facts}
    audit.record(work, "communication.sent", communication.id, behalf.people, **told)
    return communication


def unsent(work: Work) -> Select[documents.Document, documents.Folio]:
    """What is numbered and has gone to nobody: the oldest number first."""
    gone = exists().where(
        Communication.institution_id == work.institution_id, Communication.document_id == documents.Document.id
    )
    here = (documents.Document.dispatched_at.is_(None), documents.Document.signing == documents.SIGNED)
    return documents.numbered(work).where(*here, ~gone).order_by(documents.Document.id)


def due(work: Work, term: Term | None) -> datetime | None:
    """When a deadline that begins now is over, by the calendar of the institution."""
    return term.due(work.now, institutions.zone(work), institutions.holidays(work)) if term else None


def _checked(work: Work, document_id: UUID, distribution: Sequence[Line]) -> dict[UUID, str]:
    """The institutions that get a copy, by name and in the order of the lines."""
    for line in distribution:
        one_of(COPIES, line.copy, "tipo de copia")
        if (line.recipient_id is None) == (line.outside is None):
            raise BadLine(
                "Una línea no dice a quién va: indique una institución, o alguien de fuera con su medio de despacho."
            )
        if line.outside:
            one_of(MEDIA, line.outside.medium, "medio de despacho")
            one_of(SENDERS, line.outside.kind, "destinatario")
    ids = list(dict.fromkeys(line.recipient_id for line in distribution if line.recipient_id))
    names = institutions.names_of(work, ids)
    refuse_twice(work, document_id, ids, names)
    return {each: names[each] for each in ids}


def refuse_twice(work: Work, document_id: UUID, ids: Sequence[UUID], names: dict[UUID, str]) -> None:
    """One copy of a document for each institution, however often somebody clicks."""
    held = (
        select(Delivery.recipient_id)
        .join(
            Communication,
            (Communication.id == Delivery.communication_id) & (Communication.institution_id == work.institution_id),
        )
        .where(
            Delivery.institution_id == work.institution_id,
            Communication.document_id == document_id,
            Delivery.recipient_id.in_(ids),
            Delivery.state.not_in(NOT_HELD),
        )
    )
    if twice := set(work.session.scalars(held)):
        listed = ", ".join(sorted(names[each] for each in twice))
        raise AlreadySent(f"Ya se envió este documento a: {listed}. Quítelos de la distribución.", recipients=listed)


def _lines(communication: Communication, distribution: Sequence[Line]) -> list[DistributionLine]:
    return [line_row(communication, position, line) for position, line in enumerate(distribution, start=1)]


def line_row(communication: Communication, position: int, line: Line) -> DistributionLine:
    return DistributionLine(
        institution_id=communication.institution_id,
        communication_id=communication.id,
        position=position,
        addressee=line.addressee,
        purpose=line.purpose,
        copy=line.copy,
        recipient_id=line.recipient_id,
        unit_id=line.unit_id,
        post_id=line.post_id,
    )


def _outside(communication: Communication, distribution: Sequence[Line]) -> list[OutsideDispatch]:
    return [
        OutsideDispatch(
            institution_id=communication.institution_id,
            communication_id=communication.id,
            position=position,
            recipient=line.outside.name,
            recipient_kind=line.outside.kind,
            rut=line.outside.rut and Rut.parse(line.outside.rut).dotted,
            address=line.outside.address,
            medium=line.outside.medium,
        )
        for position, line in enumerate(distribution, start=1)
        if line.outside
    ]


def _dispatch(work: Work, communication: Communication, recipient_id: UUID, name: str) -> None:
    delivery = Delivery(
        institution_id=communication.institution_id,
        communication_id=communication.id,
        recipient_id=recipient_id,
        recipient=name,
    )
    work.add(delivery)
    work.enqueue(DeliverCopy(delivery.id))


def register_with_the_state(work: Work, communication_id: UUID, number: str) -> Communication:
    """Write down the number that the State's platform gave it (Ley 19.880, art. 19). We claim nothing more."""
    communication = rights.communication(work, communication_id, lock=True)
    before = communication.state_register_number
    communication.state_register_number, communication.state_registered_at = number, work.now
    audit.record(work, "communication.registered-with-the-state", communication.id, number=number, before=before)
    return communication


def get(work: Work, communication_id: UUID) -> Communication:
    return rights.communication(work, communication_id)


def deliveries(work: Work, *communication_ids: UUID) -> Sequence[Delivery]:
    """The copies of a communication, or of several, in the order in which they were dispatched."""
    query = select(Delivery).where(
        Delivery.institution_id == work.institution_id, Delivery.communication_id.in_(communication_ids)
    )
    return a_few(work, query)


def of_document(work: Work, document_id: UUID) -> Sequence[Communication]:
    """With which communications a document was sent, oldest first. Whoever may read it may follow it."""
    documents.handled(work, document_id)
    query = select(Communication).where(
        Communication.institution_id == work.institution_id, Communication.document_id == document_id
    )
    return a_few(work, query)


def lines(work: Work, communication_id: UUID, *, to: UUID | None = None) -> Sequence[DistributionLine]:
    """The distribution, as it is printed; with `to`, what of it is for that institution."""
    query = select(DistributionLine).where(
        DistributionLine.institution_id == work.institution_id, DistributionLine.communication_id == communication_id
    )
    if to:
        query = query.where(DistributionLine.recipient_id == to)
    return work.session.scalars(query.order_by(DistributionLine.position)).all()
