"""Begins processes of the office, each forked from one that has read the code: it costs little, and what dies is whole.

`python -m tests.profile.mother FOLDER`, then a line of JSON for each: `{"begin": ["serve"], "kind": "web"}` is answered
with its process, `{"end": 123}` with how it ended, once it did. A file `web.after-commit` in the folder is a fate: the
first process of that kind that passes that point takes it away, and dies of it.
"""

import gc
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from sqlalchemy.orm import configure_mappers

import documents.storage.s3
import oficina.commands.relay
import oficina.commands.serve
import oficina.commands.worker
import search.engines.embedded
from kernel import points
from kernel.jobs import Job, Queue
from kernel.points import Point
from oficina.cli import main
from oficina.frugal import end_with_parent
from workers.handlers import HANDLERS, KINDS, in_rows

READ_ONCE = (documents.storage.s3, oficina.commands.relay, oficina.commands.serve, oficina.commands.worker)
READ_TOO = search.engines.embedded


@dataclass(frozen=True)
class Deadly(Job):
    """Takes with it whoever does it."""

    kind: ClassVar[str] = "tests.deadly"
    queue: ClassVar[Queue] = Queue.RENDERING


@dataclass(frozen=True)
class Slow(Job):
    """Takes longer than it takes to be told to stop."""

    kind: ClassVar[str] = "tests.slow"
    queue: ClassVar[Queue] = Queue.NOTICES


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


HANDLERS[Deadly] = lambda *_: die()
HANDLERS[Slow] = in_rows(lambda _work, _job: time.sleep(1.5))
KINDS.update({Deadly.kind: Deadly, Slow.kind: Slow})


@dataclass(frozen=True)
class Fate:
    """Of one process and those that it begins to help it: at the point they die with it."""

    folder: Path
    kind: str
    process: int

    def __call__(self, reached: Point) -> None:
        try:
            (self.folder / f"{self.kind}.{reached}").unlink()
        except FileNotFoundError:
            return
        os.kill(self.process, signal.SIGKILL)
        die()


def begun(folder: Path, command: list[str], kind: str) -> int:
    child = os.fork()
    if child == 0:
        end_with_parent()
        points.watchers.append(Fate(folder, kind, os.getpid()))
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what answers is the mother's
        os._exit(main(command))
    return child


def attend(folder: Path) -> None:
    configure_mappers()
    gc.freeze()
    for line in sys.stdin:
        match json.loads(line):
            case {"begin": command, "kind": kind}:
                told = begun(folder, command, kind)
            case {"end": process}:
                told = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    attend(Path(sys.argv[1]))
