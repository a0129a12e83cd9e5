"""Who may find what, and what has to be indexed again.

The rows decide. The index holds a copy of the marks; whatever it finds is checked against the rows before it is shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, exists, select, true

from kernel.actor import Actor
from kernel.database import Desk
from kernel.work import Work
from search.engines import Asked, Hit, SearchEngine
from search.highlight import Piece, highlight
from search.jobs import IndexThing
from search.models import ReaderMark, Unindexed
from search.query import Query, parse

EVERYONE = "everyone"
"""The mark of what everybody of the institution may read."""
HIDDEN_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found, and may be shown."""

    subject_id: UUID
    kind: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Results:
    total: int
    kinds: Mapping[str, int]
    items: tuple[Result, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed, and which part of the answer they look at."""

    typed: str
    zone: str = "America/Santiago"
    kind: str | None = None
    newest_first: bool = False
    offset: int = 0
    limit: int = 20


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
    work.enqueue(IndexThing(work.institution_id))


def find(desk: Desk, engine: SearchEngine, wanted: Wanted) -> Results:
    """What the actor may find. The engine is asked in no transaction; the rows have the last word."""
    query = parse(wanted.typed, ZoneInfo(wanted.zone))
    if query.asks_nothing and not query.unwanted:
        return Results(0, {}, (), None)
    with desk.reading() as work:
        hidden = _restricted_since(work)
    marks = None if desk.actor.sees_everything else carried(desk.actor)
    asked = Asked(desk.actor.institution_id, marks, query, wanted.kind, hidden, wanted.newest_first)
    found = engine.search(asked, offset=wanted.offset, limit=wanted.limit)
    with desk.reading() as work:
        shown = _still_readable(work, [hit.subject_id for hit in found.hits])
    after = wanted.offset + len(found.hits)
    return Results(
        total=found.total - len(found.hits) + sum(hit.subject_id in shown for hit in found.hits),
        kinds=found.kinds,
        items=tuple(_result(hit, query) for hit in found.hits if hit.subject_id in shown),
        next=after if found.hits and after < found.total else None,
    )


def _result(hit: Hit, query: Query) -> Result:
    title = highlight(hit.title, query, length=len(hit.title))
    return Result(hit.subject_id, hit.kind, title, highlight(hit.text, query), hit.at)


def _restricted_since(work: Work) -> frozenset[UUID]:
    """What the actor may no longer find, although the index has not heard of it yet: it is not even counted."""
    if work.actor.sees_everything:
        return frozenset()
    changed = select(Unindexed.subject_id).where(Unindexed.institution_id == work.institution_id)
    mine = readable(work, Unindexed.subject_id)
    return frozenset(work.session.scalars(changed.where(~mine).distinct().limit(HIDDEN_AT_MOST)))


def _still_readable(work: Work, subject_ids: Collection[UUID]) -> set[UUID]:
    """Those with a mark that lets the actor in; what has no mark at all is shown to nobody."""
    named = (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id.in_(subject_ids))
    marked = set(work.session.scalars(select(ReaderMark.subject_id).where(*named)))
    return marked & may_read_which(work, subject_ids)


def _of(work: Work, subject_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id == subject_id)
