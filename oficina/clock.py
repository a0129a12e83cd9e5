"""The clock of a demonstration, which can be moved ahead to see what deadlines do. No other office has it."""

import time
from datetime import datetime, timedelta

from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from institutions import sessions
from kernel.clock import Clock
from kernel.errors import Invalid
from kernel.rows import Base
from kernel.work import Work

LOOKS = 1.0
"""Seconds between two looks at how far it was moved: workers of other processes see it too."""
FARTHEST = timedelta(days=366)


class ClockRow(Base):
    """How far ahead of the time it is the clock of the demonstration is. There is no such row in any other office."""

    __tablename__ = "demonstration_clock"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT, UPDATE"}},)

    one: Mapped[int] = mapped_column(primary_key=True, init=False, default=1)
    ahead: Mapped[int] = mapped_column(default=0)


class ClockNotMoved(Invalid):
    code = "demonstration-clock-not-moved"


class MovableClock:
    """What time it is in the demonstration: as far ahead as its row says."""

    def __init__(self, url: str, real: Clock) -> None:
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        self._real = real
        self._ahead = timedelta()
        self._looked = -LOOKS

    def __call__(self) -> datetime:
        if time.monotonic() - self._looked >= LOOKS:
            self._looked = time.monotonic()
            self._ahead = self._kept()
        return self._real() + self._ahead

    def look_again(self) -> None:
        """It was moved by this very process."""
        self._looked = -LOOKS

    def _kept(self) -> timedelta:
        try:
            with self._engine.connect() as connection:
                return timedelta(seconds=connection.execute(select(ClockRow.ahead)).scalar() or 0)
        except DBAPIError:
            return self._ahead


def move(work: Work, by: timedelta) -> timedelta:
    """Move it ahead, and everybody's sessions with it. It never goes back: what was logged would be of tomorrow."""
    if not timedelta() < by <= FARTHEST:
        raise ClockNotMoved("El reloj de la demostración solo avanza, y a lo más un año de una vez: elija otra fecha.")
    work.add_unless_there(ClockRow())
    row = work.session.get_one(ClockRow, 1, with_for_update=True, populate_existing=True)
    row.ahead += int(by.total_seconds())
    sessions.carry(work, by)
    return timedelta(seconds=row.ahead)
