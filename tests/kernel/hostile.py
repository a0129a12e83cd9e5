"""What a hostile file may make its reader do."""

import ctypes
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from kernel.errors import Invalid


class NotThat(Invalid):
    code = "not-that"


def double(value: int) -> dict[str, int]:
    return {"twice": value * 2}


def refuse() -> None:
    raise NotThat("Eso no.", page=3)


def eat_memory() -> int:
    return len(bytearray(8 << 30))


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def fall() -> None:
    ctypes.string_at(0)


def flood() -> str:
    return "x" * (80 << 20)


def die() -> None:
    os._exit(3)


def surprise() -> None:
    raise KeyError("/Root")


def fill(path: str) -> None:
    with Path(path).open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def call_home() -> str:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    return "reached"


def what_is_around() -> dict[str, Any]:
    own = Path("/proc/self")
    links = [str(each.readlink()) for each in (own / "fd").iterdir() if each.is_symlink()]
    return {"environment": sorted(os.environ), "threads": len(list((own / "task").iterdir())), "files": links}


def outlive(path: str) -> None:
    """Silence every alarm, leave a child behind in a session of its own, and stay."""
    signal.alarm(0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
    Path(path, str(os.getpid())).touch()
    time.sleep(600)
