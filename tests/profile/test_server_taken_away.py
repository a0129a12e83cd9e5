"""The server itself is killed, or hangs: what it had acknowledged is there after, and the office went on without it."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient

from kernel.database import Database
from kernel.jobs import JobState
from oficina.platform import Platform
from oficina.settings import Settings
from search.engines import open_engine
from tests.conftest import settings_for
from tests.contracts.search_engine.copies import OTHER, OURS
from tests.elasticsearch import an_index, taken_away
from tests.journeys.test_send_over_http import sent, states
from tests.offices import Office, eventually, jobs

pytestmark = [pytest.mark.needs_elasticsearch, pytest.mark.once, pytest.mark.alone]


AT_MOST = 5.0
"""Seconds until whoever asked is told."""
BACK = 10.0
"""Seconds until it works again, by itself."""


@pytest.fixture
def url() -> Iterator[str]:
    with an_index() as url:
        yield url


@pytest.fixture
def settings(owner: Database, tmp_path: Path, url: str) -> Settings:
    return settings_for(owner, tmp_path).model_copy(update={"index_url": url})


@pytest.mark.parametrize("how", ["STOP", "KILL"])
def test_a_server_that_is_taken_away_costs_nothing_but_the_search(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office, url: str, how: str
) -> None:
    with closing(open_engine(url)) as engine:
        copies = [replace(OTHER, subject_id=uuid4()) for _ in range(20)]
        for copy in copies:
            engine.write([copy])
        with taken_away(how):
            attends_without_it(client, ministry, municipality)
        catches_up(client, platform, (ministry, municipality))
        assert {each.subject_id for each in engine.kept(OURS)} == {copy.subject_id for copy in copies}


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


def soon(ask: Any) -> Any:
    begun = time.monotonic()
    answer = ask()
    assert time.monotonic() - begun < AT_MOST
    return answer
