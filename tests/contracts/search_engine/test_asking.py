"""What is found, by whom, and what is counted."""

from dataclasses import replace
from uuid import uuid4

import pytest

from search.engines import Asked, SearchEngine
from search.query import parse
from tests.contracts.search_engine.copies import OFICIO, OTHER, OURS, READER, THEIRS, ZONE, found

pytestmark = pytest.mark.database_free

KEPT = [OFICIO, OTHER]


@pytest.mark.parametrize(
    "typed",
    [
        "solicita",
        "resolución",
        "RESOLUCIONES nunoa",
        "intendentas",
        "«estado de avance»",
        '"estado de avance"',
        "avance -memorándum",
        "intend*",
        "1847",
        "1.847",
        "ORD 1847",
        "Ord. N° 1847/2026",
        "oficio N° 1.847",
        "12345678-5",
        "12.345.678-5",
        "123456785",
        "12345678",
        "rut:12345678-5",
        "folio:1847",
        "folio:1847/2026",
        "de:secretaria",
        "de:«Secretaría General»",
        "para:atacama",
        "para:tara*",
        "materia:avance",
        "tipo:oficio",
        "fecha:2026",
        "fecha:2026-05",
        "fecha:11-05-2026",
        "fecha:2026-05-01..2026-05-11",
        "fecha:..2026",
        "-memorándum",
        "avance NO memorándum",
        "“estado de avance”",
        "rut:«12 345 678 - 5»",
        "rut:12345678",
        "rut:12.345.678‐5",
        "folio:«ord 1847»",
        "fecha:«mayo de 2026»",
        "fecha:mayo-2026",
        "fecha:«01-05-2026 a 31-05-2026»",
    ],
)
def test_each_way_of_asking_finds_it(library: SearchEngine, typed: str) -> None:
    assert found(library, typed) == {OFICIO.subject_id}


@pytest.mark.parametrize(
    "typed",
    [
        "avance -solicita",
        "«avance de estado»",
        "para:secretaria",
        "de:tarapaca",
        "folio:1848",
        "fecha:2025",
        "inexistente",
    ],
)
def test_and_these_do_not(library: SearchEngine, typed: str) -> None:
    assert found(library, typed) == set()


def test_nobody_finds_nor_counts_what_is_not_theirs(engine: SearchEngine) -> None:
    engine.write([OFICIO, replace(OFICIO, subject_id=uuid4(), institution_id=THEIRS)])
    engine.write([replace(OFICIO, subject_id=uuid4(), marks=frozenset({"unit:2"}))])
    asked = Asked(OURS, frozenset({READER}), parse("avance", ZONE))

    mine = engine.search(asked)
    assert (mine.total, mine.kinds) == (1, {"document": 1})
    assert engine.search(replace(asked, marks=frozenset())).total == 0
    assert engine.search(replace(asked, marks=None)).total == 2
    assert engine.search(replace(asked, hidden=frozenset({OFICIO.subject_id}))).total == 0


def test_results_are_counted_and_narrowed_by_facets(engine: SearchEngine) -> None:
    facets: dict[str, str | tuple[str, ...]] = {
        "type": "Oficio ordinario",
        "year": "2026",
        "unit": ("a", "b"),
        "level": "1",
        "reading": "unread",
    }
    engine.write([replace(OFICIO, facets=facets, unread=("plano.dwg",)), OTHER])
    asked = Asked(OURS, frozenset({READER}), parse("-inexistente", ZONE))

    found_all = engine.search(asked)
    assert found_all.facets["kind"] == {"document": 2}
    assert found_all.facets["unit"] == {"a": 1, "b": 1}
    assert engine.search(replace(asked, marks=frozenset({"unit:9"}))).facets["unit"] == {}
    (hit,) = engine.search(replace(asked, facets={"unit": "b", "year": "2026"})).hits
    assert (hit.subject_id, hit.unread) == (OFICIO.subject_id, ("plano.dwg",))
    assert engine.search(replace(asked, facets={"unit": "c"})).total == 0


def test_it_tells_what_it_keeps_and_for_whom(engine: SearchEngine) -> None:
    engine.write([replace(OFICIO, digest="d1"), OTHER, replace(OTHER, subject_id=uuid4(), institution_id=THEIRS)])

    kept = {each.subject_id: each for each in engine.kept(OURS)}
    assert kept.keys() == {OFICIO.subject_id, OTHER.subject_id}
    assert (kept[OFICIO.subject_id].digest, kept[OFICIO.subject_id].marks) == ("d1", frozenset({READER}))


def test_telling_words_are_those_that_few_others_have(engine: SearchEngine) -> None:
    engine.write([replace(OTHER, subject_id=uuid4(), text="Nada que ver con humedales" * (n < 2)) for n in range(9)])

    assert engine.telling({"humedal": 3, "memorandum": 1, "2026": 9, "unico": 1}, 2)[0] == "humedal"
