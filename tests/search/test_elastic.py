"""What only an index of a server suffers: several who begin, build and write it at once, and a server that refuses."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from search.engines import Asked, Copy, SearchEngine, open_engine
from search.engines.elastic import desk
from search.errors import IndexUnavailable
from search.query import parse
from tests.contracts.search_engine.copies import OFICIO, OTHER, OURS, ZONE, found
from tests.elasticsearch import an_index, directly

pytestmark = [pytest.mark.database_free, pytest.mark.needs_elasticsearch]


@pytest.fixture
def url() -> Iterator[str]:
    with an_index() as url:
        yield url


@pytest.fixture
def engine(url: str) -> Iterator[SearchEngine]:
    with closing(open_engine(url)) as engine:
        yield engine


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def ask(method: str, path: str, **said: object) -> httpx.Response:
    with directly() as server:
        return server.request(method, path, json=said or None).raise_for_status()


def indices(url: str) -> set[str]:
    return {each for each in ask("GET", f"/{name_of(url)}-v*").json() if not each.endswith("-office")}


def test_of_several_who_begin_at_once_one_does(url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    copies = [replace(OTHER, subject_id=uuid4()) for _ in engines]
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda each, copy: each.write([copy]), engines, copies))

    assert len(indices(url)) == 1
    assert found(engines[0], "prueba") == {copy.subject_id for copy in copies}
    for each in engines:
        each.close()


def test_whatever_others_write_while_it_is_built_again_is_in_the_new_one(engine: SearchEngine, url: str) -> None:
    """One reads all the rows, another goes on writing; whoever read last has the last word."""
    copies = [replace(OFICIO, subject_id=uuid4()) for _ in range(12)]
    engine.write(copies)

    def write(another: SearchEngine, copy: Copy) -> None:
        another.write([replace(copy, version=9, title="Corregido")])
        another.write([replace(OTHER, subject_id=uuid4(), title="Llegó entretanto")])

    with closing(open_engine(url)) as another, ThreadPoolExecutor(2) as crowd:
        with engine.rebuilding() as aside:
            writing = [crowd.submit(write, another, copy) for copy in copies]
            for copy in copies:
                aside.write([replace(copy, version=5)])
        for each in writing:
            each.result()
        assert not another.is_new
        total = engine.search(Asked(OURS, None, parse("corregido", ZONE)), limit=0).total
        assert (total, engine.search(Asked(OURS, None, parse("entretanto", ZONE)), limit=0).total) == (12, 12)
        assert found(another, "avance") == set()
    assert len(indices(url)) == 1


def test_an_index_that_was_lost_is_begun_anew_and_is_new_to_all(engine: SearchEngine, url: str) -> None:
    with engine.rebuilding() as aside:
        aside.write([OFICIO])
    with closing(open_engine(url)) as another:
        ask("DELETE", f"/{','.join(indices(url))}")

        assert found(another, "avance") == set()
        assert engine.telling({"avance": 2}, 3) == ()
        assert another.is_new
        engine.write([OTHER])
        assert found(another, "prueba") == {OTHER.subject_id}


def test_who_died_while_building_is_waited_for_and_no_longer(
    engine: SearchEngine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = engine.rebuilding()
    monkeypatch.setattr(desk, "RENEWED", 60.0)
    monkeypatch.setattr(desk, "LEASE", timedelta(milliseconds=-1))
    dying.__enter__().write([OFICIO])
    left = indices(url)
    with closing(open_engine(url)) as another, another.rebuilding() as aside:
        aside.write([OTHER])

    assert len(left) == 2
    assert indices(url).isdisjoint(left)
    assert found(engine, "prueba") == {OTHER.subject_id}
    with pytest.raises(IndexUnavailable, match="deje que termine"):
        dying.__exit__(None, None, None)
    assert found(engine, "prueba") == {OTHER.subject_id}


def test_a_full_disk_is_a_server_that_does_not_take_more(engine: SearchEngine, url: str) -> None:
    engine.write([OFICIO])
    ask("PUT", f"/{','.join(indices(url))}/_settings", **{"index.blocks.read_only_allow_delete": True})

    with pytest.raises(IndexUnavailable, match="sobrecargado"):
        engine.write([OTHER])
    assert found(engine, "avance") == {OFICIO.subject_id}


def test_an_entry_that_is_not_taken_is_no_silence(engine: SearchEngine) -> None:
    with pytest.raises(RuntimeError, match="did not take an entry: document_parsing_exception"):
        engine.write([OTHER, replace(OTHER, subject_id=uuid4(), facets={"type": "x" * 40_000})])
    assert found(engine, "prueba") == {OTHER.subject_id}


def test_pages_go_on_where_many_are_kept(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.elastic.engine.PAGE", 2)
    copies = [replace(OTHER, subject_id=uuid4()) for _ in range(5)]
    engine.write(copies)

    assert {each.subject_id for each in engine.kept(OURS)} == {copy.subject_id for copy in copies}
    assert next(iter(engine.kept(OURS))).marks == OTHER.marks


def test_the_office_comes_in_by_its_secret_and_may_do_what_it_needs_and_no_more(url: str, tmp_path: Path) -> None:
    parts = urlsplit(url)
    known = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if "secret_file" not in known:
        pytest.skip("this Elasticsearch lets everybody in")
    wrong = tmp_path / "wrong.secret"
    wrong.write_text("otra clave")

    with closing(open_engine(url.replace(known["secret_file"], str(wrong)))) as stranger:
        with pytest.raises(IndexUnavailable, match="no deja entrar a la oficina"):
            stranger.require()
        with pytest.raises(IndexUnavailable, match="no deja entrar a la oficina"):
            stranger.write([OFICIO])
    untrusting = parts._replace(query=f"secret_file={known['secret_file']}").geturl()
    with closing(open_engine(untrusting)) as careful, pytest.raises(IndexUnavailable, match="no responde"):
        careful.require()
    with directly() as server:
        office = str(parts.username), Path(known["secret_file"]).read_text().strip()
        assert server.put("/of-somebody-else", auth=office).status_code == 403
        assert server.get("/_security/user", auth=office).status_code == 403
