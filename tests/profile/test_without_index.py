"""The index is taken away, stopped or hanging: people go on working, the search says so, and all is caught up after."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from kernel.database import Database
from kernel.jobs import JobState
from oficina.platform import Platform
from oficina.readiness import unfit
from oficina.settings import Settings
from oficina.upkeep.servers import CHECKS
from search.engines import open_engine
from search.engines.elastic import calls
from search.engines.laid import FORM
from search.errors import IndexUnavailable
from tests.away import Door, a_door
from tests.conftest import settings_for
from tests.contracts.search_engine.copies import OFICIO, found
from tests.elasticsearch import address, an_index
from tests.journeys.test_send_over_http import sent, states
from tests.offices import Office, eventually, jobs

pytestmark = [pytest.mark.needs_elasticsearch, pytest.mark.once]

AT_MOST = 5.0
"""Seconds until whoever asked is told."""
BACK = 10.0
"""Seconds until it works again, by itself."""


@pytest.fixture
def door() -> Iterator[Door]:
    with a_door(address().removeprefix("http://")) as door:
        yield door


@pytest.fixture
def url(door: Door) -> Iterator[str]:
    with an_index() as url:
        yield url.replace(address().removeprefix("http://"), f"127.0.0.1:{door.port}")


@pytest.fixture
def settings(owner: Database, tmp_path: Path, url: str) -> Settings:
    return settings_for(owner, tmp_path).model_copy(update={"index_url": url})


def soon(ask: Any) -> Any:
    begun = time.monotonic()
    answer = ask()
    assert time.monotonic() - begun < AT_MOST
    return answer


@pytest.mark.parametrize("way", ["stopped", "hanging"])
def test_documents_are_sent_and_received_without_it_and_found_when_it_is_back(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office, door: Door, way: str
) -> None:
    door.shut() if way == "stopped" else door.be_silent()

    attends_without_it(client, ministry, municipality)
    door.give_back()
    catches_up(client, platform, (ministry, municipality))


def attends_without_it(client: TestClient, ministry: Office, municipality: Office) -> None:
    communication = sent(client, ministry, [municipality])
    eventually(lambda: states(client, ministry, communication) == {"delivered"})
    eventually(lambda: len(municipality.get(client, "/receptions").json()["items"]) == 1)
    (reception,) = municipality.get(client, "/receptions").json()["items"]
    acknowledged = soon(lambda: municipality.post(client, f"/receptions/{reception['id']}/acknowledgement"))
    assert acknowledged.status_code == 201
    refused: httpx.Response = soon(lambda: ministry.get(client, "/search?q=antecedentes"))
    assert (refused.status_code, refused.json()["code"]) == (503, "index-unavailable")
    assert "El buscador no responde" in refused.json()["detail"]
    ready = soon(lambda: client.get("/health/ready"))
    assert (ready.status_code, ready.json()["unfit"]) == (503, ["index"])
    assert client.get("/health/live").status_code == 200


def catches_up(client: TestClient, platform: Platform, offices: tuple[Office, ...]) -> None:
    eventually(lambda: offices[0].get(client, "/search?q=antecedentes").status_code == 200, seconds=BACK)
    for office in offices:
        eventually(partial(finds, client, office), seconds=BACK)
    eventually(lambda: client.get("/health/ready").status_code == 200, seconds=BACK)
    assert JobState.SHELVED not in {each.state for each in jobs(platform)}


def finds(client: TestClient, office: Office) -> bool:
    total: int = office.get(client, "/search?q=antecedentes").json()["total"]
    return total == 1


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
    assert "El buscador no responde" in wrong()["index-version"]


def test_a_server_that_cuts_words_in_another_way_is_found_out(platform: Platform, url: str) -> None:
    name = url.partition("?")[0].rpartition("/")[2]
    words = {
        "mappings": {"properties": {"stems": {"type": "text", "analyzer": "simple"}}},
        "aliases": {f"{name}-{FORM}-searched": {}},
    }
    httpx.put(f"{address()}/{name}-{FORM}-first", json=words, timeout=30).raise_for_status()

    assert "corta las palabras de otro modo" in unfit(platform, CHECKS)["index-words"].what
