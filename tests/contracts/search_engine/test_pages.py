"""One page follows another, whatever is written meanwhile."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from search.engines import Asked, SearchEngine
from search.errors import QueryNotUnderstood
from search.query import parse
from tests.contracts.search_engine.copies import NOON, OFICIO, OURS, ZONE, paged

pytestmark = pytest.mark.database_free


def test_pages_follow_one_another(engine: SearchEngine) -> None:
    copies = [replace(OFICIO, subject_id=uuid4(), at=NOON + timedelta(hours=n)) for n in range(5)]
    engine.write(copies)
    asked = Asked(OURS, None, parse("avance", ZONE), newest_first=True)

    assert paged(engine, asked) == [copy.subject_id for copy in reversed(copies)]
    assert set(paged(engine, replace(asked, newest_first=False))) == {copy.subject_id for copy in copies}


def test_pages_leave_out_none_of_one_instant(engine: SearchEngine) -> None:
    """Ids that differ only in what the order does not look at."""
    copies = [replace(OFICIO, subject_id=UUID(int=(n << 64) | 7)) for n in range(7)]
    engine.write(copies)

    listed = paged(engine, Asked(OURS, None, parse("avance", ZONE), newest_first=True))
    assert sorted(listed) == sorted(copy.subject_id for copy in copies)


def test_what_is_written_meanwhile_repeats_nothing(engine: SearchEngine) -> None:
    engine.write([replace(OFICIO, subject_id=uuid4(), at=NOON + timedelta(hours=n)) for n in range(3)])
    asked = Asked(OURS, None, parse("avance", ZONE), newest_first=True)
    first = engine.search(asked, limit=2)
    engine.write([replace(OFICIO, subject_id=uuid4(), at=NOON + timedelta(days=1))])

    (last,) = engine.search(asked, after=first.following, limit=2).hits
    assert last.subject_id not in {hit.subject_id for hit in first.hits}


@pytest.mark.parametrize("after", ["x", "1.2.3", "-", "9" * 40, "1'"])
def test_a_page_that_nobody_offered_is_refused(engine: SearchEngine, after: str) -> None:
    asked = Asked(OURS, None, parse("avance", ZONE))
    for newest in (True, False):
        with pytest.raises(QueryNotUnderstood, match="vuelva a buscar"):
            engine.search(replace(asked, newest_first=newest), after=after)
