"""Whose turn it is: one job of each institution that waits, then a second of each.

Whatever waits, each question is answered from an index and by few rows: a queue of a hundred thousand is served as
quickly as one of ten.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import zip_longest
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Result, Select, bindparam, distinct, func, or_, select

from kernel.jobs import JobRow, JobState, Queue
from kernel.rows import Instant
from kernel.work import Work
from workers.handlers import KINDS


class Turn(NamedTuple):
    id: UUID
    turn_of: UUID
    dedupe_key: str | None


PENDING = (JobState.DUE, JobState.LEASED)
NOW = bindparam("now", type_=Instant())
TURN = (JobRow.id, JobRow.turn_of, JobRow.dedupe_key)


def queues_waiting(work: Work) -> set[Queue]:
    """Those in which there is something to publish: one statement."""
    answers = work.session.execute(_each_queue(), {NOW.key: work.now}).one()
    return {queue for queue, waits in zip(Queue, answers, strict=True) if waits}


@cache
def _each_queue() -> Select[*tuple[bool, ...]]:
    """Asked many times a second, so it is put together once."""
    return select(*(or_(*(select(JobRow.id).where(*which).exists() for which in _waiting(queue))) for queue in Queue))


def in_flight(work: Work, queue: Queue) -> int:
    """What is out: published, or in somebody's hands. What was claimed together is in the hands of one."""
    out = (JobRow.queue == queue, JobRow.published_until > work.now, JobRow.state.in_(PENDING))
    hands = func.coalesce(JobRow.lease_token, JobRow.id)
    return work.session.scalar(select(func.count(distinct(hands))).where(*out)) or 0


def following(work: Work, queue: Queue, room: int, *, after: UUID) -> list[Turn]:
    """What died, and then the next: one of each institution, beginning after whoever was served last."""
    due, abandoned = _waiting(queue)
    found = [Turn(*row) for row in _asked(work, select(*TURN).where(*abandoned).limit(room))]
    firsts = _ring(work, due, room - len(found), after)
    if len(found) + len(firsts) < room:
        theirs = [_of(work, due, first.turn_of, room) for first in firsts]
        return (found + [each for turn in zip_longest(*theirs) for each in turn if each])[:room]
    return found + firsts


def one_of_each_key(turns: Iterable[Turn]) -> Iterable[Turn]:
    """Whoever claims one of several with the same key stands for the others, which are out with it."""
    firsts: dict[str | UUID, Turn] = {}
    for each in turns:
        firsts.setdefault(each.dedupe_key or each.id, each)
    return firsts.values()


def _waiting(queue: Queue) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """Due `NOW`, or abandoned by whoever died; of a kind that is known here, and not out already."""
    known = or_(*(JobRow.kind == kind for kind, job in KINDS.items() if job.queue == queue))
    here = [JobRow.queue == queue, known, JobRow.due_at <= NOW]
    still = or_(JobRow.published_until.is_(None), JobRow.published_until <= NOW)
    return [JobRow.state == JobState.DUE, *here, still], [JobRow.state == JobState.LEASED, *here, still]


def _ring(work: Work, due: Sequence[ColumnElement[bool]], most: int, after: UUID) -> list[Turn]:
    """The first of each institution, from the one after `after` on, once around."""
    found: list[Turn] = []
    for within in ([JobRow.turn_of > after], [JobRow.turn_of <= after]):
        beyond = within
        while len(found) < most:
            first = select(*TURN).where(*due, *beyond).order_by(JobRow.turn_of, JobRow.due_at, JobRow.id).limit(1)
            if (row := _asked(work, first).one_or_none()) is None:
                break
            found.append(Turn(*row))
            beyond = [*within, JobRow.turn_of > row.turn_of]
    return found


def _of(work: Work, due: Sequence[ColumnElement[bool]], turn_of: UUID, most: int) -> list[Turn]:
    theirs = select(*TURN).where(*due, JobRow.turn_of == turn_of).order_by(JobRow.due_at, JobRow.id).limit(most)
    return [Turn(*row) for row in _asked(work, theirs)]


def _asked(work: Work, query: Select[UUID, UUID, str | None]) -> Result[UUID, UUID, str | None]:
    return work.session.execute(query, {NOW.key: work.now})
