"""An office that dies at a named point and is started again, each life forked from a process that has read the code.

`python -m tests.crash.mortal SETTINGS`, then a line of JSON for each life. It answers two lines: its process, and how
it ended. A fork costs little, and what dies is still a whole process: nothing is closed, nothing is flushed.
"""

import ctypes
import gc
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import configure_mappers

import documents.storage.folder
import search.engines.embedded
import workers.inline
from kernel import points
from kernel.jobs import JobRow, JobState
from kernel.points import Point
from oficina.commands.serve import serve
from oficina.settings import Settings
from workers.claims import DEATHS

PR_SET_PDEATHSIG = 1

CHOSEN_BY_URL = (documents.storage.folder, search.engines.embedded, workers.inline)
"""Read here once, instead of in every life."""


@dataclass
class Fate:
    """To die at the n-th passage of a point, but never with a job in hand that two others died with.

    That one would be left on the shelf for a person: rightly, and not what is proved here.
    """

    settings: Settings
    point: Point
    passage: int
    _one: Lock = field(default_factory=Lock)
    _in_hand: set[UUID] = field(default_factory=set)
    """Those that two died with, from before their claim is committed."""

    def __post_init__(self) -> None:
        event.listen(JobRow.deaths, "set", self._died_with)

    def _died_with(self, job: JobRow, deaths: int, *_: object) -> None:
        if deaths >= DEATHS - 1:
            self._in_hand.add(job.id)

    def __call__(self, reached: Point) -> None:
        if reached != self.point:
            return
        with self._one:
            self.passage -= 1
            if self.passage <= 0 and not self._a_job_would_be_given_up():
                os.kill(os.getpid(), signal.SIGKILL)

    def _a_job_would_be_given_up(self) -> bool:
        engine = create_engine(self.settings.database_url)
        with engine.connect() as connection:
            asked = select(JobRow.id, JobRow.state).where(JobRow.deaths >= DEATHS - 1)
            known = connection.execute(asked).all()
        engine.dispose()
        return any(state == JobState.LEASED for _, state in known) or not self._in_hand <= {id_ for id_, _ in known}


def live(settings: Settings, point: str | None = None, passage: int = 1) -> int:
    """What `oficina serve` does, until the point is reached, or for good."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if point:
        points.watchers.append(Fate(settings, Point(point), passage))
    return serve(settings)


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main(told: str) -> None:
    settings = Settings.model_validate_json(told)
    configure_mappers()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(live(settings, **json.loads(line)))
        say(child)
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main(sys.argv[1])
