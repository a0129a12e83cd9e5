"""What a process and all below it use, from what the system itself tells of them; and how a figure is told."""

import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1024 * 1024


def tell(what: str, **figures: str) -> None:
    """One line for the machine, and one for each figure."""
    print(f"{what} — {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for name, figure in figures.items():
        print(f"  {name.replace('_', ' '):<28} {figure}")


def tree(pid: int) -> Iterator[int]:
    """The process and all below it."""
    yield pid
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from tree(int(child))


def cpu_seconds(pid: int) -> float:
    """Of the tree, with the children that ended and were buried."""
    return sum(_ticks(each) for each in tree(pid)) / TICK


def memory(pid: int) -> int:
    """Bytes of the tree; what several processes share is counted once among them (PSS)."""
    return sum(_told(each).get("Pss", 0) for each in tree(pid))


def _ticks(pid: int) -> int:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(each) for each in after_name[11:15])


def _told(pid: int) -> Mapping[str, int]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
