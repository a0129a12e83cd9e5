"""What every engine does. Another one joins by adding its URL to `engine`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from search.analysis import stems, words
from search.engines import Asked, Copy, SearchEngine, open_engine
from search.errors import IndexUnavailable, QueryNotUnderstood
from search.identifiers import keys_of
from search.query import Query, Word, parse

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


def paged(engine: SearchEngine, asked: Asked) -> list[UUID]:
    listed: list[UUID] = []
    after: str | None = None
    while True:
        page = engine.search(asked, after=after, limit=2)
        listed += [hit.subject_id for hit in page.hits]
        if page.following is None:
            assert page.total == len(listed)
            return listed
        after = page.following


@pytest.mark.parametrize("after", ["x", "1.2.3", "-", "9" * 40, "1'"])
def test_a_page_that_nobody_offered_is_refused(engine: SearchEngine, after: str) -> None:
    asked = Asked(OURS, None, parse("avance", ZONE))
    for newest in (True, False):
        with pytest.raises(QueryNotUnderstood, match="vuelva a buscar"):
            engine.search(replace(asked, newest_first=newest), after=after)


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


def test_a_rebuild_never_undoes_what_was_written_meanwhile(engine: SearchEngine) -> None:
    engine.write([OFICIO, OTHER])
    with engine.rebuilding() as aside:
        engine.write([replace(OFICIO, version=9, title="Corregido entretanto")], gone=[OTHER.subject_id])
        aside.write([OFICIO, OTHER])

    assert found(engine, "corregido") == {OFICIO.subject_id}
    assert found(engine, "avance medidas") == set()
    assert found(engine, "memorándum") == set()


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
