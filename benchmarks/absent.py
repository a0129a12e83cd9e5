"""Each of the four services and each pair of them away, stopped and hanging in every combination: every step each time.

make servers; . (the env file that it names); python -m benchmarks.absent
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import machine

DRIVER = "tests/profile/test_absent.py"


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--log", type=Path, default=Path("var/absent.log"))
    given = asked.parse_args(argv)
    given.log.parent.mkdir(exist_ok=True)
    begun, environ = time.monotonic(), os.environ | {"OFICINA_TEST_ABSENT": "whole"}
    command = [sys.executable, "-m", "pytest", "-s", "-v", "-rs", "--timeout=3600", DRIVER]
    with given.log.open("w") as log:
        done = subprocess.run(command, env=environ, stdout=log, stderr=subprocess.STDOUT, check=False)  # noqa: S603 -- our own program
    back = [float(line.split()[2]) for line in given.log.read_text().splitlines() if line.startswith("back in ")]
    machine.tell(
        f"Services taken away, one and two at a time (aim: told in 5 s, back in 10 s); log in {given.log}",
        kept="yes" if done.returncode == 0 else "NO: see the log",
        longest_until_back=f"{max(back, default=0):.1f} s, of {len(back)}",
        took=f"{time.monotonic() - begun:.0f} s",
    )


if __name__ == "__main__":
    main()
