"""The office in many processes, on servers: people work while its processes and its servers are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from socket import socket
from threading import Event
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from minio import Minio
from sqlalchemy import create_engine, delete, make_url, select, text

from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.jobs import JobRow, JobState, Queue
from kernel.points import Point
from kernel.row_security import APP_ROLE
from kernel.secrets import make_key_file
from oficina.settings import Settings
from tests.conftest import PASSWORD, migrated_by_its_owner
from tests.crash.clerks import Clerk
from tests.crash.test_kills import a_cast, all_is_there_once, all_jobs_are_done, answered_the_same_again
from tests.offices import eventually
from workers.claims import DEATHS

NEEDED = ("OFICINA_TEST_POSTGRES_URL", "OFICINA_TEST_S3_URL", "OFICINA_TEST_AMQP_URL", "OFICINA_TEST_SERVERS")
pytestmark = [pytest.mark.alone]

SEED = int(os.environ.get("OFICINA_TEST_CRASH_SEED", "19880"))
KILLS = int(os.environ.get("OFICINA_TEST_CRASH_KILLS", "20"))
QUICK = [queue.value for queue in Queue if queue != Queue.INDEXING]
COMMANDS = {
    "web-1": ["serve"],
    "web-2": ["serve"],
    "relay-1": ["relay", "--concurrency", "2"],
    "relay-2": ["relay", "--concurrency", "2"],
    "worker-1": ["worker", "--concurrency", "2", "--queues", *QUICK],
    "worker-2": ["worker", "--concurrency", "2", "--queues", *QUICK],
    "indexer": ["worker", "--concurrency", "1", "--queues", "indexing"],
}
SERVERS = ("postgres", "rabbitmq", "s3")
AT_A_POINT = {"web": (Point.AFTER_BLOB, Point.BEFORE_COMMIT, Point.AFTER_COMMIT), "relay": (Point.AFTER_PUBLISH,)}
"""Where these kill themselves, after being killed wherever they are: two deaths. The others die from outside."""
PATIENCE = 3.0
"""Seconds that one has to come to its point, before it is killed wherever it is."""


@dataclass
class Office:
    """The processes of one office, by name."""

    mother: "subprocess.Popen[str]"
    process: dict[str, int] = field(default_factory=dict)

    def begin(self, *names: str, **fate: object) -> None:
        for name in names:
            self.process[name] = self._told(begin=COMMANDS[name], **fate)

    def kill(self, name: str) -> int:
        os.kill(self.process[name], signal.SIGKILL)
        return self._told(end=self.process[name])

    def dead(self, name: str) -> bool:
        """Whether it came to its point. It stays a zombie until `kill` asks how it ended."""
        return ") Z " in Path(f"/proc/{self.process[name]}/stat").read_text()

    def revive(self) -> None:
        """As whoever supervises them: what would not start, since a server was away, is begun again."""
        for name in [name for name in self.process if self.dead(name)]:
            self._told(end=self.process[name])
            self.begin(name)

    def stopped(self) -> dict[str, int]:
        """Told to stop, all at once: how each ended."""
        for process in self.process.values():
            os.kill(process, signal.SIGTERM)
        return {name: self._told(end=process) for name, process in self.process.items()}

    def run(self, *command: str) -> int:
        return self._told(end=self._told(begin=list(command)))

    def _told(self, **asked: object) -> int:
        assert self.mother.stdin
        assert self.mother.stdout
        self.mother.stdin.write(json.dumps(asked) + "\n")
        self.mother.stdin.flush()
        return int(self.mother.stdout.readline())


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    """An office in a database, a bucket and a broker of servers."""
    if lacking := [each for each in NEEDED if each not in os.environ]:
        pytest.skip(f"set {', '.join(lacking)}")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    key_file = tmp_path.with_name(f"{tmp_path.name}.key")
    make_key_file(key_file)
    rows = make_url(a_database()).set(username=APP_ROLE, password=PASSWORD)
    return Settings(
        home=tmp_path,
        database_url=rows.render_as_string(hide_password=False),
        blobs_url=a_bucket(),
        queue_url=os.environ["OFICINA_TEST_AMQP_URL"],
        lease_seconds=4,
        listen=listen,
        public_url=f"http://{listen}",
        key_file=key_file,
        tsa_url="demo:",
        log_tsa_url="",
    )


def a_database() -> str:
    server = make_url(os.environ["OFICINA_TEST_POSTGRES_URL"])
    own = server.set(database=f"crash_{uuid4().hex}")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {own.database}"))
    engine.dispose()
    return migrated_by_its_owner(own.render_as_string(hide_password=False))


def a_bucket() -> str:
    url, bucket = urlsplit(os.environ["OFICINA_TEST_S3_URL"]), f"crash-{uuid4()}"
    Minio(f"{url.hostname}:{url.port}", url.username, url.password, secure=False).make_bucket(bucket)
    return url._replace(path=f"/{bucket}").geturl()


@contextmanager
def an_office(settings: Settings) -> Iterator[Office]:
    told = settings.model_dump(exclude_defaults=True, exclude_none=True)
    named = {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")}
    environ = named | {f"OFICINA_{name.upper()}": str(value) for name, value in told.items()}
    command = [sys.executable, "-m", "tests.profile.mother"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as mother:  # noqa: S603 -- our own program
        try:
            yield Office(mother)
        finally:
            mother.kill()


def whom(chance: Random) -> list[str]:
    """Each process as often as the others, and each server at least once, until there are as many deaths as asked."""
    chosen = [*SERVERS] * max(KILLS // 40, 1)
    names, deaths = cycle(COMMANDS), len(chosen)
    while deaths < KILLS:
        chosen.append(next(names))
        deaths += 2 if chosen[-1].partition("-")[0] in AT_A_POINT else 1
    chance.shuffle(chosen)
    return chosen


@pytest.mark.timeout(25 * KILLS)
def test_many_processes_are_one_office_and_a_kill_loses_nothing(elsewhere: Settings) -> None:
    sys.stdout.write(f"OFICINA_TEST_CRASH_SEED={SEED}\n")  # shown when it fails
    cast, chance, enough, hopeless = a_cast(elsewhere), Random(SEED), Event(), Event()  # noqa: S311 -- the same chance each time
    url = f"http://{elsewhere.listen}"
    clerks = [
        Clerk(url, cast.sender, cast.signer, cast.recipients, Random(SEED + each), hopeless)  # noqa: S311 -- as above
        for each in range(2)
    ]
    with an_office(elsewhere) as office, ThreadPoolExecutor(2) as pool:
        office.begin(*COMMANDS)
        deadly = remembered(elsewhere, "tests.deadly", Queue.RENDERING, cast.sender.id)
        working = [pool.submit(clerk.work, enough) for clerk in clerks]
        try:
            eventually(lambda: any(clerk.sent for clerk in clerks) or any(each.done() for each in working), 120)
            for name in whom(chance):
                killed(office, name, chance)
                office.revive()
                assert not any(each.done() for each in working)
            enough.set()
            for each in working:
                each.result()
        finally:
            hopeless.set()
        eventually(lambda: state(elsewhere, deadly) == (JobState.SHELVED, DEATHS), 60)
        forgotten(elsewhere, deadly)
        assert office.run("queue", "retry", "--all") == 0  # what three workers happened to die with waits for a person
        all_jobs_are_done(elsewhere)
        answered_the_same_again(url, clerks)
        told_to_stop_they_finish(office, elsewhere, cast.sender.id)
        assert office.run("verify", "--all") == 0
    all_is_there_once(elsewhere, cast, [document for clerk in clerks for document in clerk.sent])


def killed(office: Office, name: str, chance: Random) -> None:
    """A server, and it comes back with what it had kept; a process, at one of its points or wherever it is."""
    began = time.monotonic()
    if name in SERVERS:
        script = Path(__file__).parents[1] / "servers" / "servers.sh"
        subprocess.run([script, "again", os.environ["OFICINA_TEST_SERVERS"], name], check=True)  # noqa: S603 -- our own script
    elif points := AT_A_POINT.get(name.partition("-")[0]):
        point = chance.choice(points)
        assert office.kill(name) == -signal.SIGKILL
        office.begin(name, point=point, passage=chance.randint(1, 3))
        while not office.dead(name) and time.monotonic() < began + PATIENCE:
            time.sleep(0.02)
        assert office.kill(name) == -signal.SIGKILL
        office.begin(name)
    else:
        time.sleep(chance.uniform(0.1, 0.5))
        assert office.kill(name) == -signal.SIGKILL
        office.begin(name)
    sys.stdout.write(f"{name} {time.monotonic() - began:.1f}s\n")


def told_to_stop_they_finish(office: Office, settings: Settings, institution_id: UUID) -> None:
    office.revive()
    slow = remembered(settings, "tests.slow", Queue.NOTICES, institution_id)
    eventually(lambda: state(settings, slow)[0] == JobState.LEASED, 30)
    assert set(office.stopped().values()) == {0}
    assert state(settings, slow) == (JobState.DONE, 0)


def remembered(settings: Settings, kind: str, queue: Queue, institution_id: UUID) -> UUID:
    database = Database(settings.database_url, pool=2)
    with database.writing(PLATFORM) as work:
        row = JobRow(
            kind=kind,
            queue=queue,
            institution_id=institution_id,
            turn_of=institution_id,
            payload={},
            dedupe_key=None,
            due_at=work.now,
        )
        work.add(row)
    database.engine.dispose()
    return row.id


def state(settings: Settings, job_id: UUID) -> tuple[str, int]:
    database = Database(settings.database_url, pool=2)
    with database.reading(PLATFORM) as work:
        found = work.session.execute(select(JobRow.state, JobRow.deaths).where(JobRow.id == job_id)).one()
    database.engine.dispose()
    return found.state, found.deaths


def forgotten(settings: Settings, job_id: UUID) -> None:
    database = Database(settings.database_url, pool=2)
    with database.writing(PLATFORM) as work:
        work.session.execute(delete(JobRow).where(JobRow.id == job_id))
    database.engine.dispose()
