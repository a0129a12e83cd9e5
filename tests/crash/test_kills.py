"""The office is killed forty times while people work over HTTP, and everything that it answered is so, once."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random
from socket import socket
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from audit.models import AuditEntry
from correspondence.models import Communication, Delivery, DeliveryState, Reception
from documents.models import Cause, Document, Folio, Version
from expedientes.models import FiledEntry
from kernel.actor import PLATFORM, system
from kernel.database import Database
from kernel.jobs import JobRow, JobState
from kernel.points import Point
from kernel.rows import Owned
from oficina.platform import open_platform
from oficina.settings import Settings
from tests.crash.clerks import Clerk, NeverAnsweredError
from tests.offices import Office, a_person, an_office, eventually, trust_in_seals
from tests.signature.people import with_a_key

pytestmark = pytest.mark.once
"""The office of one machine; that of many processes, on servers, is killed in tests/profile."""

KILLS = int(os.environ.get("OFICINA_TEST_CRASH_KILLS", "40"))
PASSAGES = {
    Point.AFTER_CLAIM: 3,
    Point.AFTER_BLOB: 2,
    Point.BEFORE_COMMIT: 5,
    Point.AFTER_COMMIT: 5,
    Point.AFTER_PUBLISH: 3,
}
"""Up to how many times each is passed before it kills: about as often as it is passed in half a second."""
CLERKS = 2
SEED = int(os.environ.get("OFICINA_TEST_CRASH_SEED", "19880"))


@contextmanager
def an_office_that_dies(settings: Settings, hopeless: Event) -> Iterator["Lives"]:
    command = [sys.executable, "-m", "tests.crash.mortal", settings.model_dump_json()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mother:  # noqa: S603 -- our own program
        try:
            yield Lives(mother, hopeless)
        finally:
            mother.kill()


class Lives:
    """One after another, of the same office in the same folder."""

    def __init__(self, mother: subprocess.Popen[str], hopeless: Event) -> None:
        self._mother = mother
        self._hopeless = hopeless

    def lived(self, **fate: object) -> int:
        """A whole life: how it ended."""
        self.begin(**fate)
        return self.ended()

    def begin(self, **fate: object) -> int:
        """The process that lives from now on."""
        assert self._mother.stdin
        with suppress(BrokenPipeError):
            self._mother.stdin.write(json.dumps(fate) + "\n")
            self._mother.stdin.flush()
        return self._told()

    def ended(self) -> int:
        return self._told()

    def give_up_if_failed(self, working: Future[None]) -> None:
        if working.exception():
            self._hopeless.set()
            self._mother.kill()

    def _told(self) -> int:
        assert self._mother.stdout
        told = self._mother.stdout.readline()
        return int(told) if told else 0


def fates(chance: Random) -> list[tuple[Point, int]]:
    """Every point as often as the others, in any order."""
    points = [point for point in Point for _ in range(KILLS // len(Point))]
    chance.shuffle(points)
    return [(point, chance.randint(1, PASSAGES[point])) for point in points]


@pytest.fixture
def listening(settings: Settings) -> Settings:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return settings.model_copy(update={"listen": f"127.0.0.1:{free.getsockname()[1]}"})


@dataclass(frozen=True)
class Cast:
    sender: Office
    signer: Office
    recipients: tuple[Office, ...]


@pytest.fixture
def cast(listening: Settings) -> Cast:
    return a_cast(listening)


def a_cast(settings: Settings) -> Cast:
    """Who sends, who signs and who receives."""
    platform = open_platform(settings)
    sender, *recipients = (an_office(platform, name) for name in ("Ministerio de Obras", "Ancud", "Quellón"))
    where = {"office_id": sender.office_id, "unit_id": sender.unit_id}
    signer = a_person(platform, sender.id, "Carla Díaz", title="Ministra", run="11.111.111-1", **where)
    with_a_key(platform, signer)
    trust_in_seals(platform)
    platform.close()
    return Cast(sender, signer, tuple(recipients))


@pytest.mark.timeout(10 * KILLS)
def test_after_forty_kills_nothing_answered_is_lost_and_nothing_is_doubled(listening: Settings, cast: Cast) -> None:
    sys.stdout.write(f"OFICINA_TEST_CRASH_SEED={SEED}\n")  # shown when it fails
    url, enough, hopeless = f"http://{listening.listen}", Event(), Event()
    chance, *chances = (Random(SEED + each) for each in range(CLERKS + 1))  # noqa: S311 -- the same chance each time
    clerks = [Clerk(url, cast.sender, cast.signer, cast.recipients, each, hopeless) for each in chances]
    with an_office_that_dies(listening, hopeless) as lives, ThreadPoolExecutor(CLERKS) as pool:
        working = [pool.submit(clerk.work, enough) for clerk in clerks]
        for each in working:
            each.add_done_callback(lives.give_up_if_failed)
        ends = [lives.lived(point=point, passage=passage) for point, passage in fates(chance) if not hopeless.is_set()]
        survivor = lives.begin()
        enough.set()
        failed = [error for each in working if (error := each.exception())]
        for error in sorted(failed, key=lambda error: isinstance(error, NeverAnsweredError)):
            raise error
        assert ends == [-signal.SIGKILL] * KILLS
        all_jobs_are_done(listening)
        answered_the_same_again(url, clerks)
        found = verified(listening)
        os.kill(survivor, signal.SIGTERM)
        assert lives.ended() == 0
    assert (found["clean"], found["faults"], found["doubts"]) == (True, [], [])
    all_is_there_once(listening, cast, [document for clerk in clerks for document in clerk.sent])


def all_jobs_are_done(settings: Settings) -> None:
    database = Database(settings.database_url)

    def left() -> list[str]:
        asked = select(JobRow).where(JobRow.state != JobState.DONE)
        with database.reading(PLATFORM) as work:
            return [f"{each.kind} {each.state} {each.error_code}" for each in work.session.scalars(asked)]

    with suppress(AssertionError):  # what was lost with its broker or its worker is sent again after a lease
        eventually(lambda: not left(), settings.lease_seconds + 120)
    assert left() == []
    database.engine.dispose()


def answered_the_same_again(url: str, clerks: list[Clerk]) -> None:
    """Every promise is kept: with its key, the same request gets the same answer, and does nothing more."""
    with httpx.Client(base_url=f"{url}/v1") as http:
        for each in (promise for clerk in clerks for promise in clerk.promises):
            headers = each.who.headers | {"Idempotency-Key": str(each.key)}
            again = http.post(each.path, headers=headers, **each.sent)
            assert (again.status_code, again.json()) == (each.status, each.body), each.path


def verified(settings: Settings) -> dict[str, Any]:
    """What `oficina verify --all` says, asked of the running office."""
    told = settings.model_dump(include={"home", "database_url", "public_url", "key_file"})
    named = {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")}
    environ = named | {f"OFICINA_{name.upper()}": str(value) for name, value in told.items()}
    command = [sys.executable, "-m", "oficina.cli", "verify", "--all", "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60 + KILLS)  # noqa: S603 -- our own program
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


ONCE = {
    "document.drafted",
    "document.uploaded",
    "document.numbered",
    "document.signed",
    "document.sealed",
    "communication.sent",
    "communication.delivered",
    "communication.arrived",
    "communication.acknowledged",
    "communication.acknowledgement-arrived",
    "communication.receipt-signed",
    "communication.receipt-arrived",
}
"""What happens to a thing one time, and is written in the log one time."""


def all_is_there_once(settings: Settings, cast: Cast, documents: list[str]) -> None:
    platform = open_platform(settings)
    sender, recipients = cast.sender, cast.recipients
    ids = Counter(map(UUID, documents))
    assert len(ids) == len(documents) > CLERKS

    def rows(office: Office, table: type[Owned]) -> list[Any]:
        with platform.database.reading(system(office.id)) as work:
            return list(work.session.scalars(select(table).where(table.institution_id == office.id)))

    assert Counter(each.id for each in rows(sender, Document)) == ids
    assert Counter(each.document_id for each in rows(sender, Folio)) == ids
    assert sorted(each.number for each in rows(sender, Folio)) == list(range(1, len(ids) + 1))
    for cause in (Cause.SIGNED, Cause.SEALED):
        assert Counter(each.document_id for each in rows(sender, Version) if each.cause == cause) == ids
    assert Counter(each.document_id for each in rows(sender, Communication)) == ids
    assert Counter(each.subject_id for each in rows(sender, FiledEntry)) == ids
    copies = [each for each in rows(sender, Delivery) if each.recipient_id != sender.id]
    assert {each.state for each in copies} == {DeliveryState.ACKNOWLEDGED}
    for office in recipients:
        receptions = rows(office, Reception)
        mine = [each.id for each in copies if each.recipient_id == office.id]
        assert Counter(each.delivery_id for each in receptions) == Counter(mine)
        assert sorted(each.entry_number for each in receptions) == list(range(1, len(ids) + 1))
        assert all(each.acknowledged_at and each.receipt for each in receptions)
    for office in (sender, *recipients):
        acts = Counter((each.action, each.subject_id) for each in rows(office, AuditEntry) if each.action in ONCE)
        assert {act: times for act, times in acts.items() if times > 1} == {}
        assert len(acts) >= len(ids)
    platform.close()
