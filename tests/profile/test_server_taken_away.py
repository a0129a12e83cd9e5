"""The server itself is killed, or hangs: what it had acknowledged is there after, and the office went on without it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from kernel.database import Database
from oficina.platform import Platform
from oficina.settings import Settings
from search.engines import open_engine
from tests.conftest import settings_for
from tests.contracts.search_engine.copies import OTHER, OURS
from tests.elasticsearch import an_index, taken_away
from tests.offices import Office
from tests.profile.test_without_index import attends_without_it, catches_up

pytestmark = [pytest.mark.needs_elasticsearch, pytest.mark.once, pytest.mark.alone]


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
