"""The data folder of an office: who is using it, and the settings that it was made with."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

from kernel.errors import Halted
from oficina.settings import PREFIX, Settings, SettingsRefused, read_settings

LOCK = "lock"
SETTINGS = "oficina.env"
"""Written by `init` and `demo`, so that the other commands need only the folder. The environment says more than it."""


MOVING = "moving.json"
"""Lies in the folder while an office is being carried to it: one that was cut short is gone on with."""


class HomeBusy(Halted):
    """Another process has the office open."""


@contextmanager
def held(home: Path, what: str, *, shared: bool = False) -> Iterator[None]:
    """Nobody else opens the office meanwhile, or only who shares it. The system lets go however the process ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a+") as lock:
        try:
            flock(lock, (LOCK_SH if shared else LOCK_EX) | LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise HomeBusy(f"La oficina de {home} está en uso por «{lock.read().strip()}».") from None
        lock.truncate(0)
        lock.write(f"{what} (proceso {os.getpid()})")
        lock.flush()
        yield


def settings_of(home: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of the environment, and below them those that the folder was made with."""
    given = dict(environ) | ({f"{PREFIX}HOME": str(home.absolute())} if home else {})
    if f"{PREFIX}HOME" not in given:
        raise SettingsRefused(f"falta {PREFIX}HOME, o la opción --home: la carpeta de datos de la oficina")
    return read_settings(_kept(Path(given[f"{PREFIX}HOME"])) | given)


def without_default(settings: Settings) -> dict[str, str]:
    """What an office is founded with, and has for good."""
    kept = {"PUBLIC_URL": settings.public_url, "KEY_FILE": str(settings.key_file)}
    kept |= {"DEMO": "yes"} if settings.demo else {}
    return {f"{PREFIX}{name}": value for name, value in kept.items()}


def keep_settings(settings: Settings) -> None:
    """Write down what has no default, once."""
    lines = [f"{name}={value}\n" for name, value in without_default(settings).items()]
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / SETTINGS).write_text("".join(lines))


def told_in(file: Path) -> dict[str, str]:
    """The settings that a file tells, one a line; as a shell and systemd read them, quotes or none."""
    lines = (line.strip().removeprefix("export ") for line in file.read_text("utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: _unquoted(value) for name, value in pairs}


def _kept(home: Path) -> dict[str, str]:
    file = home / SETTINGS
    return told_in(file) if file.is_file() else {}


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
