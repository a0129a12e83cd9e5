"""Whether anything that is taken from somebody is shown to them afterwards, by whatever they were asking just then.

People search, suggest, list, open, download and ask for what is alike without rest, while one document after the other
is closed to them. What is counted is each answer that came after a restriction was answered, and still showed it.
"""

import argparse
import time
from collections.abc import Sequence

from benchmarks import machine, office
from tests.isolation.races import Race


def main(argv: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--restrictions", type=int, default=1_000)
    asked.add_argument("--lookers", type=int, default=8)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        begun = time.monotonic()
        told = Race(platform, documents=given.restrictions, lookers=given.lookers).run()
        took = time.monotonic() - begun
        platform.close()
    machine.tell(
        f"{told.restricted} restrictions while {given.lookers} look, in {took:.0f} s",
        answers=f"{told.looked}, of which {told.seen_before} showed what was still open",
        shown_afterwards=f"{len(told.shown_afterwards)} (aim: 0)",
    )
    return len(told.shown_afterwards)


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
