"""A document that is kept for fifty years: what is done to it, and whether it still holds on this day or that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from kernel.errors import Unavailable
from signature.archive import Archive
from signature.report import examine

DAY = timedelta(days=1)


@dataclass
class Life:
    """One file, and what happened to it."""

    archive: Archive
    file: Path
    roots: list[str]
    """The roots of those who signed; those of the authorities of time come from the archive."""
    done: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)
    late: list[datetime] = field(default_factory=list)

    def goes_on(self, begins: datetime, years: int) -> None:
        """As the scheduler does: when it is due, and not a day later."""
        at, until = begins, begins + timedelta(days=365 * years)
        while at < until:
            try:
                age = self.archive.take(self.file, at)
            except Unavailable:
                at += DAY  # the authority that will last longer is not there yet
                continue
            assert age.due_at is not None
            assert age.ends_at is not None
            if self.ends and at >= self.ends[-1]:
                self.late.append(at)
            if self.ends[-1:] != [age.ends_at]:
                self.done.append(at)
                self.ends.append(age.ends_at)
                (self.file.parent / f"{len(self.done)}.pdf").write_bytes(self.file.read_bytes())
            at = max(age.due_at, at + DAY)

    def days(self, begins: datetime, years: int, random: Random, each_year: int) -> Iterator[datetime]:
        """The day before, of and after whatever was done or ended, and some of each year by chance."""
        for event in (*self.done, *self.ends):
            yield from (event - DAY, event, event + DAY)
        for year in range(years):
            for _ in range(each_year):
                yield begins + timedelta(days=365 * year + random.randrange(365))

    def passes_on(self, day: datetime) -> bool:
        """Whether the file that there was on that day is accepted on it."""
        number = sum(each <= day for each in self.done)
        file = self.file.parent / f"{number}.pdf"
        told = self.archive.sandbox.call(examine, str(file), [*self.roots, *self.archive.known(day)], day.isoformat())
        return number > 0 and told["indication"] == "TOTAL-PASSED" and reached(told) == ["B-LTA"]


def reached(told: Mapping[str, Any]) -> list[str]:
    return [each["reached"] for each in told["signatures"] if each["kind"] != "timestamp"]
