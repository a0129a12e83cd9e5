"""The office is killed very many times while people work: embedded, then in many processes on servers. The log is kept.

make servers; . (the env file that it names); python -m benchmarks.crash --kills 500      (a multiple of five)
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from benchmarks import machine

DRIVERS = {"embedded": "tests/crash/test_kills.py", "servers": "tests/profile/test_processes.py"}


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=500)
    asked.add_argument("--seed", default="19880")
    asked.add_argument("--only", choices=DRIVERS)
    asked.add_argument("--log", type=Path, default=Path("var/crash.log"))
    given = asked.parse_args(argv)
    given.log.parent.mkdir(exist_ok=True)
    told = os.environ | {"OFICINA_TEST_CRASH_KILLS": str(given.kills), "OFICINA_TEST_CRASH_SEED": given.seed}
    figures = {}
    with given.log.open("w") as log:
        for name, driver in DRIVERS.items():
            if given.only in {None, name}:
                figures[name] = driven(driver, told, log)
    machine.tell(f"{given.kills} kills, seed {given.seed}, log in {given.log}", **figures)


def driven(driver: str, environ: dict[str, str], log: IO[str]) -> str:
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-s", "-v", "-rs", driver]
    done = subprocess.run(command, env=environ, stdout=log, stderr=subprocess.STDOUT, check=False)  # noqa: S603 -- our own program
    took = time.monotonic() - begun
    return f"{'nothing lost, nothing doubled' if done.returncode == 0 else 'FAILED: see the log'}, {took:.0f} s"


if __name__ == "__main__":
    main()
