"""Spanish words and the numbers of papers: the golden tokens."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from search.analysis import stems, words
from search.engines import Asked, SearchEngine
from search.identifiers import keys_of
from search.query import Query, Word, parse
from tests.contracts.search_engine.copies import OFICIO, OTHER, OURS, ZONE

pytestmark = pytest.mark.database_free

VECTORS = json.loads((Path(__file__).parent / "spanish_words.json").read_text("utf-8"))


@pytest.mark.parametrize(("written", "kept"), VECTORS["stems"])
def test_spanish_words_are_kept_like_this(engine: SearchEngine, written: str, kept: list[str]) -> None:
    assert stems(written) == kept
    engine.write([replace(OTHER, title="", text=written), replace(OFICIO, title="", text="Otra cosa", fields={})])
    for stem in kept:
        asked = Asked(OURS, None, Query((Word(stem, stem),)))
        assert [hit.subject_id for hit in engine.search(asked).hits] == [OTHER.subject_id], stem


@pytest.mark.parametrize(("written", "known_as"), VECTORS["names"])
def test_a_number_is_known_by_these_names(written: str, known_as: list[str]) -> None:
    assert keys_of(words(written)) == set(known_as)


@pytest.mark.parametrize(("typed", "first"), VECTORS["first"])
def test_whoever_bears_the_number_comes_before_whoever_mentions_it(
    engine: SearchEngine, typed: str, first: str
) -> None:
    kinds = {"ORD": "Oficio ordinario", "RES": "Resolución exenta"}
    folios = ("ORD. N° 1847/2026", "ORD. N° 1847/2025", "RES. EX. N° 1847/2026")
    bearers = [
        replace(
            OTHER, subject_id=uuid4(), title="Responde", text="", fields={"folio": (folio,), "tipo": kinds[folio[:3]]}
        )
        for folio in folios
    ]
    mention = "Resolución exenta y oficio ordinario N° 1847/2026, N° 1847/2025: ordinario 1847, 1847, 1847."
    engine.write([*bearers, *(replace(OTHER, subject_id=uuid4(), title=mention, text=mention) for _ in range(3))])
    bearer = bearers[folios.index(first)].subject_id

    hits = engine.search(Asked(OURS, None, parse(typed, ZONE))).hits
    numbered = [hit.subject_id for hit in hits if hit.title == "Responde"]
    assert bearer in numbered
    if "/" in typed or "res" in typed.casefold():
        assert hits[0].subject_id == bearer
    assert {hit.subject_id for hit in hits[: len(numbered)]} == set(numbered), "bearers first"
