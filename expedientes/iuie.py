"""The identifier of an expediente: given by the platform, once and for ever, and never given again (DS 10, art. 2).

Its form is EXP-<code of the institution>-<year>-<number>, the year being that of the institution's zone and the number
that of the expedientes opened in it, without gaps: `EXP-MINSEGPRES-2026-000042`. It sorts as text up to a million a
year, and nothing in it ever changes, even if the institution changes its name.
"""

import re
from dataclasses import dataclass

import institutions.service as institutions
from expedientes.models import IuieSeries
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Iuie:
    code: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"EXP-{self.code}-{self.year}-{self.number:06}"


def take(work: Work) -> Iuie:
    """The next one. The row stays locked to the commit: no gap, no duplicate."""
    year = institutions.current_year(work)
    series = work.lock(IuieSeries, year=year)
    series.last += 1
    return Iuie(code_of(work), year, series.last)


def code_of(work: Work) -> str:
    """As it is in the catalogue of the State, without what would not read well in an identifier."""
    return re.sub(r"[^A-Z0-9]", "", institutions.institution(work).code.upper())[:40]
