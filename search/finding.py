"""What the engine finds is checked against the rows before it is shown: the index holds a copy of the marks."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from kernel.database import Desk
from kernel.work import Work
from search.analysis import stems
from search.engines import Asked, Found, Hit, SearchEngine
from search.highlight import Piece, highlight
from search.marks import carried, may_read_which, readable
from search.models import ReaderMark, Unindexed
from search.noting import oldest_waiting, when_late
from search.query import Alike, Query, parse

HIDDEN_AT_MOST = 10_000
TRIES = 5
LONGEST_COMPARED = 20_000
MOST_TELLING = 12
"""Words of a text that tell what it is about."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found, and may be shown."""

    subject_id: UUID
    kind: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    at: datetime
    unread: tuple[str, ...] = ()
    """What goes with it and has no words: it may hold what was searched for."""
    guarded: bool = False
    type: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """`since`: since when the index has not heard of something, when that is long ago."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    items: tuple[Result, ...]
    next: str | None
    since: datetime | None = None
    incomplete: bool = False
    """The index is being made again, and may not have everything yet."""

    @property
    def kinds(self) -> Mapping[str, int]:
        return self.facets.get("kind", {})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed, and which part of the answer they look at."""

    typed: str
    zone: str = "America/Santiago"
    facets: Mapping[str, str] = field(default_factory=dict)
    newest_first: bool = False
    after: str | None = None
    limit: int = 20


def find(desk: Desk, engine: SearchEngine, wanted: Wanted) -> Results:
    """What the actor may find. The engine is asked in no transaction; the rows have the last word."""
    query = parse(wanted.typed, ZoneInfo(wanted.zone))
    if query.asks_nothing and not query.unwanted and not wanted.facets:
        return Results(0, {}, (), None)
    with desk.reading() as work:
        since = oldest_waiting(work)
        hidden = restricted_since(work) if since else frozenset()
        since = when_late(work, since)
    found = _checked(desk, engine, asked_of(desk, query, wanted, hidden), wanted)
    items = tuple(_result(hit, query) for hit in found.hits)
    return Results(found.total, found.facets, items, found.following, since, engine.is_new)


def asked_of(desk: Desk, query: Query, wanted: Wanted, hidden: frozenset[UUID]) -> Asked:
    marks = None if desk.actor.sees_everything else carried(desk.actor)
    return Asked(desk.actor.institution_id, marks, query, hidden, wanted.newest_first, wanted.facets)


def _checked(desk: Desk, engine: SearchEngine, asked: Asked, wanted: Wanted) -> Found:
    """What was restricted while the engine answered is neither shown nor counted: it is asked again without it."""
    for _ in range(TRIES):
        found = engine.search(asked, after=wanted.after, limit=wanted.limit)
        named = {hit.subject_id for hit in found.hits}
        with desk.reading() as work:
            refused = named - _still_readable(work, named)
        if not refused:
            return found
        asked = replace(asked, hidden=asked.hidden | refused)
    return Found(0, (), {})


def similar(desk: Desk, engine: SearchEngine, subject_id: UUID, *, limit: int = 6) -> tuple[Result, ...]:
    """What is about the same, of what the actor may find; nothing of what they may not."""
    with desk.reading() as work:
        hidden = restricted_since(work)
    itself = replace(asked_of(desk, Query(), Wanted(""), hidden), only=subject_id)
    said = _checked(desk, engine, itself, Wanted("", limit=1)).hits
    if not said or said[0].guarded:
        return ()
    counts = Counter(stems(f"{said[0].title}\n{said[0].text[:LONGEST_COMPARED]}"))
    alike = Query((Alike(telling),)) if (telling := engine.telling(counts, MOST_TELLING)) else None
    if alike is None:
        return ()
    asked = asked_of(desk, alike, Wanted(""), hidden | {subject_id})
    return tuple(_result(hit, alike) for hit in _checked(desk, engine, asked, Wanted("", limit=limit)).hits)


def suggest(desk: Desk, engine: SearchEngine, typed: str, zone: str, *, limit: int = 8) -> tuple[str, ...]:
    """Titles of what the actor may find, while they still write the last word."""
    begun = typed.rstrip()
    if begun and begun == typed and begun[-1].isalnum():
        begun += "*"
    results = find(desk, engine, Wanted(begun, zone, limit=limit))
    return tuple(dict.fromkeys("".join(piece.text for piece in each.title) for each in results.items))


def _result(hit: Hit, query: Query) -> Result:
    title = highlight(hit.title, query, length=len(hit.title))
    excerpt = () if hit.guarded else highlight(hit.text, query)
    return Result(hit.subject_id, hit.kind, title, excerpt, hit.at, hit.unread, hit.guarded, hit.type, hit.state)


def restricted_since(work: Work) -> frozenset[UUID]:
    """What the actor may no longer find, although the index has not heard of it yet: it is not even counted."""
    if work.actor.sees_everything:
        return frozenset()
    changed = select(Unindexed.subject_id).where(Unindexed.institution_id == work.institution_id)
    closed = or_(Unindexed.withheld, ~readable(work, Unindexed.subject_id))
    return frozenset(work.session.scalars(changed.where(closed).distinct().limit(HIDDEN_AT_MOST)))


def _still_readable(work: Work, subject_ids: Collection[UUID]) -> set[UUID]:
    """Those with a mark that lets the actor in; what has no mark at all is shown to nobody. One statement."""
    if not work.actor.sees_everything:
        return may_read_which(work, subject_ids)
    named = (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id.in_(subject_ids))
    return set(work.session.scalars(select(ReaderMark.subject_id).where(*named)))
