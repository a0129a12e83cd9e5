"""What the index does not know yet: acts note it in their own transaction, and a job tells it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from kernel.work import Work
from search.jobs import IndexThing
from search.models import Holding, Unindexed

PATIENCE = timedelta(seconds=10)
"""How old something may be before people are told that the index lags."""


def enqueue_index(work: Work, kind: str | None, subject_id: UUID, *, withheld: bool = False) -> None:
    """What the index says of the subject is old; `kind` is that of its source, None when the caller cannot know."""
    if work.said(f"unindexed:{kind}:{subject_id}:{withheld}"):
        return
    own = work.institution_id
    work.add(Unindexed(institution_id=own, subject_id=subject_id, kind=kind, since=work.now, withheld=withheld))
    work.enqueue(IndexThing(work.institution_id))


def hold(work: Work, holder_id: UUID, subject_id: UUID) -> None:
    """The words of the holder tell of the subject, too: when it is guarded they are withheld, before the act returns,
    until the index has heard of it.
    """
    work.add_unless_there(Holding(institution_id=work.institution_id, subject_id=subject_id, holder_id=holder_id))


def change_holders(work: Work, subject_id: UUID, *, withheld: bool) -> None:
    holding = (Holding.institution_id == work.institution_id, Holding.subject_id == subject_id)
    for holder_id in work.session.scalars(select(Holding.holder_id).where(*holding)).all():
        enqueue_index(work, None, holder_id, withheld=withheld)


def behind(work: Work) -> datetime | None:
    """Since when the index has not heard of something, when it should have by now."""
    return when_late(work, oldest_waiting(work))


def oldest_waiting(work: Work) -> datetime | None:
    return work.session.scalar(select(func.min(Unindexed.since)).where(Unindexed.institution_id == work.institution_id))


def when_late(work: Work, oldest: datetime | None) -> datetime | None:
    return oldest if oldest is not None and work.now - oldest > PATIENCE else None


def waiting(work: Work) -> set[UUID]:
    """What the index has not heard of yet."""
    return set(
        work.session.scalars(select(Unindexed.subject_id).where(Unindexed.institution_id == work.institution_id))
    )
