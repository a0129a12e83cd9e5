"""What the queue holds for one institution, for people to see: what waits, what failed, and trying it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

import audit.service as audit
from kernel.errors import Conflict, NotFound
from kernel.jobs import JobRow, JobState
from kernel.work import Work


class JobNotFound(NotFound):
    code = "job-not-found"


class JobNotShelved(Conflict):
    code = "job-not-shelved"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The jobs of one kind that are in one state, and since when the oldest of them is due."""

    kind: str
    queue: str
    state: str
    many: int
    since: datetime


def waiting(work: Work) -> list[Waiting]:
    """What is not done for this institution, by kind: one statement."""
    return _waiting(work, JobRow.institution_id == work.institution_id)


def everywhere(work: Work) -> list[Waiting]:
    """What is not done in the whole installation, by kind: how many and since when, and nothing of whom or what."""
    return _waiting(work)


def _waiting(work: Work, *which: ColumnElement[bool]) -> list[Waiting]:
    query = (
        select(JobRow.kind, JobRow.queue, JobRow.state, func.count(), func.min(JobRow.due_at))
        .where(JobRow.state != JobState.DONE, *which)
        .group_by(JobRow.kind, JobRow.queue, JobRow.state)
        .order_by(JobRow.queue, JobRow.kind)
    )
    return [Waiting(*row) for row in work.session.execute(query)]


def troubled(work: Work, *, limit: int = 100) -> Sequence[JobRow]:
    """What was left for a person to see, and what failed and will be tried again: the newest first."""
    query = select(JobRow).where(
        JobRow.institution_id == work.institution_id,
        (JobRow.state == JobState.SHELVED) | ((JobRow.state == JobState.DUE) & JobRow.error_code.is_not(None)),
    )
    return work.session.scalars(query.order_by(JobRow.id.desc()).limit(limit)).all()


def troubles(work: Work) -> list[tuple[str, str, str, int]]:
    """What failed in the whole installation: queue, state, code and how many."""
    query = (
        select(JobRow.queue, JobRow.state, JobRow.error_code, func.count())
        .where(JobRow.state.in_([JobState.SHELVED, JobState.DUE]), JobRow.error_code.is_not(None))
        .group_by(JobRow.queue, JobRow.state, JobRow.error_code)
    )
    return [(queue, state, code or "", count) for queue, state, code, count in work.session.execute(query)]


def shelved(work: Work) -> Sequence[JobRow]:
    """Everything on the shelf of the installation, the oldest first."""
    return work.session.scalars(select(JobRow).where(JobRow.state == JobState.SHELVED).order_by(JobRow.id)).all()


def try_again(work: Work, job_id: UUID) -> JobRow:
    """Take a job from the shelf: it counts as new."""
    job = work.session.get(JobRow, job_id, with_for_update=True)
    if job is None or job.institution_id != work.institution_id:
        raise JobNotFound("Ese trabajo no existe en su institución: actualice la página.", job_id=job_id)
    if job.state != JobState.SHELVED:
        raise JobNotShelved("Ese trabajo ya está en la cola: espere a que termine.", job_id=job_id)
    job.state, job.due_at, job.attempt, job.deaths = JobState.DUE, work.now, 0, 0
    job.published_until = None
    audit.record(work, "job.tried-again", job.id, kind=job.kind)
    return job
