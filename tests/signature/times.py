"""A clock that tests move, and the jobs of the days between."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.offices import do_all_jobs
from workers.schedule import keep

LITTLE = timedelta(minutes=11)
"""More than a look at the timers, and than issuers wait to say what they revoked."""


@dataclass
class MovedClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def moves(self, by: timedelta) -> None:
        self.now += by


@contextmanager
def a_platform_at(settings: Settings, clock: MovedClock) -> Iterator[Platform]:
    platform = open_platform(settings, clock=clock)
    try:
        yield platform
    finally:
        platform.close()


def passes(platform: Platform, clock: MovedClock, by: timedelta = LITTLE) -> None:
    """Time passes, and whatever is due by then is done."""
    clock.moves(by)
    keep(platform)
    do_all_jobs(platform)
