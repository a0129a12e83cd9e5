"""How much is found, of as many searches as somebody keeps: the rows are asked once for all of them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.database import Desk
from search.engines import SearchEngine
from search.query import parse
from search.service import Wanted, asked_of, restricted_since


def counts(desk: Desk, engine: SearchEngine, wanted: Sequence[Wanted]) -> list[int]:
    """How many the actor may find, of each."""
    with desk.reading() as work:
        hidden = restricted_since(work)
    return [_count(desk, engine, each, hidden) for each in wanted]


def count(desk: Desk, engine: SearchEngine, wanted: Wanted) -> int:
    return counts(desk, engine, [wanted])[0]


def _count(desk: Desk, engine: SearchEngine, wanted: Wanted, hidden: frozenset[UUID]) -> int:
    query = parse(wanted.typed, ZoneInfo(wanted.zone))
    if query.asks_nothing and not query.unwanted and not wanted.facets:
        return 0
    asked = asked_of(desk, query, replace(wanted, after=None), hidden)
    return engine.search(asked, limit=0).total
