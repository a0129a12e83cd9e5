"""What was done long ago is forgotten: that it was done is in the log, and in what it did."""

from datetime import timedelta

from sqlalchemy import delete, select

from kernel.jobs import JobRow, JobState
from kernel.work import Work
from workers.jobs import SweepDone

KEPT = timedelta(days=30)


def sweep_done(work: Work, *, at_most: int = 2_000) -> int:
    """Some at a time, so that nobody waits; those on the shelf stay until a person has seen them."""
    old = select(JobRow.id).where(JobRow.state == JobState.DONE, JobRow.due_at < work.now - KEPT).limit(at_most)
    ids = work.session.scalars(old).all()
    work.session.execute(delete(JobRow).where(JobRow.id.in_(ids)))
    if len(ids) == at_most:
        work.enqueue(SweepDone())
    return len(ids)
