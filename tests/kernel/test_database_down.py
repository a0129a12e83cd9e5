"""A database that does not answer is told to be so, and is no fault of what was asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from kernel.actor import PLATFORM
from kernel.database import Database, DatabaseUnavailable
from kernel.dialects import Postgres
from oficina.app import create_app
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.offices import Office

NOWHERE = ("sqlite:////nowhere/at/all/oficina.db", "postgresql+psycopg://nobody@127.0.0.1:9/oficina")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.engine.dispose()


@pytest.mark.database_free
@pytest.mark.parametrize("url", NOWHERE)
def test_one_that_is_down_is_unavailable_to_readers_and_writers(url: str) -> None:
    with opened(url) as database:
        for transaction in (database.reading, database.writing, database.reading):
            with pytest.raises(DatabaseUnavailable, match="intente de nuevo"), transaction(PLATFORM) as work:
                work.session.execute(text("SELECT 1"))


def test_what_is_asked_wrongly_is_a_fault_of_the_program(platform: Platform) -> None:
    with pytest.raises(DBAPIError), platform.database.reading(PLATFORM) as work:
        work.session.execute(text("SELECT nothing FROM nowhere"))


@pytest.mark.once
def test_whoever_asks_meanwhile_may_ask_again(settings: Settings) -> None:
    platform = open_platform(settings.model_copy(update={"database_url": NOWHERE[1]}))
    client = TestClient(create_app(platform), raise_server_exceptions=False)

    answer = client.get("/v1/documents", headers={"Authorization": "Bearer x"})

    assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
    assert answer.headers["retry-after"] == "5"
    platform.close()


@pytest.mark.needs_postgres
@pytest.mark.parametrize(
    ("limit", "asked"),
    [
        ("lock_timeout", "SELECT code FROM institutions FOR UPDATE"),
        ("statement_timeout", "SELECT pg_sleep(9)"),
    ],
)
def test_nothing_waits_for_ever_for_a_row_or_for_an_answer(
    limit: str, asked: str, platform: Platform, ministry: Office, owner: Database
) -> None:
    assert ministry.id
    with owner.engine.begin() as other:
        other.execute(text("SELECT code FROM institutions FOR UPDATE"))
        with pytest.raises(DatabaseUnavailable), platform.database.writing(PLATFORM) as work:
            work.session.execute(text(f"SET LOCAL {limit} = '100ms'"))
            work.session.execute(text(asked))


@pytest.mark.needs_postgres
def test_each_connection_knows_how_long_it_may_wait(platform: Platform) -> None:
    with platform.database.reading(PLATFORM) as work:
        told = {name: work.session.scalar(text(f"SHOW {name}")) for name in Postgres.LIMITS}

    assert told == Postgres.LIMITS
