"""An index that is away, or is not as it should be: few wait for it, and the doctor says what is wrong."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kernel.database import Database
from oficina.platform import Platform
from oficina.readiness import WHOLE, unfit
from oficina.settings import Settings
from oficina.upkeep.servers import CHECKS
from search.engines import open_engine
from search.engines.elastic import calls
from search.engines.laid import FORM
from search.errors import IndexUnavailable
from tests.away import Door, a_door
from tests.conftest import settings_for
from tests.contracts.search_engine.copies import OFICIO, found
from tests.elasticsearch import address, an_index, directly
from tests.offices import eventually

pytestmark = [pytest.mark.needs_elasticsearch, pytest.mark.once]

BACK = 10.0
"""Seconds until it works again, by itself."""


@pytest.fixture
def door() -> Iterator[Door]:
    with a_door(address()) as door:
        yield door


@pytest.fixture
def url(door: Door) -> Iterator[str]:
    with an_index() as url:
        yield url.replace(address(), f"127.0.0.1:{door.port}")


@pytest.fixture
def settings(owner: Database, tmp_path: Path, url: str) -> Settings:
    return settings_for(owner, tmp_path).model_copy(update={"index_url": url})


def test_while_it_hangs_few_wait_for_it_and_then_nobody(url: str, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "PATIENCE", 0.5)
    engine = open_engine(url)
    engine.write([OFICIO])
    door.be_silent()

    def ask(_number: int) -> float:
        begun = time.monotonic()
        with pytest.raises(IndexUnavailable, match="todo lo demás sigue funcionando"):
            found(engine, "avance")
        return time.monotonic() - begun

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(ask, range(8)))
    assert max(map(ask, range(20))) < calls.PATIENCE
    door.give_back()
    eventually(lambda: answers(engine), seconds=BACK)
    assert found(engine, "avance") == {OFICIO.subject_id}
    engine.close()


def answers(engine: Any) -> bool:
    try:
        engine.require()
    except IndexUnavailable:
        return False
    return True


def test_the_doctor_tries_the_server_and_says_what_is_wrong(platform: Platform, door: Door) -> None:
    def wrong() -> dict[str, str]:
        return {name: each.what for name, each in unfit(platform, CHECKS).items() if name.startswith("index")}

    assert wrong() == {"index-whole": "Al índice pueden faltarle documentos: nunca se hizo de las filas."}
    with platform.index.rebuilding():
        assert set(wrong()) == {"index-whole"}
    assert wrong() == {}
    door.shut()
    assert set(wrong()) == {"index-version", "index-words", "index-whole"}
    assert set(unfit(platform, WHOLE)) == {"index"}
    assert "El buscador no responde" in wrong()["index-version"]


def test_a_server_that_cuts_words_in_another_way_is_found_out(platform: Platform, url: str) -> None:
    name = url.partition("?")[0].rpartition("/")[2]
    words = {
        "mappings": {"properties": {"stems": {"type": "text", "analyzer": "simple"}}},
        "aliases": {f"{name}-{FORM}-searched": {}},
    }
    with directly() as server:
        server.put(f"/{name}-{FORM}-first", json=words).raise_for_status()

    told = unfit(platform, CHECKS)["index-words"].what
    assert "corta las palabras de otro modo" in told
    assert "de «Res. Ex. N° 1.234» guarda «resolucion» donde va «1234»" in told


def test_a_server_that_loses_one_word_of_some_hundreds_is_found_out(platform: Platform, url: str) -> None:
    name = url.partition("?")[0].rpartition("/")[2]
    almost = {"analyzer": {"almost": {"type": "standard", "stopwords": ["vicun"]}}}
    made = {
        "settings": {"analysis": almost},
        "mappings": {"properties": {"stems": {"type": "text", "analyzer": "almost"}}},
        "aliases": {f"{name}-{FORM}-searched": {}},
    }
    with directly() as server:
        server.put(f"/{name}-{FORM}-first", json=made).raise_for_status()

    assert "donde va «vicun»" in unfit(platform, CHECKS)["index-words"].what
