"""What waits for whom. Each list is one statement, whatever it holds, and says no more than its reader may know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

import institutions.service as institutions
import search.service as search
from correspondence import rights
from correspondence.lists import one_of
from correspondence.models import (
    Communication,
    Delivery,
    DeliveryState,
    OutsideDispatch,
    OutsideState,
    Purpose,
    Reception,
    ReceptionState,
    Referral,
    ReferralState,
    Source,
)
from correspondence.working import PENDING
from kernel.work import Work

TO_UNIT, PROVIDENCE = timedelta(hours=24), timedelta(hours=48)
"""Ley 19.880, art. 24: to reach whoever is to attend it, and for a providencia."""

HERE = (ReceptionState.ACKNOWLEDGED, ReceptionState.REGISTERED)


@dataclass(frozen=True, slots=True)
class Filed:
    """An entry as it lies in a tray: with its words only if the reader may read it."""

    reception: Reception
    readable: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the law gives to pass an entry on, as facts: nobody is asked to compute them."""

    unit_by: datetime
    unit_late: bool
    providence_by: datetime
    providence_late: bool
    overdue: bool


Condition = Callable[[Work], ColumnElement[bool]]

TRAYS: dict[str, tuple[str, Condition]] = {
    "all": ("Todos", lambda _: Reception.id.is_not(None)),
    "to-register": ("Por registrar", lambda _: and_(_arrived(), Reception.entry_number.is_(None))),
    "to-acknowledge": ("Por acusar recibo", lambda _: _arrived()),
    "to-refer": ("Sin derivar", lambda _: and_(_open(), Reception.referred_at.is_(None))),
    "to-attend": ("Por atender", lambda work: and_(_open(), _held(work, Purpose.ACTION))),
    "to-know": ("Para conocimiento", lambda work: _held(work, Purpose.INFORMATION)),
    "pending": ("En tramitación", lambda _: or_(_arrived(), _open())),
    "returned": ("Devueltos", lambda _: Reception.state == ReceptionState.RETURNED),
    "due-today": ("Vencen hoy", lambda work: and_(_waiting(), Reception.due_at < _tomorrow(work), _not_past(work))),
    "overdue": ("Vencidos", lambda work: and_(_waiting(), Reception.due_at < work.now)),
    "closed": ("Terminados", lambda _: Reception.closed_at.is_not(None)),
}

WAITING = tuple(name for name in TRAYS if name not in {"all", "closed", "to-know", "returned"})
"""Those of what is here and not ended."""
GROWING, MANY = ("to-know", "returned"), 500
"""Those that nothing ever leaves, and how far they are counted on every page."""


def tray(work: Work, name: str = "all") -> Select[Reception, bool]:
    """The entries of a tray, for `kernel.pages` to cut."""
    one_of({each: says for each, (says, _) in TRAYS.items()}, name, "bandeja")
    return _all(work).where(TRAYS[name][1](work))


def named(work: Work, ids: list[UUID]) -> dict[UUID, str]:
    """How each entry is called in a list of results: by its number, or by when it came."""
    query = select(Reception.id, Reception.entry_number, Reception.year).where(
        Reception.institution_id == work.institution_id, rights.listed(work), Reception.id.in_(ids)
    )
    return {
        id_: f"Ingreso N° {number}/{year}" if number else "Sin N° de ingreso"
        for id_, number, year in work.session.execute(query)
    }


def counts(work: Work) -> dict[str, int]:
    """How many lie in each tray, even in those that only grow."""
    growing = {name: _how_many(work, TRAYS[name][1](work)) for name in ("all", "closed", *GROWING)}
    return growing | _unfinished(work)


def waiting(work: Work) -> dict[str, int]:
    """How many wait in each tray, in three statements that never look at what is ended: every page tells them.

    What only grows is counted to `MANY`, for nobody reads on from there.
    """
    return _unfinished(work) | {name: _among_many(work, name) for name in GROWING}


def _unfinished(work: Work) -> dict[str, int]:
    sums = [func.sum(case((TRAYS[name][1](work), 1), else_=0)) for name in WAITING]
    here = Reception.state.in_((ReceptionState.ARRIVED, *HERE))
    query = select(*sums).where(*_listed(work), here, Reception.closed_at.is_(None))
    return dict(zip(WAITING, (each or 0 for each in work.session.execute(query).one()), strict=True))


def pending(work: Work) -> int:
    """How many are here and not ended."""
    here = Reception.state.in_((ReceptionState.ARRIVED, *HERE))
    return _how_many(work, and_(here, Reception.closed_at.is_(None)))


def newest(work: Work) -> UUID:
    """The last entry that the actor has in a list, after which whatever comes is new."""
    query = select(Reception.id).where(*_listed(work)).order_by(Reception.id.desc()).limit(1)
    return work.session.scalar(query) or UUID(int=0)


def newer(work: Work, than: UUID) -> int:
    """How many came after it."""
    return _how_many(work, Reception.id > than)


def takers(work: Work, ids: list[UUID]) -> dict[UUID, Referral]:
    """Who is working on each of them, where somebody said so: one statement for the whole page."""
    if not ids:
        return {}
    query = select(Referral).where(
        Referral.institution_id == work.institution_id,
        Referral.reception_id.in_(ids),
        Referral.state == ReferralState.TAKEN,
    )
    return {each.reception_id: each for each in work.session.scalars(query.order_by(Referral.taken_at))}


def entered_today(work: Work, limit: int) -> Select[Reception, bool]:
    """What the actor wrote down today, the last one first."""
    today = _tomorrow(work) - timedelta(days=1)
    mine = (Reception.source == Source.BY_HAND, Reception.registered_by == work.actor.name)
    return _all(work).where(*mine, Reception.registered_at >= today).order_by(Reception.id.desc()).limit(limit)


def _how_many(work: Work, condition: ColumnElement[bool]) -> int:
    return work.session.scalar(select(func.count()).select_from(Reception).where(*_listed(work), condition)) or 0


def _among_many(work: Work, name: str) -> int:
    """Of `MANY` of such a tray, those that the actor has in it: who may read it is asked of no more than these, so that
    it costs the same however many there are.
    """
    if name == "to-know":
        some = select(Referral.reception_id).where(*_to_me(work, Purpose.INFORMATION))
    else:
        own = Reception.institution_id == work.institution_id
        some = select(Reception.id).where(own, TRAYS[name][1](work)).order_by(Reception.id.desc())
    return _how_many(work, Reception.id.in_(some.limit(MANY)))


def sent(work: Work, state: str | None = None) -> Select[Communication, bool]:
    """What was sent; with a state, what has a copy in it."""
    query = select(Communication, search.readable(work, Communication.document_id)).where(
        Communication.institution_id == work.institution_id, rights.listed_sent(work)
    )
    if state is None:
        return query
    of_it = (Delivery.institution_id == work.institution_id, Delivery.communication_id == Communication.id)
    return query.where(exists().where(*of_it, Delivery.state == DeliveryState(state)))


def progress(work: Work, ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """For each communication, how many of its copies are in each state: one statement for the whole page."""
    inside = select(Delivery.communication_id, Delivery.state, func.count()).where(
        Delivery.institution_id == work.institution_id, Delivery.communication_id.in_(ids)
    )
    outside = select(OutsideDispatch.communication_id, OutsideDispatch.state, func.count()).where(
        OutsideDispatch.institution_id == work.institution_id,
        OutsideDispatch.communication_id.in_(ids),
        OutsideDispatch.state != OutsideState.WITHDRAWN,
    )
    told: dict[UUID, dict[str, int]] = {each: {} for each in ids}
    for query in (
        inside.group_by(Delivery.communication_id, Delivery.state),
        outside.group_by(OutsideDispatch.communication_id, OutsideDispatch.state),
    ):
        for communication_id, state, many in work.session.execute(query):
            if communication_id:
                told[communication_id][state] = told[communication_id].get(state, 0) + many
    return told


def deadlines(work: Work, until: datetime) -> Select[Reception, bool]:
    """What is due until then and still waits."""
    return _all(work).where(_waiting(), Reception.due_at <= until)


def clocks(reception: Reception, now: datetime) -> Clocks:
    """The clocks of an entry: they stop when it is referred, and do not run for what was sent back."""
    unit_by, providence_by = reception.arrived_at + TO_UNIT, reception.arrived_at + PROVIDENCE
    running = reception.state in (ReceptionState.ARRIVED, *HERE)
    passed = reception.referred_at or reception.closed_at or (now if running else reception.arrived_at)
    return Clocks(
        unit_by=unit_by,
        unit_late=passed > unit_by,
        providence_by=providence_by,
        providence_late=passed > providence_by,
        overdue=bool(reception.due_at and running and (reception.closed_at or now) > reception.due_at),
    )


def _all(work: Work) -> Select[Reception, bool]:
    return select(Reception, search.readable(work, Reception.id)).where(*_listed(work))


def _listed(work: Work) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Reception.institution_id == work.institution_id, rights.listed(work)


def _arrived() -> ColumnElement[bool]:
    return Reception.state == ReceptionState.ARRIVED


def _open() -> ColumnElement[bool]:
    return and_(Reception.state.in_(HERE), Reception.closed_at.is_(None))


def _waiting() -> ColumnElement[bool]:
    return and_(Reception.due_at.is_not(None), or_(_arrived(), _open()))


def _not_past(work: Work) -> ColumnElement[bool]:
    return Reception.due_at >= work.now


def _tomorrow(work: Work) -> datetime:
    zone = institutions.local_zone(work)
    today = work.now.astimezone(zone).date()
    return datetime.combine(today + timedelta(days=1), time.min, zone).astimezone(UTC)


def _held(work: Work, purpose: Purpose) -> ColumnElement[bool]:
    return Reception.id.in_(select(Referral.reception_id).where(*_to_me(work, purpose)))


def _to_me(work: Work, purpose: Purpose) -> list[ColumnElement[bool]]:
    """What was referred to the actor, or to where they work."""
    mine = [
        Referral.institution_id == work.institution_id,
        Referral.purpose == purpose,
        Referral.mark.in_(work.actor.marks),
    ]
    if purpose == Purpose.ACTION:
        mine.append(Referral.state.in_(PENDING))
    return mine
