"""Whether anything that is taken from somebody is shown to them afterwards, by whatever they were asking just then.

People search, suggest, count, list, open, export, download and ask for what is alike without rest, over the pages and
the API, while one thing after the other is closed to them: its level is raised, their unit or their post reads it no
longer, a substitution or an appointment ends; with the index at work, deaf to what is new, and away. What is counted is
each answer that came after a restriction was answered, and still showed it. With `--database` and `--index`, on
PostgreSQL and Elasticsearch.
"""

import argparse
import time
from collections.abc import Sequence

from benchmarks import machine, office
from tests.isolation.races import Race

SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--restrictions", type=int, default=1_000)
    asked.add_argument("--lookers", type=int, default=8)
    office.of_servers(asked)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home, **office.settings_of_servers(given))
        begun = time.monotonic()
        told = Race(platform, restrictions=given.restrictions, lookers=given.lookers).run()
        took = time.monotonic() - begun
        platform.close()
    machine.tell(
        f"{told.restricted.total()} restrictions while {given.lookers} look, in {took:.0f} s",
        ways=", ".join(f"{how} {count}" for how, count in told.restricted.items()),
        answers=f"{told.looked}: " + ", ".join(f"{status}: {many}" for status, many in sorted(told.answered.items())),
        seen_while_open=f"{len(told.seen_before)} of {given.restrictions}",
        shown_afterwards=f"{len(told.shown_afterwards)} (aim: 0)",
    )
    for each in told.shown_afterwards[:SHOWN]:
        print(f"    {each}")
    return len(told.shown_afterwards)


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
