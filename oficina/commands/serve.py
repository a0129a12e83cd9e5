"""Put the office in motion, until told to stop."""

import logging
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from ipaddress import ip_address
from threading import Thread
from types import FrameType

import uvicorn

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

GRACE = 20
"""How many seconds a request that is being attended has to end once the office is told to stop."""


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("--listen", metavar="MÁQUINA:PUERTO", help="dónde atiende (si no, OFICINA_LISTEN)")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    told = dict(environ) | ({"OFICINA_LISTEN": given.listen} if given.listen else {})
    return serve(settings_of(given.home, told))


def serve(settings: Settings) -> int:
    """Alone in its folder, on a schema and parts that belong together."""
    refuse_in_the_open(settings)
    begin_logging()
    be_frugal()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with held(settings.home, "oficina serve"):
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
    config = uvicorn.Config(
        app,
        host=host,
        port=int(port),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
    )
    give_back()
    print(f"La oficina atiende en http://{settings.listen} (Ctrl-C la detiene).", file=sys.stderr)
    if platform.index.is_new:
        Thread(target=_rebuild, args=(platform,), name="rebuild-index", daemon=True).start()
    try:
        with listening(platform, TASKS):
            Server(app, config).run()
    finally:
        platform.close()


def opened(settings: Settings) -> Platform:
    """The platform, fit to attend. A new embedded office is given its schema; any other is asked to migrate."""
    platform = open_platform(settings)
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
