"""Whether anybody meets what they may not know: every address, asked by everybody, for everything that is not theirs.

Three institutions, things of four levels, people of every role: what is counted is each answer that was looked at.
With `--share 1` all of it is asked. No leak and no difference is what is aimed at.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine, office
from tests.isolation.addresses import addresses
from tests.isolation.askers import ROLES
from tests.isolation.canaries import LEVELS
from tests.isolation.probing import Findings, try_everything
from tests.isolation.streaming import told_by_streams
from tests.isolation.world import World

SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--share", type=int, default=10, help="one of so many is asked; 1 asks all of it")
    given = asked.parse_args(argv)
    with office.a_folder() as home, TemporaryDirectory() as papers:
        platform = office.begun(home)
        world = World(platform, Path(papers), (ROLES,) * 3, (LEVELS,) * 3)
        found, begun = Findings(), time.monotonic()
        try_everything(world.askers, world.things, found, share=given.share)
        took = time.monotonic() - begun
        streamed = list(told_by_streams(world, Path(papers)))
        said = world.said() + world.shared()
        world.close()
        platform.close()
    machine.tell(
        f"{len(world.things)} things of three institutions, asked for by {len(world.askers)} who may not",
        probes=f"{found.probes} in {took:.0f} s (aim: 20000 or more)",
        addresses=f"{len(found.asked)} of {len(addresses())}",
        answers=", ".join(f"{status}: {count}" for status, count in sorted(found.answered.items())),
        leaks=f"{len(found.leaks)} (aim: 0)",
        answered_unlike_what_is_absent=f"{len(found.differences)} (aim: 0)",
        words_in_logs_and_shared_tables=f"{len(said)} (aim: 0)",
        told_by_the_stream_of_events=f"{len(streamed)} (aim: 0)",
    )
    for each in (*found.leaks[:SHOWN], *found.differences[:SHOWN], *said[:SHOWN], *streamed[:SHOWN]):
        print(f"    {each[:300]}")
    return len(found.leaks) + len(found.differences) + len(said) + len(streamed)


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
