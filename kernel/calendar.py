"""Legal time: días hábiles, feriados, and how long somebody has (Ley 19.880 arts. 24, 25 and 37 bis)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo

from holidays import country_holidays

from kernel.errors import Invalid

ZONES = ("America/Santiago", "America/Punta_Arenas", "America/Coyhaique", "Pacific/Easter")
REGIONS = tuple(country_holidays("CL").subdivisions)
"""By their letters in ISO 3166-2, after «CL-»."""
SATURDAY = 5
LAST_HOUR = time(23, 59, 59)
LONGEST = 1_000


class TermInvalid(Invalid):
    code = "term-invalid"


@dataclass(frozen=True, slots=True)
class Holidays:
    """The feriados that hold for an institution: those of the country and its region, and its own."""

    region: str | None = None
    added: Collection[date] = field(default=frozenset())
    removed: Collection[date] = field(default=frozenset())

    def __contains__(self, day: date) -> bool:
        if day in self.removed:
            return False
        return day in self.added or day in _of_the_country(day.year, self.region)

    def is_working_day(self, day: date) -> bool:
        """Saturdays, Sundays and feriados are inhábiles (art. 25)."""
        return day.weekday() < SATURDAY and day not in self

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is hábil, or the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day


def add_working_days(start: date, days: int, holidays: Holidays) -> date:
    """The day on which so many días hábiles have passed, counted from the day after `start`."""
    day = start
    for _ in range(days):
        day = holidays.next_working_day(day + timedelta(days=1))
    return day


def legal_instant(at: datetime, zone: str, holidays: Holidays) -> datetime:
    """When a presentation of a person counts as made: at once, or at the first hour of the next día hábil."""
    local = at.astimezone(ZoneInfo(zone))
    day = holidays.next_working_day(local.date())
    return at if day == local.date() else datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


class TermKind(StrEnum):
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    HOURS = "hours"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Term:
    """How long somebody has: días hábiles, días corridos, hours, or until a date."""

    kind: TermKind
    amount: int | None = None
    on: date | None = None

    @classmethod
    def of(cls, kind: str, *, amount: int | None = None, date: date | None = None) -> Self:
        """A term that makes sense, or a refusal that says why not."""
        if kind not in set(TermKind):
            raise TermInvalid(
                "Esa clase de plazo no existe: use días hábiles, días corridos, horas o una fecha.", kind=kind
            )
        term = cls(TermKind(kind), amount, date)
        if term.kind is TermKind.DATE and date is None:
            raise TermInvalid("Falta la fecha en que vence el plazo: indíquela.")
        if term.kind is not TermKind.DATE and not 1 <= (amount or 0) <= LONGEST:
            raise TermInvalid("El plazo no es posible: use de 1 a 1.000 días u horas.", amount=amount)
        return term

    def due(self, at: datetime, zone: str, holidays: Holidays) -> datetime:
        """The last instant of the term, for one that begins at `at`. One of días that ends on an inhábil goes on."""
        if self.kind is TermKind.HOURS:
            return at + timedelta(hours=self.amount or 0)
        return datetime.combine(self._last_day(at, zone, holidays), LAST_HOUR, ZoneInfo(zone)).astimezone(UTC)

    def _last_day(self, at: datetime, zone: str, holidays: Holidays) -> date:
        start = at.astimezone(ZoneInfo(zone)).date()
        if self.on is not None:
            if self.on < start:
                raise TermInvalid("El plazo vence en una fecha que ya pasó: indique otra.", date=self.on)
            return self.on
        if self.kind is TermKind.WORKING_DAYS:
            return add_working_days(start, self.amount or 0, holidays)
        return holidays.next_working_day(start + timedelta(days=self.amount or 0))

    def told(self) -> dict[str, Any]:
        """As it is kept and shown."""
        kept = {"kind": self.kind.value, "amount": self.amount, "date": self.on and self.on.isoformat()}
        return {name: value for name, value in kept.items() if value is not None}


def legal_year(at: datetime, zone: str) -> int:
    """The year it is in an institution's zone: in Santiago, 31 December ends three hours after UTC's does."""
    return at.astimezone(ZoneInfo(zone)).year


@cache
def names_of_the_country(year: int, region: str | None) -> dict[date, str]:
    """The feriados of the law in a year, by their names."""
    return dict(country_holidays("CL", subdiv=region, years=year, language="es"))


@cache
def _of_the_country(year: int, region: str | None) -> frozenset[date]:
    return frozenset(names_of_the_country(year, region))
