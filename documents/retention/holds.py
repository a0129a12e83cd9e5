"""What may not be touched while a trial or an inspection lasts (retención por litigio o fiscalización)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

import audit.service as audit
from documents.retention.errors import AlreadyLifted, HoldNotFound, ReasonMissing
from documents.retention.jobs import RetainContents
from documents.retention.keepable import DOCUMENT, Holders
from documents.retention.models import HoldCause, LegalHold
from documents.retention.remembering import remember
from documents.retention.schedule import SHORTEST_REASON
from kernel.errors import NotFound
from kernel.permissions import Permission
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered, as it is cited, and why."""

    act: str
    reason: str
    cause: HoldCause = HoldCause.OTHER


def put(work: Work, holders: Holders, kind: str, subject_id: UUID, order: Order) -> LegalHold:
    """Hold a thing that the actor may see. Several causes may hold it: each is lifted on its own."""
    work.actor.require(Permission.RETAIN)
    holders[kind].read(work, subject_id)
    _check(order)
    made = LegalHold(
        institution_id=work.institution_id,
        kind=kind,
        subject_id=subject_id,
        cause=order.cause,
        act=order.act.strip(),
        reason=order.reason.strip(),
        put_at=work.now,
        put_by=work.actor.name,
    )
    work.add(made)
    _noted(work, made, "retention.hold-put", order)
    return made


def lift(work: Work, holders: Holders, subject_id: UUID | None, hold_id: UUID, order: Order) -> LegalHold:
    """End it, by an act that says so. That it was held, by whom and until when stays."""
    work.actor.require(Permission.RETAIN)
    hold = _known(work, holders, hold_id)
    if hold is None or subject_id not in (None, hold.subject_id):
        raise HoldNotFound("Esa retención no existe: vuelva a la lista y elija una de ella.", hold_id=hold_id)
    if hold.lifted_at is not None:
        raise AlreadyLifted("Esa retención ya fue levantada: mire en la lista quién y cuándo.", hold_id=hold_id)
    _check(order)
    hold.lifted_at, hold.lifted_by = work.now, work.actor.name
    hold.lift_act, hold.lift_reason = order.act.strip(), order.reason.strip()
    _noted(work, hold, "retention.hold-lifted", order)
    return hold


def holds_of(work: Work, subject_id: UUID) -> Sequence[LegalHold]:
    """All that there were, the newest first."""
    mine = (LegalHold.institution_id == work.institution_id, LegalHold.subject_id == subject_id)
    return work.session.scalars(select(LegalHold).where(*mine).order_by(LegalHold.id.desc())).all()


def in_force(work: Work) -> Sequence[LegalHold]:
    """Those of the whole institution that were not lifted, the oldest first."""
    return work.session.scalars(holding(work).order_by(LegalHold.id)).all()


def holding(work: Work) -> Select[LegalHold]:
    """The same, for whoever asks for a few of them."""
    mine = (LegalHold.institution_id == work.institution_id, LegalHold.lifted_at.is_(None))
    return select(LegalHold).where(*mine)


def held_among(work: Work, subjects: Collection[UUID]) -> set[UUID]:
    """Which of them something holds: one statement."""
    mine = (
        LegalHold.institution_id == work.institution_id,
        LegalHold.subject_id.in_(subjects),
        LegalHold.lifted_at.is_(None),
    )
    return set(work.session.scalars(select(LegalHold.subject_id).where(*mine)))


def _known(work: Work, holders: Holders, hold_id: UUID) -> LegalHold | None:
    """One of a thing that the actor may read. What is hidden from them is asked of an id that nothing has, too."""
    hold = work.find(LegalHold, lock=True, id=hold_id)
    try:
        holders[hold.kind if hold else DOCUMENT].read(work, hold.subject_id if hold else hold_id)
    except NotFound:
        return None
    return hold


def _check(order: Order) -> None:
    if len(order.act.strip()) < SHORTEST_REASON:
        raise ReasonMissing("Falta el acto: cite el oficio, la resolución o la causa que lo ordena.", field="act")
    if len(order.reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing("Escriba el motivo: queda en la historia de la retención.", field="reason")


def _noted(work: Work, hold: LegalHold, action: str, order: Order) -> None:
    told = {"act": order.act.strip(), "reason": order.reason.strip()}
    audit.record(work, action, hold.subject_id, people=told, hold=str(hold.id), cause=hold.cause)
    remember(work, hold.kind, hold.subject_id)
    work.enqueue(RetainContents(work.institution_id))
