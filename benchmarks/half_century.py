"""Fifty simulated years of one signature: on how many days it was looked at, on how many it failed, what was late.

The day before, of and after whatever was renewed or ended, and some of each year by chance, always the same ones.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks import machine
from kernel.sandbox import Sandbox
from tests.signature.half_century import DAY
from tests.signature.test_half_century import BEGIN, a_life


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--years", type=int, default=50)
    asked.add_argument("--days", type=int, default=12, help="of each year, by chance")
    given = asked.parse_args(argv)
    sandbox, began = Sandbox(), time.perf_counter()
    with TemporaryDirectory(prefix="oficina-siglo-") as folder:
        life = a_life(Path(folder), sandbox)
        begins = BEGIN + DAY
        life.goes_on(begins, given.years)
        every = life.days(begins, given.years, Random(7), given.days)  # noqa: S311 -- days, and always the same ones
        days = [day for day in sorted(set(every)) if life.done[0] <= day < begins + given.years * 365 * DAY]
        failed = [day for day in days if not life.passes_on(day)]
    sandbox.close()
    machine.tell(
        f"{given.years} years of one signature",
        looked_at=f"{len(days)} days",
        did_not_hold=f"{len(failed)} days {[f'{each:%Y-%m-%d}' for each in failed[:5]]}",
        renewals=str(len(life.done)),
        late=str(len(life.late)),
        took=f"{time.perf_counter() - began:.0f} s",
    )


if __name__ == "__main__":
    main()
