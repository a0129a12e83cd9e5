"""An office in many processes, on servers of its own room: a database, a bucket and an index that go when it ends."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from minio import Minio
from sqlalchemy import create_engine, delete, make_url, select, text

from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.jobs import JobRow, Queue
from kernel.points import Point
from kernel.row_security import APP_ROLE
from kernel.secrets import make_key_file
from oficina.settings import Settings
from tests.conftest import PASSWORD, migrated_by_its_owner
from tests.elasticsearch import an_index

SERVERS = ("postgres", "rabbitmq", "s3", "elasticsearch")
NEEDED = [f"OFICINA_TEST_{each}" for each in ("POSTGRES_URL", "S3_URL", "AMQP_URL", "ELASTICSEARCH_URL", "SERVERS")]

QUICK = [queue.value for queue in Queue if queue != Queue.INDEXING]
COMMANDS = {
    "web-1": ["serve"],
    "web-2": ["serve"],
    "relay-1": ["relay", "--concurrency", "2"],
    "relay-2": ["relay", "--concurrency", "2"],
    "worker-1": ["worker", "--concurrency", "2", "--queues", *QUICK],
    "worker-2": ["worker", "--concurrency", "2", "--queues", *QUICK],
    "indexer-1": ["worker", "--concurrency", "1", "--queues", "indexing"],
}


def kind_of(name: str) -> str:
    return name.partition("-")[0]


def is_a_zombie(process: int) -> bool:
    """It stays one until it is asked how it ended."""
    return ") Z " in Path(f"/proc/{process}/stat").read_text()


@dataclass
class Office:
    """The processes of one office, by name."""

    mother: "subprocess.Popen[str]"
    fates: Path
    process: dict[str, int] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    """How many of each kind ended so."""

    def begin(self, *names: str) -> None:
        for name in names:
            self.process[name] = self._told(begin=COMMANDS[name], kind=kind_of(name))

    def kill(self, name: str) -> None:
        """Wherever it is."""
        os.kill(self.process[name], signal.SIGKILL)
        self._end(name)

    def will_die(self, kind: str, point: Point) -> Callable[[], bool]:
        """Whoever of that kind passes it first; the others go on. What is answered tells whether one did."""
        before = self.killed[kind]
        (self.fates / f"{kind}.{point}").touch()

        def died() -> bool:
            self.revive()
            return self.killed[kind] > before

        return died

    def revive(self) -> None:
        """As whoever supervises them: begun again, be it that it died or that it would not start without a server."""
        for name in [name for name, process in self.process.items() if is_a_zombie(process)]:
            self._end(name)

    def _end(self, name: str) -> None:
        self.killed[kind_of(name)] += self._told(end=self.process[name]) == -signal.SIGKILL
        self.begin(name)

    def stopped(self) -> dict[str, int]:
        """Told to stop, all at once: how each ended."""
        for process in self.process.values():
            os.kill(process, signal.SIGTERM)
        return {name: self._told(end=process) for name, process in self.process.items()}

    def run(self, *command: str) -> int:
        return self._told(end=self._told(begin=list(command), kind="command"))

    def _told(self, **asked: object) -> int:
        assert self.mother.stdin
        assert self.mother.stdout
        self.mother.stdin.write(json.dumps(asked) + "\n")
        self.mother.stdin.flush()
        return int(self.mother.stdout.readline())


@contextmanager
def an_office(settings: Settings) -> Iterator[Office]:
    told = settings.model_dump(exclude_defaults=True, exclude_none=True)
    named = {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")}
    environ = named | {f"OFICINA_{name.upper()}": str(value) for name, value in told.items()}
    fates = settings.home.with_name(f"{settings.home.name}.fates")
    fates.mkdir()
    command = [sys.executable, "-m", "tests.profile.mother", str(fates)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as mother:  # noqa: S603 -- our own program
        try:
            yield Office(mother, fates)
        finally:
            mother.kill()


@contextmanager
def a_place(home: Path) -> Iterator[Settings]:
    """Those of an office in a database, a bucket, an index and a broker of servers."""
    if lacking := [each for each in NEEDED if each not in os.environ]:
        pytest.skip(f"set {', '.join(lacking)}")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    key_file = home.with_name(f"{home.name}.key")
    make_key_file(key_file)
    with ExitStack() as stack:
        database, bucket, index = map(stack.enter_context, (a_database(), a_bucket(), an_index()))
        rows = make_url(database).set(username=APP_ROLE, password=PASSWORD)
        yield Settings(
            home=home,
            database_url=rows.render_as_string(hide_password=False),
            blobs_url=bucket,
            index_url=index,
            queue_url=os.environ["OFICINA_TEST_AMQP_URL"],
            lease_seconds=4,
            listen=listen,
            public_url=f"http://{listen}",
            key_file=key_file,
            tsa_url="demo:",
            log_tsa_url="",
        )


@contextmanager
def a_database() -> Iterator[str]:
    server = make_url(os.environ["OFICINA_TEST_POSTGRES_URL"])
    own = server.set(database=f"crash_{uuid4().hex}")
    say_to(server.render_as_string(hide_password=False), f"CREATE DATABASE {own.database}")
    try:
        yield migrated_by_its_owner(own.render_as_string(hide_password=False))
    finally:
        say_to(server.render_as_string(hide_password=False), f"DROP DATABASE {own.database} WITH (FORCE)")


def say_to(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def a_bucket() -> Iterator[str]:
    url, bucket = urlsplit(os.environ["OFICINA_TEST_S3_URL"]), f"crash-{uuid4()}"
    store = Minio(f"{url.hostname}:{url.port}", url.username, url.password, secure=False)
    store.make_bucket(bucket)
    try:
        yield url._replace(path=f"/{bucket}").geturl()
    finally:
        for each in store.list_objects(bucket, recursive=True):
            store.remove_object(bucket, str(each.object_name))
        store.remove_bucket(bucket)


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
