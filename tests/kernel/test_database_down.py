"""A database that does not answer is told to be so, and is no fault of what was asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

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
        told = {name: work.session.scalar(text(f"SHOW {name}")) for name in (*Postgres.LIMITS, *Postgres.PLANS)}

    assert told == {**Postgres.LIMITS, **Postgres.PLANS}


@pytest.mark.needs_postgres
def test_a_server_that_was_started_again_is_asked_as_if_nothing_had_been(platform: Platform, owner: Database) -> None:
    """Each connection that lay unused meanwhile would have refused one person more, however long afterwards."""
    with ThreadPoolExecutor(3) as crowd:
        both = Barrier(3)
        assert list(crowd.map(lambda _: answered(platform, both), range(3))) == [1, 1, 1]
    with owner.engine.connect() as other:
        others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        other.execute(text(others + " WHERE pid <> pg_backend_pid() AND datname = current_database()"))

    assert [answered(platform) for _ in range(3)] == [1, 1, 1]


def answered(platform: Platform, together: Barrier | None = None) -> object:
    with platform.database.writing(PLATFORM) as work:
        if together:
            together.wait(10)
        return work.session.scalar(text("SELECT 1"))
