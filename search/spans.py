"""Days as people write them: one, a month, a year, or from one of them to another."""

import re
from datetime import date, timedelta

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
LAST_DAY_OF_ANY = 31


def between(text: str) -> tuple[date, date]:
    """The first day, and the first day after. ValueError when it says none.

    «2026», «2026-05», «mayo de 2026», «11-05-2026», «2026-01..2026-03», «11-05-2026 a 15-05-2026».
    """
    told = text.strip() if ".." in text else re.sub(r"\s+a\s+", "..", text.strip())
    first, dots, last = told.partition("..")
    start, after = (date(1, 1, 2), date.min) if dots and not first else _days(first)
    if dots:
        after = _days(last)[1] if last else date(9999, 12, 30)
    return start, after


def _days(text: str) -> tuple[date, date]:
    numbers = [number for part in re.split(r"[-/.\s]+", text.casefold()) if (number := _number(part))]
    if len(numbers) > 1 and numbers[-1] > LAST_DAY_OF_ANY:
        numbers.reverse()  # it was written day first
    try:
        match numbers:
            case [year]:
                return date(year, 1, 1), date(year + 1, 1, 1)
            case [year, month]:
                return date(year, month, 1), (date(year, month, 1) + timedelta(days=31)).replace(day=1)
            case [year, month, day]:
                return date(year, month, day), date(year, month, day) + timedelta(days=1)
    except OverflowError:
        pass
    raise ValueError(text)


def _number(part: str) -> int:
    if part.isdecimal():
        return int(part)
    return MONTHS.index(part[:3]) + 1 if part[:3] in MONTHS else 0
