"""Which things are kept by the schedule, and which are to be looked at: rows that the act itself writes."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from documents.retention import schedule
from documents.retention.keepable import Holders
from documents.retention.models import Retained
from kernel.work import Work

AT_ONCE = 500
PAST = 50
"""How many of those whose term is over a page shows."""


def remember(work: Work, kind: str, subject_id: UUID) -> Retained:
    """It is finished, or changed since: look at it."""
    row = work.find(Retained, subject_id=subject_id)
    if row is None:
        row = Retained(institution_id=work.institution_id, kind=kind, subject_id=subject_id)
        work.add(row)
    row.due_at = work.now
    return row


def again(work: Work, subject_id: UUID) -> None:
    """It has more contents than before: look at it, if somebody has to keep it."""
    row = work.find(Retained, subject_id=subject_id)
    if row is not None:
        row.due_at = work.now


def retained_of(work: Work, subject_id: UUID) -> Retained | None:
    return work.find(Retained, subject_id=subject_id)


def unknown(work: Work, kind: str, subject_id: UUID) -> Retained:
    """What is told of a thing that is not finished, or that nobody remembered: nothing is written."""
    return Retained(institution_id=work.institution_id, kind=kind, subject_id=subject_id)


def is_remembered(work: Work, subject: Any) -> ColumnElement[bool]:
    """Whether somebody remembered the thing that this column names."""
    mine = (Retained.institution_id == work.institution_id, Retained.subject_id == subject)
    return select(Retained.subject_id).where(*mine).exists()


def due(work: Work, limit: int) -> Sequence[Retained]:
    """What is to be looked at: because of itself, or because the schedule changed."""
    asked = select(Retained).where(*_due(work)).order_by(Retained.subject_id)
    return work.session.scalars(asked.limit(limit)).all()


def something_due(work: Work) -> bool:
    return work.session.execute(select(Retained.subject_id).where(*_due(work)).limit(1)).first() is not None


def _due(work: Work) -> tuple[ColumnElement[bool], ...]:
    outdated = Retained.number < schedule.number(work)
    return Retained.institution_id == work.institution_id, or_(Retained.due_at <= work.now, outdated)


def recall(work: Work, holders: Holders, store: str) -> int:
    """Look at what nobody remembered, and at what was asked of another store than this. How much it was."""
    found = 0
    for kind, holder in holders.items():
        for subject_id in holder.forgotten(work):
            remember(work, kind, subject_id)
            found += 1
    moved = (
        Retained.institution_id == work.institution_id,
        Retained.asked_of != store,
        Retained.asked_of != "",
        Retained.due_at.is_(None),
    )
    for row in work.session.scalars(select(Retained).where(*moved).limit(AT_ONCE)):
        row.due_at, row.asked_until, row.held = work.now, None, False
        found += 1
    return found


def remembered(work: Work, *, kind: str | None = None, over_by: date | None = None) -> Select[Retained]:
    """What is kept by the schedule: of one kind, or what is past its term on some day."""
    query = select(Retained).where(Retained.institution_id == work.institution_id)
    if kind is not None:
        query = query.where(Retained.kind == kind)
    return query if over_by is None else query.where(Retained.until <= over_by)


def past(work: Work, today: date) -> Sequence[Retained]:
    """Those whose term is over, the oldest first: somebody has to decide what becomes of them."""
    return work.session.scalars(remembered(work, over_by=today).order_by(Retained.until).limit(PAST)).all()


def troubled(work: Work) -> dict[str, int]:
    """What the store did not take, by why."""
    mine = (Retained.institution_id == work.institution_id, Retained.trouble.is_not(None))
    asked = select(Retained.trouble, func.count()).where(*mine).group_by(Retained.trouble)
    return {str(trouble): many for trouble, many in work.session.execute(asked)}
