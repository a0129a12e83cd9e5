"""What is done again and again. When it is due next is a row, so that it is done once, whoever looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from documents.jobs import LapseAccess
from documents.retention.jobs import KeepRetained, OverlookNothing
from kernel.actor import PLATFORM
from kernel.jobs import Job
from kernel.rows import Base
from kernel.work import Work
from oficina.platform import Platform
from search.jobs import ForgetExports
from signature.jobs import KeepSignatures, WatchAuthorities
from workers.jobs import SweepDone


class TimerRow(Base):
    """When one of `TIMERS` is due next."""

    __tablename__ = "timers"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Timer:
    job: Job
    every: timedelta


TIMERS = {
    "sweep-done": Timer(SweepDone(), timedelta(days=1)),
    "forget-exports": Timer(ForgetExports(), timedelta(hours=6)),
    "lapse-access": Timer(LapseAccess(), timedelta(hours=1)),
    "keep-signatures": Timer(KeepSignatures(), timedelta(minutes=10)),
    "keep-retained": Timer(KeepRetained(), timedelta(minutes=10)),
    "overlook-nothing": Timer(OverlookNothing(), timedelta(days=1)),
    "watch-authorities": Timer(WatchAuthorities(), timedelta(hours=12)),
}


def keep(platform: Platform) -> int:
    """Enqueue whatever is due, and say how much it was. It only looks, unless something is."""
    with platform.database.reading(PLATFORM) as work:
        rows = {row.name: row.due_at for row in work.session.scalars(select(TimerRow))}
        due = [name for name in TIMERS if rows.get(name, work.now) <= work.now]
    if not due:
        return 0
    with platform.database.writing(PLATFORM) as work:
        return sum(ring(work, name) for name in due)


def ring(work: Work, name: str) -> bool:
    work.add_unless_there(TimerRow(name=name, due_at=work.now))
    row = work.session.get_one(TimerRow, name, with_for_update=True, populate_existing=True)
    if row.due_at > work.now:
        return False
    work.enqueue(TIMERS[name].job)
    row.due_at = work.now + TIMERS[name].every
    return True
