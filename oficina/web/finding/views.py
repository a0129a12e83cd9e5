"""What the search page says of what was found, in the words of the office."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import NamedTuple, Self
from uuid import UUID
from zoneinfo import ZoneInfo

import institutions.service as institutions
import search.service as search
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.finding.asked import FACETS, KINDS, Search
from oficina.web.papers.words import LEVELS, RECEPTION
from oficina.web.visits import Visit
from oficina.web.words import day
from search import exports

TITLES = {
    "tipo": "Qué",
    "clase": "Tipo",
    "institucion": "Institución",
    "anio": "Año",
    "estado": "Estado",
    "unidad": "Unidad",
    "nivel": "Acceso",
    "lectura": "Lectura",
}
STATES = {**{state: says for state, (_, _, says) in RECEPTION.items()}, "open": "En trámite", "closed": "Terminado"}
READING = {"unread": "Con algo que no se pudo leer"}
ADDRESSES = {"document": "/documentos", "reception": "/recepciones", "expediente": "/expedientes"}
SHOWN = 6
"""Values of a facet before «Ver más»."""
PAGE = 200
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is a formula for whoever opens the sheet."""


class Value(NamedTuple):
    """One value of a facet: how many there are, where it leads, and whether the result is narrowed to it."""

    says: str
    many: int
    address: str
    chosen: bool


class Facet(NamedTuple):
    name: str
    title: str
    values: list[Value]
    more: list[Value]


class Taken(NamedTuple):
    """An export, as its page tells it."""

    id: UUID
    says: str
    address: str
    state: str
    asked_at: datetime
    until: datetime
    total: int
    listed: int
    files: int
    size: int

    @classmethod
    def of(cls, row: exports.Export, asked: Search) -> Self:
        says = asked.typed or "Todo lo filtrado"
        until, listed = row.asked_at + exports.LASTS, len(row.listed)
        return cls(
            row.id, says, asked.address(), row.state, row.asked_at, until, row.total, listed, row.files, row.size
        )


def facets(work: Work, asked: Search, found: search.Results) -> list[Facet]:
    """Those that tell something apart, and those that the result is narrowed to."""
    units = _units(work, found.facets.get("unit", {}))
    told = []
    for name, title in TITLES.items():
        counts = found.facets.get(FACETS[name], {})
        chosen = getattr(asked, name)
        named = [
            Value(
                _says(name, value, units),
                count,
                asked.address(**{name: "" if value == chosen else value}),
                value == chosen,
            )
            for value, count in counts.items()
        ]
        if len(named) > 1 or chosen or (named and name == "lectura"):
            listed = sorted(named, key=lambda each: each.says, reverse=True) if name == "anio" else named
            told.append(Facet(name, title, listed[:SHOWN], listed[SHOWN:]))
    return told


def chips(work: Work, asked: Search) -> list[tuple[str, str]]:
    """What the result is narrowed to, and where it leads to be without it."""
    units = _units(work, {asked.unidad: 1} if asked.unidad else {})
    return [
        (_says(name, value, units), asked.address(**{name: ""})) for name in TITLES if (value := getattr(asked, name))
    ]


def state(result: search.Result) -> str:
    return STATES.get(result.state, result.state)


def lines(visit: Visit, wanted: search.Wanted, zone: ZoneInfo) -> Iterator[str]:
    """All that is found, as a sheet: page after page, each with the rights of its moment."""
    yield "\ufeff" + _line("Qué", "Tipo", "Título", "Estado", "Fecha", "Sin texto", "Dirección")
    public = visit.platform.settings.public_url.rstrip("/")
    asked = replace(wanted, newest_first=True, limit=PAGE, after=None)
    while True:
        page = search.find(visit.desk, visit.platform.index, asked)
        for each in page.items:
            title = "".join(piece.text for piece in each.title)
            where = f"{public}{ADDRESSES.get(each.kind, '')}/{each.subject_id}"
            unread = "; ".join(each.unread)
            yield _line(
                KINDS.get(each.kind, each.kind), each.type, title, state(each), day(each.at, zone), unread, where
            )
        if page.next is None:
            return
        asked = replace(asked, after=page.next)


def _line(*cells: str) -> str:
    made = StringIO()
    csv.writer(made, delimiter=";").writerow([f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in cells])
    return made.getvalue()


def _says(name: str, value: str, units: Mapping[str, str]) -> str:
    names: dict[str, Mapping[str, str]] = {
        "tipo": KINDS, "estado": STATES, "nivel": LEVELS, "lectura": READING, "unidad": units
    }  # fmt: skip
    return names.get(name, {}).get(value, value)


def _units(work: Work, counts: Mapping[str, int]) -> dict[str, str]:
    """Names of units: a unit is counted by its id, which does not change when it is called otherwise."""
    try:
        units = institutions.units(work, {UUID(each) for each in counts if _is_id(each)})
    except Refused:  # of an address that somebody wrote
        return {}
    return {str(unit_id): unit.name for unit_id, unit in units.items()}


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
