"""An office with a demonstration inside. On a folder that has one, it keeps what is there."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from shutil import rmtree

from oficina.commands import Command, common, progress, say, settings_of
from oficina.commands.serve import serve
from oficina.demo.seed import seed
from oficina.founding import is_new, ready
from oficina.frugal import end_with_parent
from oficina.home import held
from oficina.settings import Settings
from oficina.upkeep.rows import is_file, is_taken

UNFINISHED = "seeding"
"""Lies in the folder while the demonstration is made: one that was cut short is begun again."""


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("--serve", action="store_true", help="la pone en marcha después")
    parser.add_argument("--listen", metavar="MÁQUINA:PUERTO", help="dónde atiende")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    told = {"OFICINA_DEMO": "yes"} | ({"OFICINA_LISTEN": given.listen} if given.listen else {})
    settings = settings_of(given.home, dict(environ) | told)
    with held(settings.home, "oficina demo"):
        made = _made(settings, served=given.serve)
    say(given, made, *made.values())
    return serve(settings) if given.serve else 0


def _made(settings: Settings, *, served: bool) -> dict[str, str]:
    unfinished = settings.home / UNFINISHED
    if unfinished.exists():
        _clear(settings)
    if not is_new(settings) and _is_furnished(settings):
        return {"kept": f"La demostración de {settings.home} sigue como estaba."}
    unfinished.touch()
    made = _seeded_apart(settings) if served else _seeded(settings)
    unfinished.unlink()
    return made


def _is_furnished(settings: Settings) -> bool:
    """Whether there is an office in the database; where it is a server's, an empty one is there before any office."""
    return is_file(settings.database_url) or is_taken(settings)


def _seeded(settings: Settings) -> dict[str, str]:
    platform = ready(settings)
    try:
        with progress() as tell:
            return seed(platform, tell)
    finally:
        platform.close()


def _seeded_apart(settings: Settings) -> dict[str, str]:
    """In a child, so that the office that is served afterwards does not keep what the making took in memory."""
    with ProcessPoolExecutor(1, get_context("fork"), initializer=end_with_parent) as child:
        return child.submit(_seeded, settings).result()


def _clear(settings: Settings) -> None:
    """Only what a demonstration that was never finished left."""
    for file in settings.home.glob("oficina.db*"):
        file.unlink()
    for folder in ("blobs", "index", "pki"):
        rmtree(settings.home / folder, ignore_errors=True)


COMMAND = Command(arguments, run)
