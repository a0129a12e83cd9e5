"""What every engine does. Another one joins by adding its URL to `engine`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from search.engines import Asked, Copy, SearchEngine, open_engine
from search.errors import IndexUnavailable
from search.query import parse

OURS, THEIRS = uuid4(), uuid4()
ZONE = ZoneInfo("America/Santiago")
READER = "unit:1"
NOON = datetime(2026, 5, 11, 16, tzinfo=UTC)


@pytest.fixture(params=["tantivy"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"{request.param}://{tmp_path}/index"


@pytest.fixture
def engine(url: str) -> Iterator[SearchEngine]:
    engine = open_engine(url)
    yield engine
    engine.close()


OFICIO = Copy(
    institution_id=OURS,
    subject_id=uuid4(),
    kind="document",
    title="Solicita estado de avance de las medidas",
    text="Me permito solicitar a la señora intendenta de Ñuñoa las resoluciones del año, según el N° 1.847.",
    at=NOON,
    version=1,
    marks=frozenset({READER}),
    fields={
        "folio": ("ORD. N° 1847/2026",),
        "rut": ("12.345.678-5",),
        "de": "Ministerio Secretaría General de la Presidencia",
        "para": ("Intendencia de Tarapacá", "Intendencia de Atacama"),
        "tipo": "Oficio ordinario",
    },
)
OTHER = replace(
    OFICIO,
    at=NOON + timedelta(days=365),
    subject_id=uuid4(),
    title="Memorándum de prueba",
    text="Nada que ver.",
    fields={},
)


def found(engine: SearchEngine, typed: str, **said: object) -> set[UUID]:
    asked = Asked(OURS, frozenset({READER}), parse(typed, ZONE))
    return {hit.subject_id for hit in engine.search(replace(asked, **said)).hits}  # type: ignore[arg-type]


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
    ],
)
def test_each_way_of_asking_finds_it(engine: SearchEngine, typed: str) -> None:
    engine.write([OFICIO, OTHER])

    assert found(engine, typed) == {OFICIO.subject_id}


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
def test_and_these_do_not(engine: SearchEngine, typed: str) -> None:
    engine.write([OFICIO])

    assert found(engine, typed) == set()


def test_nobody_finds_nor_counts_what_is_not_theirs(engine: SearchEngine) -> None:
    engine.write([OFICIO, replace(OFICIO, subject_id=uuid4(), institution_id=THEIRS)])
    engine.write([replace(OFICIO, subject_id=uuid4(), marks=frozenset({"unit:2"}))])
    asked = Asked(OURS, frozenset({READER}), parse("avance", ZONE))

    mine = engine.search(asked)
    assert (mine.total, mine.kinds) == (1, {"document": 1})
    assert engine.search(replace(asked, marks=frozenset())).total == 0
    assert engine.search(replace(asked, marks=None)).total == 2
    assert engine.search(replace(asked, hidden=frozenset({OFICIO.subject_id}))).total == 0


def test_pages_follow_one_another(engine: SearchEngine) -> None:
    copies = [replace(OFICIO, subject_id=uuid4(), at=NOON + timedelta(hours=n)) for n in range(5)]
    engine.write(copies)
    asked = Asked(OURS, None, parse("avance", ZONE), newest_first=True)

    pages = [engine.search(asked, offset=offset, limit=2) for offset in (0, 2, 4)]
    assert [page.total for page in pages] == [5, 5, 5]
    listed = [hit.subject_id for page in pages for hit in page.hits]
    assert listed == [copy.subject_id for copy in reversed(copies)]


def test_a_new_copy_takes_the_place_and_an_older_one_does_not(engine: SearchEngine) -> None:
    engine.write([replace(OFICIO, version=2, title="Nuevo")])
    engine.write([replace(OFICIO, version=1, title="Antiguo")])

    assert found(engine, "nuevo") == {OFICIO.subject_id}
    assert found(engine, "antiguo") == set()
    engine.write([], gone=[OFICIO.subject_id])
    assert found(engine, "nuevo") == set()


def test_what_was_written_is_there_after_a_restart(engine: SearchEngine, url: str) -> None:
    assert engine.is_new
    engine.write([OFICIO])
    engine.close()

    again = open_engine(url)
    assert not again.is_new
    assert found(again, "avance") == {OFICIO.subject_id}


def test_it_is_rebuilt_aside_while_people_search_and_write(engine: SearchEngine) -> None:
    engine.write([OFICIO])
    with engine.rebuilding() as aside:
        aside.write([replace(OFICIO, version=5)])
        assert found(engine, "avance") == {OFICIO.subject_id}
        engine.write([OTHER])
        with pytest.raises(IndexUnavailable), engine.rebuilding():
            pass

    assert found(engine, "avance") == {OFICIO.subject_id}
    assert found(engine, "prueba") == {OTHER.subject_id}
    engine.write([replace(OTHER, title="Escrito después", version=9)])
    assert found(engine, "escrito") == {OTHER.subject_id}


def test_a_rebuild_that_fails_changes_nothing(engine: SearchEngine) -> None:
    engine.write([OFICIO])
    with pytest.raises(OSError, match="full"), engine.rebuilding() as aside:
        aside.write([])
        raise OSError("full")

    assert found(engine, "avance") == {OFICIO.subject_id}


def test_whoever_does_not_write_need_not_wait_for_who_does(engine: SearchEngine, url: str) -> None:
    engine.write([OFICIO])
    reader = open_engine(url)

    assert found(reader, "avance") == {OFICIO.subject_id}
    with pytest.raises(IndexUnavailable):
        reader.write([OTHER])


def test_an_index_is_of_the_office_that_asked_first(engine: SearchEngine, url: str) -> None:
    assert engine.belongs_to("one") == "one"

    assert open_engine(url).belongs_to("other") == "one"
