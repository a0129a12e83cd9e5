"""The same office embedded and on servers, one after the other on the same machine: what each does, as a ratio.

make servers; . (the env file that it names); python -m benchmarks.servers

A database, a bucket and an index of its own are made on those servers, and done away with afterwards.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from minio import Minio
from sqlalchemy import create_engine, make_url, text

from benchmarks import machine, numbering, office, papers, pushing, recipients
from kernel.row_security import APP_ROLE
from tests.elasticsearch import an_index

NEEDED = {name: f"OFICINA_TEST_{name}_URL" for name in ("POSTGRES", "S3", "AMQP", "ELASTICSEARCH")}
PASSWORD = "oficina"  # noqa: S105 -- of a database that is thrown away
WEBS = 2
QUICK = ("audit", "delivery", "sealing", "rendering", "notices", "pictures")
PROCESSES = {
    "web 1": ("serve",),
    "web 2": ("serve",),
    "relay": ("relay", "--concurrency", "2"),
    "worker 1": ("worker", "--concurrency", "2", "--queues", *QUICK),
    "worker 2": ("worker", "--concurrency", "2", "--queues", *QUICK),
    "indexer": ("worker", "--concurrency", "1", "--queues", "indexing"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds, documents a second, and mebibytes of each process."""

    delivered: float
    pushed: float
    memory: Mapping[str, float]


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--recipients", type=int, default=345)
    asked.add_argument("--documents", type=int, default=300)
    asked.add_argument("--folios", type=int, default=1_000)
    given = asked.parse_args(argv)
    if lacking := [each for each in NEEDED.values() if each not in os.environ]:
        raise SystemExit(f"set {', '.join(lacking)}: «make servers» tells where they are")
    with office.a_folder() as home:
        folios = {"embedded": numbering.by_a_crowd(home, given.folios)}
    with office.a_folder() as home:
        embedded = measured(home, {}, {"office": ("serve",)}, given)
    with office.a_folder() as home, theirs() as told:
        folios["servers"] = numbering.by_a_crowd(home, given.folios, told, processes=WEBS)
    with office.a_folder() as home, theirs() as told:
        servers = measured(home, told, PROCESSES, given)
    machine.tell(
        f"{given.recipients} recipients, {given.documents} documents pushed, embedded and on servers",
        **{"in all trays": compared(embedded.delivered, servers.delivered, "s (aim: 3 and 4)")},
        **{"searchable a second": compared(embedded.pushed, servers.pushed, "(aim: 20)")},
        **{f"memory, {name}": f"{used:.0f} MiB" for name, used in {**embedded.memory, **servers.memory}.items()},
    )
    for where, told_of in folios.items():
        machine.tell(f"{given.folios} folios by {numbering.CROWD} clients, {where}", **told_of)


def compared(one: float, other: float, unit: str) -> str:
    return f"{one:.2f} and {other:.2f} {unit}; {other / one:.2f} times"


def measured(
    home: Path, told: Mapping[str, str], processes: Mapping[str, Sequence[str]], given: argparse.Namespace
) -> Seen:
    platform = office.begun(home, **told)
    house = office.a_house(platform)
    towns = recipients.municipalities(platform, given.recipients)
    document_id = recipients.sealed(platform, house)
    url = str(platform.settings.database_url)
    platform.close()
    partes, drafter = (house.players[name].key for name in ("partes", "drafter"))
    with running(home, told, processes) as (address, pids):
        pushed = until_searchable(address, {"Authorization": f"Bearer {drafter}"}, given.documents)
        begun = time.monotonic()
        recipients.send(address, partes, document_id, towns)
        until_arrived(told.get("OWNER_DATABASE_URL", url), given.recipients)
        delivered = time.monotonic() - begun
        memory = {name: machine.memory(pid) / machine.MEBIBYTE for name, pid in pids.items()}
    return Seen(delivered, pushed, memory)


def until_searchable(url: str, headers: dict[str, str], count: int) -> float:
    """Documents a second, when every process has begun: the first one waits for that."""
    made = [papers.paper(number) for number in range(count + 1)]
    pushing.push(url, headers, made, [0])
    pushing.until_found(url, headers, 1)
    begun = time.monotonic()
    pushing.push_all(url, headers, made, 2)
    pushing.until_found(url, headers, count + 1)
    return count / (time.monotonic() - begun)


def until_arrived(url: str, count: int) -> None:
    """Asked of the rows themselves, as their owner."""
    engine = create_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as rows:
        while (rows.scalar(text("SELECT count(*) FROM receptions")) or 0) < count:
            time.sleep(0.01)
    engine.dispose()


@contextmanager
def theirs() -> Iterator[dict[str, str]]:
    """Settings of an office on those servers, with nothing in it yet."""
    name = f"bench_{uuid4().hex}"
    server = make_url(os.environ[NEEDED["POSTGRES"]])
    owner = server.set(database=name)
    store = urlsplit(os.environ[NEEDED["S3"]])
    buckets = Minio(f"{store.hostname}:{store.port}", store.username, store.password, secure=False)
    buckets.make_bucket(name.replace("_", "-"))
    statement(server, f"CREATE DATABASE {name}")
    try:
        with an_index() as index:
            yield {
                "OWNER_DATABASE_URL": owner.render_as_string(hide_password=False),
                "DATABASE_URL": owner.set(username=APP_ROLE, password=PASSWORD).render_as_string(hide_password=False),
                "BLOBS_URL": store._replace(path=f"/{name.replace('_', '-')}").geturl(),
                "INDEX_URL": index,
                "QUEUE_URL": os.environ[NEEDED["AMQP"]],
            }
    finally:
        statement(server, f"DROP DATABASE {name} WITH (FORCE)")
        for each in buckets.list_objects(name.replace("_", "-"), recursive=True):
            buckets.remove_object(each.bucket_name, str(each.object_name))
        buckets.remove_bucket(name.replace("_", "-"))


def statement(server: Any, what: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(what))
    engine.dispose()


@contextmanager
def running(
    home: Path, told: Mapping[str, str], processes: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Mapping[str, int]]]:
    """All of its processes, from when it can be asked until the context ends; those of the web share an address."""
    listen = f"127.0.0.1:{office.free_port()}"
    environ = office.CLEAN | {f"OFICINA_{name}": each for name, each in told.items() if name != "OWNER_DATABASE_URL"}
    environ |= {"OFICINA_LISTEN": listen}
    pids: dict[str, int] = {}
    with ExitStack() as stack:
        for name, command in processes.items():
            whole = [sys.executable, "-m", "oficina.cli", *command, "--home", str(home)]
            process = stack.enter_context(subprocess.Popen(whole, env=environ, stdout=DEVNULL, stderr=DEVNULL))  # noqa: S603 -- our own program
            stack.callback(process.terminate)
            pids[name] = process.pid
            if command[0] == "serve":
                office.answering(process, f"http://{listen}/health/ready")
        yield f"http://{listen}", pids


if __name__ == "__main__":
    main()
