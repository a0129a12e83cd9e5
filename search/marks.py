"""Who may find what: each subject has the marks of its readers, and an actor carries some."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select, true

from kernel.actor import Actor
from kernel.work import Work
from search.models import ReaderMark
from search.noting import change_holders, enqueue_index

EVERYONE = "everyone"
"""The mark of what everybody of the institution may read."""
GUARDED = "guarded"
"""A mark that nobody carries: of what is not for everybody who reads the thing that holds it."""


def set_marks(work: Work, subject_id: UUID, marks: Collection[str]) -> None:
    """From now on only who carries one of these marks may find the subject."""
    held = marks_of(work, subject_id)
    if gone := held - set(marks):
        theirs = (*_of(work, subject_id), ReaderMark.mark.in_(gone), ReaderMark.granted.is_(False))
        work.session.execute(delete(ReaderMark).where(*theirs))
        enqueue_index(work, None, subject_id)
    _add(work, subject_id, set(marks) - held)
    if (GUARDED in marks) != (GUARDED in held):
        change_holders(work, subject_id, withheld=GUARDED in marks)


def begin_marks(work: Work, kind: str, subject_id: UUID, marks: Collection[str]) -> None:
    """The same of a subject that this transaction makes, so that nobody else can have given it any."""
    given = [ReaderMark(institution_id=work.institution_id, subject_id=subject_id, mark=mark) for mark in sorted(marks)]
    work.add(*given)
    enqueue_index(work, kind, subject_id)


def add_marks(work: Work, subject_id: UUID, marks: Collection[str]) -> None:
    """Let others find the subject too."""
    _add(work, subject_id, set(marks) - marks_of(work, subject_id))


def _add(work: Work, subject_id: UUID, marks: Collection[str]) -> None:
    """All of them at once; or, where another gives some at the same moment, those that are still missing."""
    if not marks:
        return
    new = [ReaderMark(institution_id=work.institution_id, subject_id=subject_id, mark=mark) for mark in sorted(marks)]
    if not work.add_unless_there(*new):
        for row in new:
            work.add_unless_there(row)
    enqueue_index(work, None, subject_id)


def grant(work: Work, subject_id: UUID, mark: str) -> None:
    """Let whoever carries it find the subject, whatever their part in it, until it is taken back."""
    if not _held(work, subject_id, mark, granted=True):
        given = ReaderMark(institution_id=work.institution_id, subject_id=subject_id, mark=mark, granted=True)
        work.add_unless_there(given)
        enqueue_index(work, None, subject_id)


def take_back(work: Work, subject_id: UUID, mark: str) -> None:
    """What was granted. A mark that an act gave is another, and stays."""
    given = (*_of(work, subject_id), ReaderMark.mark == mark, ReaderMark.granted.is_(True))
    work.session.execute(delete(ReaderMark).where(*given))
    enqueue_index(work, None, subject_id)


def _held(work: Work, subject_id: UUID, mark: str, *, granted: bool) -> bool:
    return work.find(ReaderMark, subject_id=subject_id, mark=mark, granted=granted) is not None


def marks_of(work: Work, subject_id: UUID) -> frozenset[str]:
    """Those that acts gave: who takes part in it."""
    acts = (*_of(work, subject_id), ReaderMark.granted.is_(False))
    return frozenset(work.session.scalars(select(ReaderMark.mark).where(*acts)))


def guarded(work: Work, subject_ids: Collection[UUID]) -> set[UUID]:
    """Those of them that are not for everybody who reads what holds them: one statement."""
    mine = (ReaderMark.institution_id == work.institution_id, ReaderMark.mark == GUARDED)
    return set(work.session.scalars(select(ReaderMark.subject_id).where(*mine, ReaderMark.subject_id.in_(subject_ids))))


def readers_of(work: Work, subject_id: UUID) -> frozenset[str]:
    """Every mark that lets somebody find it, given by an act or granted."""
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


def closed_to(work: Work, subject_ids: Collection[UUID]) -> set[UUID]:
    """Those of them that some may find, and the actor may not. Of what nobody marked nothing is said."""
    if work.actor.sees_everything:
        return set()
    named = (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id.in_(subject_ids))
    return set(work.session.scalars(select(ReaderMark.subject_id).where(*named))) - may_read_which(work, subject_ids)


def _of(work: Work, subject_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id == subject_id)
