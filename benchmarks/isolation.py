"""Whether anybody meets what they may not know: every address, asked by everybody, for everything that is not theirs.

Three institutions, things of four levels, people of every role: what is counted is each answer that was looked at.
With `--share 1` all of it is asked. No leak and no difference is what is aimed at.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from benchmarks import machine, office
from tests.isolation.addresses import addresses
from tests.isolation.askers import ROLES
from tests.isolation.canaries import LEVELS
from tests.isolation.probing import Findings, try_everything
from tests.isolation.scope import without_scope
from tests.isolation.streaming import told_by_streams
from tests.isolation.world import World

SHOWN = 20
EACH = 5
"""Seconds between two lines of how far it is."""


def main(argv: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--share", type=int, default=10, help="one of so many is asked; 1 asks all of it")
    asked.add_argument("--only", default="", metavar="WORD", help="of the addresses, those that have this in them")
    asked.add_argument(
        "--without-scope", action="store_true", help="the queries name no institution: what holds is the database alone"
    )
    office.of_servers(asked)
    given = asked.parse_args(argv)
    if given.without_scope and not given.database:
        asked.error("--without-scope asks what PostgreSQL holds by itself: give a --database")
    among = [each for each in addresses() if given.only in str(each)]
    with office.a_folder() as home, TemporaryDirectory() as papers:
        platform = office.begun(home, **office.settings_of_servers(given))
        world = World(platform, Path(papers), (ROLES,) * 3, (LEVELS,) * 3)
        found, begun = Findings(), time.monotonic()
        scope: AbstractContextManager[list[str]] = nullcontext([])
        if given.without_scope:
            scope = without_scope(platform.database.engine)
        with scope as widened, told_of(found):
            try_everything(world.askers, world.things, found, share=given.share, among=among)
        took = time.monotonic() - begun
        streamed = list(told_by_streams(world, Path(papers)))
        said = world.said() + world.shared()
        world.close()
        platform.close()
    tell(f"{len(world.things)} things of three institutions, asked for by {len(world.askers)} who may not", found, took)
    machine.tell(
        "beside the answers",
        addresses=f"{len(found.asked)} of {len(among)}",
        statements_without_scope=str(len(widened)),
        words_in_logs_and_shared_tables=f"{len(said)} (aim: 0)",
        told_by_the_stream_of_events=f"{len(streamed)} (aim: 0)",
    )
    wrong = (found.leaks, found.differences, found.longer, said, streamed)
    for kind in wrong:
        for each in kind[:SHOWN]:
            print(f"    {each[:600]}")
    return sum(map(len, wrong))


def tell(what: str, found: Findings, took: float) -> None:
    machine.tell(
        what,
        probes=f"{found.probes} in {took:.0f} s (aim: 20000 or more)",
        answers=", ".join(f"{status}: {count}" for status, count in sorted(found.answered.items())),
        leaks=f"{len(found.leaks)} (aim: 0)",
        answered_unlike_what_is_absent=f"{len(found.differences)} (aim: 0)",
        compared_with_what_is_absent=str(found.compared),
        with_other_questions_to_the_database=f"{len(found.longer)} (aim: 0)",
    )


@contextmanager
def told_of(found: Findings) -> Iterator[None]:
    """A line that says how far it is, while it takes long."""
    over = Event()

    def tell() -> None:
        while not over.wait(EACH):
            wrong = len(found.leaks) + len(found.differences) + len(found.longer)
            print(f"\r{found.probes} probes, {len(found.asked)} addresses, {wrong} wrong", end="", flush=True)

    telling = Thread(target=tell, daemon=True)
    telling.start()
    try:
        yield
    finally:
        over.set()
        telling.join()
        print("\r" + " " * 60 + "\r", end="")


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
