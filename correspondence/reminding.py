"""Who still owes an answer, who gave one, and asking again: an answer may go to a third institution."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select

import audit.service as audit
import correspondence.exchange as exchanges
import documents.service as documents
from correspondence import rights, working
from correspondence.errors import CopyNotHereYet, DeliveryNotFound, NobodyToRemind
from correspondence.models import (
    Answer,
    Communication,
    Delivery,
    DeliveryState,
    DistributionLine,
    Exchange,
    ExchangeKind,
    Purpose,
    Reception,
)
from kernel.work import Work

PAUSE = timedelta(hours=24)
"""Whoever was reminded is left in peace for so long."""
HAS_IT = (DeliveryState.DELIVERED, DeliveryState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Of how many an answer is expected, and how many gave it."""

    expected: int
    answered: int

    @property
    def missing(self) -> int:
        return self.expected - self.answered


def follow_up(work: Work, ids: Collection[UUID]) -> dict[UUID, FollowUp]:
    """For each communication that expects answers: one statement for the whole page."""
    query = (
        select(Delivery.communication_id, func.count(), func.sum(case((Delivery.answered_at.is_not(None), 1), else_=0)))
        .join(Communication, Communication.id == Delivery.communication_id)
        .where(
            Communication.institution_id == work.institution_id,
            Communication.answer_expected,
            Delivery.communication_id.in_(ids),
            *_owing(work),
        )
        .group_by(Delivery.communication_id)
    )
    return {row[0]: FollowUp(row[1], row[2] or 0) for row in work.session.execute(query) if row[0]}


def awaited(work: Work) -> ColumnElement[bool]:
    """The communications of which an answer is still missing."""
    owes = exists().where(Delivery.communication_id == Communication.id, Delivery.answered_at.is_(None), *_owing(work))
    return Communication.answer_expected & owes


def remind(work: Work, communication_id: UUID, note: str = "") -> list[Delivery]:
    """Ask everybody again who has it and has not answered; whoever was asked a day ago or less is left in peace."""
    communication = rights.communication(work, communication_id, lock=True)
    missing = to_remind(work, communication, lock=True)
    if not missing:
        raise NobodyToRemind(
            "No hay a quién recordar: nadie que la tenga debe respuesta, o ya se les recordó en las últimas 24 horas.",
            communication_id=communication_id,
        )
    due = communication.due_at and communication.due_at.isoformat()
    for delivery in missing:
        told = {"delivery_id": str(delivery.id), "note": note.strip(), "due_at": due, "by": work.actor.name}
        exchange = exchanges.hand_over(work, delivery.recipient_id, ExchangeKind.REMINDER, told)
        delivery.reminded_at = work.now
        audit.record(work, "communication.reminded", delivery.id, hash=exchange.hash)
    return missing


def to_remind(work: Work, communication: Communication, *, lock: bool = False) -> list[Delivery]:
    """The copies of those who owe an answer and were not asked for it lately."""
    if not communication.answer_expected:
        return []
    query = (
        select(Delivery)
        .where(
            Delivery.communication_id == communication.id,
            Delivery.answered_at.is_(None),
            Delivery.state.in_(HAS_IT),
            *_owing(work),
        )
        .order_by(Delivery.id)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    rows = work.session.scalars(query)
    return [each for each in rows if each.reminded_at is None or each.reminded_at <= work.now - PAUSE]


def _owing(work: Work) -> Sequence[ColumnElement[bool]]:
    """The copies that were sent for action to somebody else, and that did not come back."""
    acts = exists().where(
        DistributionLine.institution_id == work.institution_id,
        DistributionLine.communication_id == Delivery.communication_id,
        DistributionLine.recipient_id == Delivery.recipient_id,
        DistributionLine.purpose == Purpose.ACTION,
    )
    gone = (DeliveryState.RETURNED, DeliveryState.WITHDRAWN, DeliveryState.KEPT)
    return (Delivery.institution_id == work.institution_id, Delivery.state.not_in(gone), acts)


def tell_answered(work: Work, reception: Reception, answered: Answer) -> None:
    """Let whoever asked know that it was answered, even if the answer went to somebody else."""
    if reception.sender_id is None or reception.delivery_id is None or reception.petition:
        return
    folio = documents.entry_of(work, documents.get(work, answered.document_id))
    told = {
        "delivery_id": str(reception.delivery_id),
        "answer": documents.printed_folio(folio) if folio else "",
        "answered_at": work.now.isoformat(),
    }
    exchange = exchanges.hand_over(work, reception.sender_id, ExchangeKind.ANSWERED, told)
    audit.record(work, "communication.answer-told", reception.id, hash=exchange.hash)


def note_answer(work: Work, exchange: Exchange) -> None:
    """On the sender's side: this one has answered. The first answer for good is the one that counts."""
    delivery = work.find(Delivery, lock=True, id=UUID(exchange.body["delivery_id"]))
    if delivery is None or delivery.recipient_id != exchange.sender_id:
        raise DeliveryNotFound("La copia no es de quien avisa de ella: no se anotó nada.")
    if delivery.answered_at is None:
        delivery.answered_at = exchange.written_at
        delivery.answer = str(exchange.body["answer"])[:80] or None
    audit.record(work, "communication.answer-arrived", delivery.id, hash=exchange.hash)


def note_reminder(work: Work, exchange: Exchange) -> None:
    """On the recipient's side: a line of the trail, for whoever has it in hand."""
    query = select(Reception).where(
        Reception.institution_id == work.institution_id,
        Reception.sender_id == exchange.sender_id,
        Reception.delivery_id == UUID(exchange.body["delivery_id"]),
    )
    reception = work.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if reception is None:
        raise CopyNotHereYet("La copia de la que se avisa todavía no llega: se intentará de nuevo.")
    reception.reminded_at = work.now
    working.step(work, reception, "reminded", to=reception.turn or None, note=str(exchange.body["note"])[:255] or None)
    audit.record(work, "communication.reminder-arrived", reception.id, hash=exchange.hash)
