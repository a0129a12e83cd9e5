"""The office's back door: a socket in its data folder, through which commands ask the running process.

One line of JSON asks; lines of progress and one of result answer. Only whoever may enter the folder may ask.
"""

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from kernel.errors import Halted
from oficina.platform import Platform

log = logging.getLogger(__name__)

NAME = "admin.sock"

Tell = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""
Task = Callable[[Platform, dict[str, Any], Tell], dict[str, Any]]


class TaskRefused(Halted):
    """What was asked cannot be done; the message says why and what to do."""


@contextmanager
def listening(platform: Platform, tasks: Mapping[str, Task]) -> Iterator[None]:
    """Attend whoever asks, each on a thread, for as long as the context lasts."""
    with _reachable(platform.settings.home) as path, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        Path(path).unlink(missing_ok=True)
        door.bind(path)
        Path(path).chmod(0o600)
        door.listen()
        Thread(target=_attend, args=(door, platform, tasks), name="admin", daemon=True).start()
        try:
            yield
        finally:
            door.shutdown(socket.SHUT_RDWR)
            Path(path).unlink(missing_ok=True)


def ask(home: Path, task: str, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Have the running process do it, and wait for the end."""
    with _reachable(home) as path, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.connect(path)
        with caller.makefile("rw") as line:
            line.write(json.dumps({"task": task, "arguments": arguments}) + "\n")
            line.flush()
            for answer in map(json.loads, line):
                match answer:
                    case {"progress": [what, done, total]}:
                        tell(what, done, total)
                    case {"refused": why}:
                        raise TaskRefused(why)
                    case {"result": result}:
                        return dict(result)
    raise TaskRefused("La oficina se detuvo antes de terminar: intente de nuevo.")


def _attend(door: socket.socket, platform: Platform, tasks: Mapping[str, Task]) -> None:
    while True:
        try:
            caller, _ = door.accept()
        except OSError:
            return
        Thread(target=_answer, args=(caller, platform, tasks), name="admin-task", daemon=True).start()


def _answer(caller: socket.socket, platform: Platform, tasks: Mapping[str, Task]) -> None:
    with caller, caller.makefile("rw") as line:

        def say(**what: Any) -> None:
            line.write(json.dumps(what) + "\n")
            line.flush()

        try:
            asked = json.loads(line.readline())
            task = tasks[asked["task"]]
            say(result=task(platform, asked["arguments"], lambda *progress: say(progress=progress)))
        except BrokenPipeError:
            log.warning("whoever asked went away before the end")
        except TaskRefused as refusal:
            say(refused=str(refusal))
        except Exception as error:
            log.exception("a task of the back door failed")
            say(refused=f"Falló de nuestro lado ({type(error).__name__}): vea el registro del servidor.")


@contextmanager
def _reachable(home: Path) -> Iterator[str]:
    """The socket's path, by way of an open folder: the system allows no more than some 100 characters."""
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{NAME}" if Path("/proc/self/fd").is_dir() else str(home / NAME)
    finally:
        os.close(folder)
