"""One file a command: its options, and what it does. They print in Spanish, or JSON when asked."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from tqdm import tqdm

from kernel.errors import Halted
from oficina.admin import Tell, ask
from oficina.home import HomeBusy, held, settings_of
from oficina.platform import Platform, open_platform
from oficina.readiness import QUICK, unfit
from oficina.settings import Settings
from oficina.upkeep import TASKS


class CommandRefused(Halted):
    """What was asked cannot be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Command:
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Mapping[str, str]], int]


def common(parser: ArgumentParser) -> None:
    """What every command understands."""
    parser.add_argument("--home", type=Path, help="la carpeta de datos (si no, OFICINA_HOME)")
    parser.add_argument("--json", action="store_true", help="responde en JSON")


def say(given: Namespace, told: Mapping[str, Any], *lines: str) -> None:
    """The outcome, for a program or for a person."""
    print(json.dumps(told, ensure_ascii=False, indent=2) if given.json else "\n".join(lines))


def carry_out(settings: Settings, task: str, arguments: dict[str, Any], *, fit: bool = True) -> dict[str, Any]:
    """Have the running office do it, or do it here when none runs."""
    require_office(settings)
    with progress() as tell:
        try:
            with held(settings.home, f"oficina {task}", shared=_shares(settings, task)):
                return _here(settings, task, arguments, tell, fit=fit)
        except HomeBusy as busy:
            try:
                return ask(settings.home, task, arguments, tell)
            except (ConnectionRefusedError, FileNotFoundError):
                raise busy from None


def _shares(settings: Settings, task: str) -> bool:
    """Whether it may be done beside an office at work: where rows are a server's, and no folder is written to."""
    return not settings.in_one_process and not (task == "rebuild-index" and settings.index_url.startswith("tantivy:"))


def elsewhere_only(settings: Settings) -> Settings:
    """These settings, if they say that jobs are done elsewhere than in the web process."""
    if settings.in_one_process:
        raise CommandRefused(
            "Esta oficina hace sus trabajos dentro de «oficina serve»: para hacerlos aparte fije OFICINA_QUEUE_URL."
        )
    return settings


def require_office(settings: Settings) -> None:
    """An embedded database that is not there would be made, empty, by looking at it."""
    database = make_url(settings.database_url)
    if database.drivername == "sqlite" and not Path(str(database.database)).is_file():
        raise CommandRefused(f"No hay ninguna oficina en {settings.home}: fúndela con «oficina init».")


def _here(settings: Settings, task: str, arguments: dict[str, Any], tell: Tell, *, fit: bool) -> dict[str, Any]:
    with opened(settings) as platform:
        if fit and (wrong := unfit(platform, QUICK)):
            raise CommandRefused("\n".join(f"{each.what} {each.do}" for each in wrong.values()))
        return TASKS[task](platform, arguments, tell)


@contextmanager
def opened(settings: Settings) -> Iterator[Platform]:
    """The platform, for as long as a command needs it."""
    platform = open_platform(settings)
    try:
        yield platform
    finally:
        platform.close()


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar for each thing that is being done, on the error output of a terminal."""
    bars: dict[str, tqdm[Any]] = {}

    def tell(what: str, done: int, total: int) -> None:
        bar = bars.get(what)
        if bar is None:
            bar = bars[what] = tqdm(desc=what, total=total, file=sys.stderr, disable=None)
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield tell
    finally:
        for bar in bars.values():
            bar.close()


__all__ = [
    "Command",
    "CommandRefused",
    "carry_out",
    "common",
    "elsewhere_only",
    "opened",
    "progress",
    "require_office",
    "say",
    "settings_of",
]
