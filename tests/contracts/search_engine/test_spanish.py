"""Spanish words and the numbers of papers: the golden tokens."""

import json
from dataclasses import replace
from importlib.resources import files
from uuid import uuid4

import pytest

from search.analysis import stems, words
from search.engines import Asked, SearchEngine
from search.identifiers import keys_of
from search.query import Query, Word, parse
from tests.contracts.search_engine.copies import OTHER, OURS, THEIRS, ZONE

pytestmark = pytest.mark.database_free

VECTORS = json.loads((files("search") / "spanish_words.json").read_text("utf-8"))


SENTENCES = [replace(OTHER, subject_id=uuid4(), title="", text=written) for written, _ in VECTORS["stems"]]
KINDS = {"ORD": "Oficio ordinario", "RES": "Resolución exenta"}
MENTION = "Resolución exenta y oficio ordinario N° 1847/2026, N° 1847/2025: ordinario 1847, 1847, 1847."
BEARERS = {
    folio: replace(
        OTHER,
        institution_id=THEIRS,
        subject_id=uuid4(),
        title="Responde",
        text="",
        fields={"folio": (folio,), "tipo": KINDS[folio[:3]]},
    )
    for folio in ("ORD. N° 1847/2026", "ORD. N° 1847/2025", "RES. EX. N° 1847/2026")
}
MENTIONING = [replace(OTHER, institution_id=THEIRS, subject_id=uuid4(), title=MENTION, text=MENTION) for _ in range(3)]
KEPT = [*SENTENCES, *BEARERS.values(), *MENTIONING]


@pytest.mark.parametrize(("written", "kept"), VECTORS["stems"])
def test_spanish_words_are_kept_like_this(library: SearchEngine, written: str, kept: list[str]) -> None:
    """And by each of them are found all those that have it, and no others."""
    assert stems(written) == kept
    for stem in kept:
        asked = Asked(OURS, None, Query((Word(stem, stem),)))
        those = {text for text, told in VECTORS["stems"] if stem in told or stem in words(text)}
        assert {hit.text for hit in library.search(asked, limit=100).hits} == those, stem


@pytest.mark.parametrize(("written", "known_as"), VECTORS["names"])
def test_a_number_is_known_by_these_names(written: str, known_as: list[str]) -> None:
    assert keys_of(words(written)) == set(known_as)


@pytest.mark.parametrize(("typed", "first"), VECTORS["first"])
def test_whoever_bears_the_number_comes_before_whoever_mentions_it(
    library: SearchEngine, typed: str, first: str
) -> None:
    bearer = BEARERS[first].subject_id

    hits = library.search(Asked(THEIRS, None, parse(typed, ZONE))).hits
    numbered = [hit.subject_id for hit in hits if hit.title == "Responde"]
    assert bearer in numbered
    if "/" in typed or "res" in typed.casefold():
        assert hits[0].subject_id == bearer
    assert {hit.subject_id for hit in hits[: len(numbered)]} == set(numbered), "bearers first"
