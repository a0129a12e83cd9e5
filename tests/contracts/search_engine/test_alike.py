"""Both engines, asked the same of the same: the same is found and counted, and by date in the same order."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from search.engines import Asked, Copy, SearchEngine, open_engine
from search.query import parse
from tests.contracts.search_engine.conftest import an_address
from tests.contracts.search_engine.copies import NOON, OFICIO, OURS, THEIRS, ZONE

pytestmark = [pytest.mark.database_free, pytest.mark.needs_elasticsearch]

TEXT = (
    "aguas obras puente camino resolución decreto Ñuñoa plan regulador luces veces interés alcaldesa ministros "
    "1.847 12.345.678-5 Res. Ex. 88 memorándum informe_final humedales caleta O’Higgins ORD. N° 361/2026"
)
WORDS = TEXT.split()
TYPED = (
    "aguas", "obra luz", "«plan regulador»", "regul*", "nunoa -puente", "1847", "ord 361", "12345678-5", "res. ex. 88",
    "de:hacienda", "para:«la caleta»", "folio:7", "rut:12345678", "-caleta", "fecha:2026-05", "tipo:oficio camino",
    "materia:decreto", "memorandums", "interesados", "ninguno-de-estos",
)  # fmt: skip
WHO: tuple[frozenset[str] | None, ...] = (None, frozenset({"unit:1"}), frozenset({"unit:2", "everyone"}))


def copies() -> Iterator[Copy]:
    chance = random.Random(6)  # noqa: S311 -- always the same
    for number in range(120):
        yield replace(
            OFICIO,
            institution_id=chance.choice((OURS, OURS, THEIRS)),
            subject_id=UUID(int=chance.getrandbits(128)),
            kind=chance.choice(("document", "reception", "expediente")),
            title=" ".join(chance.choices(WORDS, k=5)),
            text=" ".join(chance.choices(WORDS, k=40)),
            at=NOON + timedelta(hours=chance.randrange(-2_000, 2_000)),
            marks=frozenset(chance.sample(("unit:1", "unit:2", "unit:3", "everyone"), k=2)),
            fields={"folio": f"ORD. N° {number}/2026", "de": chance.choice(("Hacienda", "Obras")), "para": "La Caleta"},
            facets={"type": chance.choice(("Oficio", "Resolución")), "year": "2026", "unit": ("a", "b")[: number % 3]},
        )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchEngine]]:
    with ExitStack() as held:
        engines: list[SearchEngine] = []
        for scheme in ("tantivy", "elasticsearch"):
            url = held.enter_context(an_address(scheme, tmp_path_factory.mktemp("alike")))
            engines.append(held.enter_context(closing(open_engine(url))))
            engines[-1].write(list(copies()))
        yield engines


@pytest.mark.parametrize("typed", TYPED)
def test_the_same_is_found_counted_and_put_in_order(both: list[SearchEngine], typed: str) -> None:
    for marks in WHO:
        asked = Asked(OURS, marks, parse(typed, ZONE))
        ours, theirs = (engine.search(asked, limit=200) for engine in both)
        assert (ours.total, ours.facets) == (theirs.total, theirs.facets)
        assert set(ours.hits) == set(theirs.hits)
        ours, theirs = (engine.search(replace(asked, newest_first=True), limit=200) for engine in both)
        assert ours.hits == theirs.hits


def test_some_of_it_is_found_at_all(both: list[SearchEngine]) -> None:
    totals = [both[0].search(Asked(OURS, None, parse(typed, ZONE)), limit=0).total for typed in TYPED]
    assert sum(map(bool, totals)) > len(TYPED) * 0.7
