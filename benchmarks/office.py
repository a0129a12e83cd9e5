"""An office to measure: furnished here, and served by a process of its own as anybody would run it."""

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import make_url

from kernel.row_security import APP_ROLE
from oficina.demo.cast import Cast, House
from oficina.demo.facts import Organ
from oficina.founding import ready
from oficina.home import SETTINGS, settings_of
from oficina.platform import Platform

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")}
PATIENCE = 120
PASSWORD = "oficina"  # noqa: S105 -- of the program, in a database that is only measured


@contextmanager
def a_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="oficina-benchmark-") as folder:
        home = Path(folder) / "office"
        home.mkdir()
        yield home


def of_servers(asked: argparse.ArgumentParser) -> None:
    """What a benchmark that also runs on servers is told of them."""
    asked.add_argument("--database", help="an empty PostgreSQL database, as its owner; without it, SQLite")
    asked.add_argument("--index", help="of an Elasticsearch; without it, the index in the folder of the office")


def settings_of_servers(given: argparse.Namespace) -> dict[str, str]:
    """The role of the program owns nothing in that database: it sees what the database lets an institution see."""
    told = {"INDEX_URL": given.index} if given.index else {}
    if given.database:
        program = make_url(given.database).set(username=APP_ROLE, password=PASSWORD)
        told |= {"DATABASE_URL": program.render_as_string(hide_password=False), "OWNER_DATABASE_URL": given.database}
    return told


def begun(home: Path, **settings: str) -> Platform:
    """An empty office in this folder, open in this process."""
    told = {f"OFICINA_{name}": value for name, value in settings.items()}
    return ready(settings_of(home, {"OFICINA_DEMO": "yes", "OFICINA_PUBLIC_URL": "http://127.0.0.1"} | told))


def a_house(platform: Platform, *units: str, code: str = "BM-001", name: str = "Ministerio de Mediciones") -> House:
    """An institution with a seal, somebody who writes («drafter») and somebody of its oficina de partes («partes»)."""
    cast = Cast(platform)
    organ = Organ(code=code, name=name, short_name="MM", head="Ministra", addressee="Ministra")
    house = cast.furnish(organ, *units)
    cast.hire(house, "drafter", "Profesional", "redactor", "asistente")
    cast.hire(house, "partes", "Jefatura de Oficina de Partes", "partes-jefatura")
    return house


@contextmanager
def furnished(home: Path) -> Iterator[House]:
    """A folder with that house in it, which nobody has open."""
    platform = begun(home)
    house = a_house(platform)
    platform.close()
    yield house


def set_in(home: Path, name: str, value: str) -> None:
    """A setting of the office in this folder, from now on."""
    with (home / SETTINGS).open("a") as settings:
        settings.write(f"OFICINA_{name}={value}\n")


@contextmanager
def set_for_now(home: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """The same, until the context ends."""
    kept = (home / SETTINGS).read_text()
    for name, value in settings.items():
        set_in(home, name, value)
    try:
        yield
    finally:
        (home / SETTINGS).write_text(kept)


@dataclass(frozen=True, slots=True)
class Served:
    """The running program."""

    pid: int
    url: str


@contextmanager
def serving(home: Path, command: str = "serve", *more: str) -> Iterator[Served]:
    """A process that attends, from when it can be asked until the context ends."""
    listen = f"127.0.0.1:{free_port()}"
    told = [sys.executable, "-m", "oficina.cli", command, "--home", str(home), "--listen", listen, *more]
    with subprocess.Popen(told, env=CLEAN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- our own program
        try:
            answering(process, f"http://{listen}/health/ready")
            yield Served(process.pid, f"http://{listen}")
        finally:
            process.terminate()
            process.wait(PATIENCE)


def answering(process: "subprocess.Popen[bytes]", url: str) -> None:
    """Return as soon as it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"the office ended with {process.returncode} before it answered")
        try:
            if httpx.get(url).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.01)
    raise SystemExit("the office never answered")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
