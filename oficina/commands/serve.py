"""Put the office in motion, until told to stop."""

import logging
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from ipaddress import ip_address
from threading import Thread
from types import FrameType

import uvicorn

from kernel import measures
from oficina.admin import listening
from oficina.app import create_app
from oficina.attending import Server
from oficina.commands import Command, CommandRefused, common, settings_of
from oficina.frugal import be_frugal, give_back
from oficina.home import held
from oficina.logs import begin_logging
from oficina.platform import Platform, open_platform
from oficina.readiness import unfit
from oficina.schema import migrate_as_owner, revision
from oficina.settings import Settings
from oficina.upkeep import TASKS
from oficina.upkeep.rebuild import rebuild_index

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that people wait for a database that is silent, before they are told."""
GRACE = 20
"""How many seconds a request that is being attended has to end once the office is told to stop."""


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("--listen", metavar="MÁQUINA:PUERTO", help="dónde atiende (si no, OFICINA_LISTEN)")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    told = dict(environ) | ({"OFICINA_LISTEN": given.listen} if given.listen else {})
    return serve(settings_of(given.home, told))


def serve(settings: Settings) -> int:
    """On a schema and parts that belong together; alone in its folder, unless jobs are done elsewhere."""
    refuse_in_the_open(settings)
    begin_logging()
    if not settings.in_one_process:
        measures.share(settings.home / "metrics")
    be_frugal()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with held(settings.home, "oficina serve", shared=not settings.in_one_process):
            _attend(settings)
    except KeyboardInterrupt:
        pass
    return 0


def refuse_in_the_open(settings: Settings) -> None:
    """A demonstration lets in without a password: nobody but this machine may reach it."""
    host = settings.listen.rsplit(":", 1)[0]
    if settings.demo and not is_loopback(host):
        raise CommandRefused(
            f"La demostración deja entrar sin clave y solo atiende en este equipo: use 127.0.0.1 en vez de {host}."
        )


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _attend(settings: Settings) -> None:
    platform = opened(settings)
    host, port = settings.listen.rsplit(":", 1)
    app = create_app(platform)
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE)
    give_back()
    print(f"La oficina atiende en http://{settings.listen} (Ctrl-C la detiene).", file=sys.stderr)
    if platform.index.is_new and settings.in_one_process:
        Thread(target=_rebuild, args=(platform,), name="rebuild-index", daemon=True).start()
    try:
        with _beside(platform), _door(host, int(port), shared=not settings.in_one_process) as door:
            Server(app, config).run([door])
    finally:
        platform.close()


def _beside(platform: Platform) -> AbstractContextManager[None]:
    """Commands ask the one process; where there are several, they do it themselves."""
    return listening(platform, TASKS) if platform.settings.in_one_process else nullcontext()


def _door(host: str, port: int, *, shared: bool) -> socket.socket:
    """Where people knock. Several processes of one user may answer at the same one: the system chooses which."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        door.bind(address)
    except OSError as error:
        door.close()
        raise CommandRefused(
            f"No se puede atender en {host}:{port} ({error.strerror}): elija otro con --listen."
        ) from None
    return door


def opened(settings: Settings) -> Platform:
    """The platform, fit to attend. A new embedded office is given its schema; any other is asked to migrate."""
    platform = open_platform(settings)
    platform.database.dialect.patience = min(PATIENCE, platform.database.dialect.patience)
    embedded = platform.database.engine.dialect.name == "sqlite"
    if embedded and revision(platform.database) is None:
        migrate_as_owner(settings)
    if wrong := unfit(platform):
        raise CommandRefused("\n".join(f"{each.what} {each.do}" for each in wrong.values()))
    return platform


def _rebuild(platform: Platform) -> None:
    """An index that was lost, or is of another form, is made again while people work."""
    try:
        rebuild_index(platform, {}, lambda _what, _done, _of: None)
    except Exception:
        log.exception("the index could not be made again: run «oficina rebuild-index»")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


COMMAND = Command(arguments, run)
