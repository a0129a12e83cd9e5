"""Spanish as Lucene cuts it: golden/README.md says how the vectors were made. Where we differ, it is told and held."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from uuid import uuid4

import pytest

from kernel.text import folded
from oficina.upkeep.servers import cut_otherwise, golden_words
from search.analysis import ABBREVIATIONS, STOP_WORDS, stems, words
from search.engines import Asked, Operated, SearchEngine
from search.query import Query, Word
from tests.contracts.search_engine.copies import OTHER, OURS
from tests.contracts.search_engine.golden.texts import SIGNS

pytestmark = pytest.mark.database_free

ALIKE = 2_200
"""At the least, of the words by themselves: a vector that is lost is noticed."""
OTHERWISE: dict[str, Callable[[str], bool]] = {
    "a name of the office that is written short": lambda word: word in ABBREVIATIONS,
    "joined with a singular of four letters": lambda word: len(word) == 5 and word[-1] == "s",
    "joined with a singular in -és": lambda word: word.endswith("eses"),
    "joined with a singular in -um": lambda word: word.endswith("ums"),
}
NUMBERS = {
    "Ord. N° 1.847/2026, de 11 de mayo de 2026": ("ord 1.847 2026", "ordinari 1847 2026"),
    "RUT 12.345.678-5": ("rut 12.345.678 5", "rut 123456785"),
    "el 21,5 % de $ 1.234.567": ("21,5 1.234.567", "21 5 1234567"),
    "O’Higgins y O'Higgins": ("o'higgins o'higgins", "higgins higgins"),
    "anexo_2.pdf": ("anexo_2 pdf", "anex 2 pdf"),
    "correo@ejemplo.cl": ("corre ejemplo.cl", "corre ejempl cl"),
    "www.ejemplo.cl/tramites": ("www.ejemplo.cl tramit", "www ejempl cl tramit"),
    "2026-05-11": ("2026 05 11", "2026 5 11"),
    "Nº7": ("nº7", "7"),
    "art. 8°, inciso 2º": ("art 8 incis 2º", "articul 8 incis 2"),
    "S/N": ("", ""),
}
"""What Lucene makes of a number or a name with signs, and what we do: a number is one word, however it is spelt."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A text; what Lucene makes of it without accents and our stop words; and what its own Spanish analyzer does."""

    text: str
    kept: list[str]
    plain: list[str]


def _vectors() -> Iterator[Vector]:
    for line in (Path(__file__).parent / "golden" / "lucene-10.5.0.tsv").read_text("utf-8").splitlines():
        text, kept, plain = line.split("\t")
        yield Vector(text, kept.split(), plain.split())


VECTORS = list(_vectors())
SENTENCES = [vector for vector in VECTORS if " " in vector.text and vector.text not in SIGNS]
ALONE = [vector for vector in VECTORS if " " not in vector.text and vector.text not in SIGNS]
ASKED = SENTENCES[::3]
KEPT = [replace(OTHER, subject_id=uuid4(), title="", text=vector.text) for vector in ASKED]


def test_each_word_is_cut_as_lucene_cuts_it_but_for_what_is_told() -> None:
    differ = {folded(vector.text) for vector in ALONE if stems(vector.text) != vector.kept}

    assert len(ALONE) - len(differ) > ALIKE
    assert {word for word in differ if not _told(word)} == set()
    for why, holds in OTHERWISE.items():
        assert any(map(holds, differ)), why


def test_so_is_each_word_of_a_sentence() -> None:
    for vector in SENTENCES:
        said = [word for word in words(vector.text) if word not in STOP_WORDS]
        for word, ours, theirs in zip(said, stems(vector.text), vector.kept, strict=True):
            assert ours == theirs or _told(word), (word, vector.text)


@pytest.mark.parametrize("text", SIGNS)
def test_numbers_and_signs_are_told_apart_in_a_way_of_our_own(text: str) -> None:
    (vector,) = [each for each in VECTORS if each.text == text]
    theirs, ours = NUMBERS[text]

    assert " ".join(vector.kept).startswith(theirs)
    assert " ".join(stems(text)).startswith(ours)


def test_an_enie_is_an_n_and_no_accent_is_left_in_a_short_word() -> None:
    """Lucene's own Spanish leaves both; without them it says what we say."""
    both = [vector for vector in ALONE if vector.kept and vector.plain]

    assert all([folded(word) for word in vector.plain] == vector.kept for vector in both)
    assert {"año", "país"} <= {vector.text for vector in both if vector.plain != vector.kept}


def test_what_lucene_cuts_is_found_by_it(library: SearchEngine) -> None:
    asked = {stem for vector in ASKED for stem in vector.kept if stem in stems(vector.text)}
    others = {word for vector in ASKED for word in words(vector.text) if _told(word)}
    texts = [(vector.text, {*vector.kept, *words(vector.text)}) for vector in ASKED]
    for stem in sorted(asked - {stem for word in others for stem in stems(word)}):
        found = library.search(Asked(OURS, None, Query((Word(stem, stem),))), limit=len(KEPT)).hits
        assert {hit.text for hit in found} == {text for text, said in texts if stem in said}, stem


def test_a_server_keeps_every_one_of_them(library: SearchEngine) -> None:
    ours = [" ".join(stems(vector.text)) for vector in VECTORS]
    if isinstance(library, Operated):
        assert list(library.words_kept(ours)) == list(chain.from_iterable(each.split() for each in ours))


def test_the_doctor_asks_a_server_for_some_hundreds_of_them_and_names_the_first_that_differs() -> None:
    golden, known = golden_words(), {vector.text: vector.kept for vector in VECTORS}
    written = " ".join(text for text, _ in golden)
    assert len(golden) > 250
    assert [text for text, kept in golden if stems(text) != kept] == []
    assert [text for text, kept in golden if known.get(text, kept) != kept] == []
    assert len([text for text, _ in golden if text in known]) > 200
    for each in ("Ñuñoa", "RUN 9.876.543-K", "Res. Ex. N° 1.234", "recepción provisoria"):
        assert each in written

    told = [word for _, kept in golden[:3] for word in kept]
    text, kept = golden[0]
    assert cut_otherwise(golden[:3], told) == ""
    assert cut_otherwise(golden[:3], ["otro", *told[1:]]) == f"de «{text}» guarda «otro» donde va «{kept[0]}»"
    assert cut_otherwise(golden[:3], told[:-1]).endswith(f"guarda «» donde va «{told[-1]}»")
    assert cut_otherwise(golden[:3], [*told, "sobra"]) == "guarda «sobra» de más"


def _told(word: str) -> bool:
    return any(holds(word) for holds in OTHERWISE.values())
