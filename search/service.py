"""Who may find what, and what has to be indexed again.

The rows decide. The index holds a copy of the marks; whatever it finds is checked against the rows before it is shown.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select, true

from kernel.actor import Actor
from kernel.work import Work
from search.models import ReaderMark, Unindexed

EVERYONE = "everyone"
"""The mark of what everybody of the institution may read."""


def set_marks(work: Work, subject_id: UUID, marks: Collection[str]) -> None:
    """From now on only who carries one of these marks may find the subject."""
    held = set(work.session.scalars(select(ReaderMark.mark).where(*_of(work, subject_id))))
    if gone := held - set(marks):
        work.session.execute(delete(ReaderMark).where(*_of(work, subject_id), ReaderMark.mark.in_(gone)))
        enqueue_index(work, None, subject_id)
    add_marks(work, subject_id, set(marks) - held)


def add_marks(work: Work, subject_id: UUID, marks: Collection[str]) -> None:
    """Let others find the subject too."""
    new = [mark for mark in sorted(set(marks)) if work.find(ReaderMark, subject_id=subject_id, mark=mark) is None]
    for mark in new:
        work.add_unless_there(ReaderMark(institution_id=work.institution_id, subject_id=subject_id, mark=mark))
    if new:
        enqueue_index(work, None, subject_id)


def marks_of(work: Work, subject_id: UUID) -> frozenset[str]:
    return frozenset(work.session.scalars(select(ReaderMark.mark).where(*_of(work, subject_id))))


def carried(actor: Actor) -> frozenset[str]:
    """Every mark that lets the actor in."""
    return actor.marks | {EVERYONE}


def readable(work: Work, id_column: Any) -> ColumnElement[bool]:
    """The condition that a row, whose subject is `id_column`, may be found by the actor."""
    if work.actor.sees_everything:
        return true()
    mine = ReaderMark.mark.in_(sorted(carried(work.actor)))
    return exists().where(ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id == id_column, mine)


def may_read(work: Work, subject_id: UUID) -> bool:
    """The same of one subject, in the institution of the actor; that the subject exists is for the caller to know."""
    if work.actor.sees_everything:
        return True
    return bool(may_read_which(work, [subject_id]))


def may_read_which(work: Work, subject_ids: Collection[UUID]) -> set[UUID]:
    """Those of them that the actor may find: one statement."""
    if work.actor.sees_everything:
        return set(subject_ids)
    mine = ReaderMark.mark.in_(sorted(carried(work.actor)))
    named = (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id.in_(subject_ids))
    return set(work.session.scalars(select(ReaderMark.subject_id).where(*named, mine)))


def enqueue_index(work: Work, kind: str | None, subject_id: UUID) -> None:
    """What the index says of the subject is old; `kind` is that of its source, None when the caller cannot know."""
    work.add(Unindexed(institution_id=work.institution_id, subject_id=subject_id, kind=kind, since=work.now))


def _of(work: Work, subject_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id == subject_id)
