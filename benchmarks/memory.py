"""Memory of the running demonstration: at rest, and at its peak while documents are pushed.

Of the whole tree of processes: the office, the clean process where files are opened, and its children. Pages that
several of them share are counted once (PSS).
"""

import argparse
import json
import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Self

from benchmarks import machine, office, papers, pushing
from oficina.demo.seed import KEYS

AIM = 200
DRAFTER = "redactor"


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=200)
    asked.add_argument("--rest", type=float, default=15, help="seconds before it is called idle")
    given = asked.parse_args(argv)
    made = [papers.paper(number) for number in range(given.documents + 1)]
    with office.a_folder() as home, office.serving(home, "demo", "--serve") as served:
        players = json.loads((home / KEYS).read_text())
        key = next(each["clave"] for each in players if DRAFTER in each["roles"])
        time.sleep(given.rest)
        idle = machine.memory(served.pid)
        with Peak(served.pid) as peak:
            pushing.push_all(served.url, {"Authorization": f"Bearer {key}"}, made, 2)
            pushing.until_found(served.url, {"Authorization": f"Bearer {key}"}, given.documents)
        time.sleep(given.rest)
        after = machine.memory(served.pid)
    machine.tell(
        "memory of the demonstration, all its processes",
        idle=f"{idle / machine.MEBIBYTE:.0f} MiB (aim: {AIM} or less)",
        peak=f"{peak.bytes / machine.MEBIBYTE:.0f} MiB, while {given.documents} documents were pushed",
        idle_again=f"{after / machine.MEBIBYTE:.0f} MiB",
    )


class Peak:
    """Looks ten times a second for as long as the context lasts."""

    def __init__(self, pid: int) -> None:
        self.bytes = machine.memory(pid)
        self._pid, self._stopped = pid, Event()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopped.wait(0.1):
            self.bytes = max(self.bytes, machine.memory(self._pid))


if __name__ == "__main__":
    main()
