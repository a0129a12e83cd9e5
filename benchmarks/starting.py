"""Seconds from `make run` to the first answer, in an environment that is installed: the first time and afterwards.

`make run` runs `oficina demo --serve`, and so does this, on a folder of its own. The first time it makes the
demonstration too; what that takes by itself is told apart.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import machine, office

AIM = 5.0


def main(argv: Sequence[str] | None = None) -> None:
    argparse.ArgumentParser(description=__doc__).parse_args(argv)
    with office.a_folder() as home:
        seeding = seconds("-m", "oficina.cli", "demo", "--home", str(home.with_name("seeded")))
        first = until_it_answers(home)
        again = until_it_answers(home)
    imports = seconds("-c", "import oficina.commands.demo")
    machine.tell(
        "from `make run` to the first answer",
        the_first_time=f"{first:.2f} s (aim: under {AIM:.0f})",
        afterwards=f"{again:.2f} s",
        the_demonstration=f"{seeding:.2f} s in a process of its own (aim: under {AIM:.0f}), of which",
        loading_the_program=f"{imports:.2f} s",
    )


def seconds(*command: str) -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, *command], env=office.CLEAN, check=True, capture_output=True)  # noqa: S603 -- our own program
    return time.monotonic() - begun


def until_it_answers(home: Path) -> float:
    begun = time.monotonic()
    with office.serving(home, "demo", "--serve"):
        return time.monotonic() - begun


if __name__ == "__main__":
    main()
