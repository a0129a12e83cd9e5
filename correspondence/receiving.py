"""What arrives through the exchange: it is registered on its own; to acknowledge or return it is for a person to do."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import correspondence.exchange as exchanges
import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import delivering, reminding, rights, working
from correspondence.destined import first_readers
from correspondence.errors import (
    AlreadyAcknowledged,
    AlreadyReturned,
    CopyNotHereYet,
    NotFromTheExchange,
    PetitionNotReturnable,
    Withdrawn,
)
from correspondence.jobs import SignReceipt
from correspondence.lists import RETURN_REASONS, one_of
from correspondence.models import Exchange, ExchangeKind, Reception, ReceptionState, Source
from kernel.calendar import legal_instant
from kernel.work import Work

ON_ARRIVAL = "on-arrival"
NO_CAUSE = "No la indicó quien lo envió"


def take_in(work: Work, exchange_id: UUID) -> None:
    """Take what came through the exchange: in the recipient's transaction, and only there."""
    if exchange := exchanges.take(work, exchange_id):
        TAKERS[ExchangeKind(exchange.kind)](work, exchange)


def receive(work: Work, exchange: Exchange) -> None:
    """Register a copy that arrived, as it arrived. What is new is written down together, and asked of nobody."""
    with work.session.no_autoflush:
        _register(work, exchange)


def _register(work: Work, exchange: Exchange) -> None:
    office = institutions.default_office(work)
    reception = _arrival(exchange, office.id, office.name, work.now)
    if reception.petition:
        reception.legal_at = legal_instant(work.now, institutions.zone(work), institutions.holidays(work))
    if institutions.institution(work).numbers_entries == ON_ARRIVAL:
        give_number(work, reception)
    work.add(reception)
    _hold(work, reception)
    search.begin_marks(work, "reception", reception.id, first_readers(work, reception))
    working.step(work, reception, "arrived", to=office.name)
    audit.record(work, "communication.arrived", reception.id, entry=reception.entry, hash=exchange.hash)


def _arrival(exchange: Exchange, office_id: UUID, office: str, now: datetime) -> Reception:
    said, petition = exchange.body, exchange.body.get("petition")
    due, dated = said.get("due_at"), said.get("dated")
    return Reception(
        institution_id=exchange.recipient_id,
        source=Source.EXCHANGE,
        state=ReceptionState.ARRIVED,
        office_id=office_id,
        exchange_id=exchange.id,
        delivery_id=UUID(said["delivery_id"]),
        arrived_at=now,
        legal_at=now,
        registered_at=now,
        registered_by="oficina",
        medium="exchange",
        sender_kind=petition["presenter_kind"] if petition else "institution",
        sender_id=exchange.sender_id,
        sender=petition["presenter"] if petition else said["sender"],
        sender_rut=petition["rut"] if petition else None,
        kind=said["kind"],
        number=said["folio"],
        dated=date.fromisoformat(dated) if dated else None,
        subject=said["subject"],
        antecedent=f"Remitida por {said['sender']}, ingreso {petition['entry']}" if petition else "",
        petition=bool(petition),
        access_decided_at=now,
        **_declared(said),
        snapshot=said,
        blob=said["blob"],
        size=said["size"],
        answer_expected=bool(said.get("answer_expected")),
        answer_to=said.get("answer_to"),
        due_at=datetime.fromisoformat(due) if due else None,
        turn=office,
        turn_since=now,
    )


def _declared(said: Mapping[str, Any]) -> dict[str, Any]:
    """How open its sender said that it is, by what law and until when: so it is here too."""
    level, until = said["access_level"], said.get("access_until")
    decided_by = [said.get("access_decided_by"), said["sender"]]
    return {
        "access_level": level,
        "access_cause": (said["access_cause"] or (NO_CAUSE if level > 1 else ""))[:300],
        "access_until": date.fromisoformat(until) if until else None,
        "access_warning": said.get("access_warning") or "",
        "access_decided_by": ", ".join(each for each in decided_by if each)[:200],
        "sensitive": bool(said.get("sensitive")),
    }


def _hold(work: Work, reception: Reception) -> None:
    """The recipient keeps what it was sent, whatever its sender does with its own."""
    kept = [reception.blob, *(each["blob"] for each in reception.snapshot["attachments"])]
    for blob in dict.fromkeys(kept):
        if blob:
            documents.hold(work, blob, reception.id)


def give_number(work: Work, reception: Reception) -> None:
    """The next number of the office's own book, of this year."""
    reception.year = institutions.current_year(work)
    reception.entry_number = documents.take_number(work, "ingreso", reception.office_id, reception.year)


def acknowledge(work: Work, reception_id: UUID) -> Reception:
    """Say, with legal effect, that the institution has it. The sender hears of it through the exchange."""
    reception = _at_the_door(work, reception_id)
    reception.state, reception.acknowledged_at = ReceptionState.ACKNOWLEDGED, work.now
    reception.acknowledged_by = rights.described(work, reception.office_id)
    if reception.entry_number is None:
        give_number(work, reception)
    receipt = {
        "delivery_id": str(reception.delivery_id),
        "entry": reception.entry,
        "by": reception.acknowledged_by,
        "arrived_at": reception.arrived_at.isoformat(),
        "acknowledged_at": work.now.isoformat(),
    }
    exchange = _back(work, reception, ExchangeKind.ACKNOWLEDGEMENT, receipt)
    work.enqueue(SignReceipt(reception.id))
    working.step(work, reception, "acknowledged", to=reception.sender)
    audit.record(
        work,
        "communication.acknowledged",
        reception.id,
        entry=reception.entry,
        exchange=str(exchange.id),
        hash=exchange.hash,
    )
    return reception


def return_(work: Work, reception_id: UUID, *, reason: str, note: str) -> Reception:
    """Give back what should not have come, saying why. What a person presents is never returned."""
    one_of(RETURN_REASONS, reason, "motivo")
    told = working.refuse_short(note)
    reception = _at_the_door(work, reception_id)
    if reception.petition:
        raise PetitionNotReturnable(
            "Lo que presenta una persona no se devuelve: remítalo al órgano competente (Ley 19.880, art. 14).",
            reception_id=reception.id,
        )
    reception.state, reception.returned_at = ReceptionState.RETURNED, work.now
    reception.reason, reception.note = reason, told
    reception.turn, reception.turn_since = "", work.now
    by = rights.described(work, reception.office_id)
    back = {
        "delivery_id": str(reception.delivery_id),
        "reason": reason,
        "note": told,
        "by": by,
        "returned_at": work.now.isoformat(),
    }
    exchange = _back(work, reception, ExchangeKind.RETURN, back)
    working.step(work, reception, "returned", to=reception.sender, note=f"{RETURN_REASONS[reason]}: {told}")
    audit.record(work, "communication.returned", reception.id, reason=reason, hash=exchange.hash, people={"note": told})
    return reception


def _at_the_door(work: Work, reception_id: UUID) -> Reception:
    """An entry that waits for an answer from the office: locked, so that of two answers only one is given."""
    reception = rights.reception(work, reception_id, lock=True)
    if reception.source != Source.EXCHANGE:
        raise NotFromTheExchange(
            "Lo ingresado a mano no lleva acuse ni devolución por este medio: responda a quien lo trajo.",
            reception_id=reception.id,
        )
    if reception.state == ReceptionState.ACKNOWLEDGED:
        raise AlreadyAcknowledged(
            "Ya se acusó recibo de esta comunicación: siga con su derivación.", reception_id=reception.id
        )
    if reception.state == ReceptionState.RETURNED:
        raise AlreadyReturned(
            "Esta comunicación ya fue devuelta a quien la envió: si corresponde recibirla, pida que se la reenvíen.",
            reception_id=reception.id,
        )
    if reception.state == ReceptionState.WITHDRAWN:
        raise Withdrawn("Quien envió esta comunicación la retiró: no hay nada que recibir.", reception_id=reception.id)
    return reception


def _back(work: Work, reception: Reception, kind: ExchangeKind, body: Mapping[str, Any]) -> Exchange:
    if reception.sender_id is None:
        raise NotFromTheExchange("Lo ingresado a mano no tiene a quién avisar por este medio: avise por otro.")
    return exchanges.hand_over(work, reception.sender_id, kind, body)


def let_go(work: Work, exchange: Exchange) -> None:
    """The sender wants its copy back: it may have it while nobody here has opened or answered it."""
    query = select(Reception).where(
        Reception.institution_id == work.institution_id,
        Reception.sender_id == exchange.sender_id,
        Reception.delivery_id == UUID(exchange.body["delivery_id"]),
    )
    reception = work.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if reception is None:
        raise CopyNotHereYet("La copia que se retira todavía no llega: se intentará de nuevo.")
    told = {"delivery_id": exchange.body["delivery_id"], "state": reception.state}
    if reception.state != ReceptionState.ARRIVED or reception.opened_at:
        _back(work, reception, ExchangeKind.WITHDRAWAL_REFUSED, told)
        return
    reception.state, reception.turn, reception.turn_since = ReceptionState.WITHDRAWN, "", work.now
    reception.note = str(exchange.body["reason"])[:255]
    search.enqueue_index(work, "reception", reception.id)
    _back(work, reception, ExchangeKind.WITHDRAWN, told)
    working.step(work, reception, "withdrawn", note=reception.note)
    audit.record(work, "communication.withdrawn", reception.id, hash=exchange.hash)


TAKERS: dict[ExchangeKind, Callable[[Work, Exchange], None]] = {
    ExchangeKind.COPY: receive,
    ExchangeKind.ACKNOWLEDGEMENT: delivering.note_acknowledgement,
    ExchangeKind.RETURN: delivering.note_return,
    ExchangeKind.RECEIPT: delivering.note_receipt,
    ExchangeKind.ANSWERED: reminding.note_answer,
    ExchangeKind.REMINDER: reminding.note_reminder,
    ExchangeKind.WITHDRAWAL: let_go,
    ExchangeKind.WITHDRAWN: delivering.note_withdrawn,
    ExchangeKind.WITHDRAWAL_REFUSED: delivering.note_withdrawal_refused,
}
