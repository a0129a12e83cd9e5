"""The office in many processes, on servers: people work while its processes and its servers are killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from kernel.actor import PLATFORM
from kernel.database import Database, DatabaseUnavailable
from kernel.jobs import JobRow, JobState, Queue
from kernel.points import Point
from oficina.settings import Settings
from tests.crash.clerks import Clerk
from tests.crash.test_kills import Cast, a_cast, all_is_there_once, all_jobs_are_done, answered_the_same_again
from tests.offices import Office as House
from tests.offices import eventually
from tests.profile.processes import (
    COMMANDS,
    SERVERS,
    Office,
    a_place,
    an_office,
    forgotten,
    kind_of,
    remembered,
    state,
)
from workers.claims import DEATHS

pytestmark = [pytest.mark.alone]

SEED = int(os.environ.get("OFICINA_TEST_CRASH_SEED", "19880"))
KILLS = int(os.environ.get("OFICINA_TEST_CRASH_KILLS", "40"))
CLERKS = 2
Death = tuple[str, Point | None]
POINTS = {
    "web": (Point.AFTER_BLOB, Point.BEFORE_COMMIT, Point.AFTER_COMMIT),
    "relay": (Point.AFTER_PUBLISH,),
    "worker": (Point.AFTER_CLAIM, Point.AFTER_BLOB, Point.BEFORE_COMMIT, Point.AFTER_COMMIT),
    "indexer": (Point.AFTER_CLAIM, Point.BEFORE_COMMIT),
}
"""What each kind of process passes again and again, and dies of; and each dies wherever it is, too."""
MANNERS: list[Death] = [(kind, point) for kind, points in POINTS.items() for point in (*points, None)]
SERVER_DEATHS: list[Death] = [(server, None) for server in SERVERS]
PATIENCE = 60.0
"""Seconds until one comes to its point, and again as many once every server is back."""


@dataclass
class Restarts:
    """Servers come back beside whatever else is killed meanwhile; one that is on its way back is waited for."""

    pool: ThreadPoolExecutor
    under_way: dict[str, Future[None]] = field(default_factory=dict)

    def again(self, name: str) -> None:
        if name in self.under_way:
            self.under_way[name].result()
        self.under_way[name] = self.pool.submit(killed_and_begun, name)

    def wait(self) -> None:
        for each in self.under_way.values():
            each.result()


def killed_and_begun(server: str) -> None:
    script = Path(__file__).parents[1] / "servers" / "servers.sh"
    subprocess.run([script, "again", os.environ["OFICINA_TEST_SERVERS"], server], check=True)  # noqa: S603 -- our own script


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Settings]:
    with a_place(tmp_path) as settings:
        yield settings


def deaths(chance: Random) -> list[Death]:
    """Each server once for every forty, and each manner as often as the others, until there are as many as asked."""
    chosen: list[Death] = [*SERVER_DEATHS] * max(KILLS // 40, 1)
    chosen += islice(cycle(MANNERS), max(KILLS - len(chosen), 0))
    chance.shuffle(chosen)
    return chosen


@pytest.mark.timeout(20 * KILLS + 600)
def test_many_processes_are_one_office_and_a_kill_loses_nothing(elsewhere: Settings) -> None:
    sys.stdout.write(f"OFICINA_TEST_CRASH_SEED={SEED}\n")  # shown when it fails
    cast, chance, enough, hopeless = a_cast(elsewhere), Random(SEED), Event(), Event()  # noqa: S311 -- the same chance each time
    url = f"http://{elsewhere.listen}"
    clerks = [
        Clerk(url, cast.sender, cast.signer, cast.recipients, Random(SEED + each), hopeless)  # noqa: S311 -- as above
        for each in range(CLERKS)
    ]
    with an_office(elsewhere) as office, ThreadPoolExecutor(CLERKS + len(SERVERS)) as pool:
        office.begin(*COMMANDS)
        deadly = remembered(elsewhere, "tests.deadly", Queue.RENDERING, cast.sender.id)
        working, restarts = [pool.submit(clerk.work, enough) for clerk in clerks], Restarts(pool)
        try:
            eventually(lambda: any(clerk.sent for clerk in clerks) or any(each.done() for each in working), 300)
            for death in deaths(chance):
                killed(office, elsewhere, death, chance, restarts)
                office.revive()
                for each in working:
                    assert not each.done(), each.exception()
            enough.set()
            restarts.wait()
            for each in working:
                each.result()
        finally:
            hopeless.set()
            restarts.wait()
        eventually(lambda: state(elsewhere, deadly) == (JobState.SHELVED, DEATHS), 180)
        forgotten(elsewhere, deadly)
        all_jobs_are_done(elsewhere)
        answered_the_same_again(url, clerks)
        everything_is_found(url, cast, clerks)
        told_to_stop_they_finish(office, elsewhere, cast.sender.id)
        assert office.run("verify", "--index") == 0
        assert office.run("verify", "--all") == 0
    all_is_there_once(elsewhere, cast, [document for clerk in clerks for document in clerk.sent])


def killed(office: Office, settings: Settings, death: Death, chance: Random, restarts: Restarts) -> None:
    """A server, and it comes back with what it had kept; a process, at one of its points or wherever it is."""
    (name, point), began = death, time.monotonic()
    if name in SERVERS:
        restarts.again(name)
    else:
        if name in {"worker", "indexer"}:
            eventually(lambda: nobody_is_near_the_shelf(settings), PATIENCE)
        if point:
            died = office.will_die(name, point)
            with suppress(AssertionError):
                eventually(died, PATIENCE)
            if not died():
                restarts.wait()
                eventually(died, PATIENCE)
        else:
            time.sleep(chance.uniform(0.1, 0.5))
            office.kill(chance.choice([each for each in office.process if kind_of(each) == name]))
    sys.stdout.write(f"killed {name} {point or ''} {time.monotonic() - began:.1f}s\n")


def nobody_is_near_the_shelf(settings: Settings) -> bool:
    """A job that somebody died with is left alone until it is done: after three it would wait for a person, rightly.

    The last death is counted only when the next one claims it: two are known when one is counted.
    """
    near = select(JobRow.id).where(JobRow.deaths >= DEATHS - 2, JobRow.state != JobState.DONE)
    database = Database(settings.database_url, pool=2)
    try:
        with database.reading(PLATFORM) as work:
            return not work.session.scalars(near.where(JobRow.kind != "tests.deadly")).all()
    except (DatabaseUnavailable, DBAPIError):
        return False
    finally:
        database.engine.dispose()


def everything_is_found(url: str, cast: Cast, clerks: list[Clerk]) -> None:
    """Each document by its own words, once, by whoever sent it and by everybody who got it."""
    with httpx.Client(base_url=f"{url}/v1") as http:

        def asked(who: House, path: str, **params: str) -> Any:
            return http.get(path, params=params, headers=who.headers).raise_for_status().json()

        for document in [each for clerk in clerks for each in clerk.sent]:
            subject = asked(cast.sender, f"/documents/{document}")["fields"]["subject"]
            found = asked(cast.sender, "/search", q=f"«{subject}»", kind="document")["items"]
            assert [each["id"] for each in found] == [document], subject
            for each in cast.recipients:
                assert asked(each, "/search", q=f"«{subject}»")["kinds"] == {"reception": 1}, subject


def told_to_stop_they_finish(office: Office, settings: Settings, institution_id: UUID) -> None:
    office.revive()
    slow = remembered(settings, "tests.slow", Queue.NOTICES, institution_id)
    eventually(lambda: state(settings, slow)[0] == JobState.LEASED, 120)
    assert set(office.stopped().values()) == {0}
    assert state(settings, slow) == (JobState.DONE, 0)
