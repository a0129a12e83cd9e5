"""Many people at once, from a table: every error is told by its line, and with one error nobody is enrolled."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from uuid import UUID
from zoneinfo import ZoneInfo

from institutions import house, overview
from institutions.access import ROLES
from institutions.directory import local_zone
from institutions.models import Unit
from kernel.errors import Invalid
from kernel.rut import Rut
from kernel.work import Work

COLUMNS = ("run", "nombre", "unidad", "cargo", "rol", "desde", "hasta")
EXAMPLE = ("12.345.678-5", "Ana Rojas Muñoz", "Secretaría Municipal", "Secretaria Municipal", "firmante", "", "")
MOST = 2_000
LONGEST = 200


class TableRefused(Invalid):
    """What is wrong with a table, all of it."""

    code = "people-table-refused"

    def __init__(self, faults: "list[Fault]") -> None:
        super().__init__("La planilla tiene errores y no se cargó a nadie: corríjala y súbala otra vez.")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct: the line as a spreadsheet numbers it, the column, and how."""

    line: int
    column: str
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person in one post, as the table tells it, and what is wrong with it whatever else is known."""

    number: int
    run: str
    name: str
    unit: str
    post: str
    roles: tuple[str, ...]
    begins: date | None
    ends: date | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolled:
    people: int
    posts: int
    roles: int
    new_posts: int


def template() -> str:
    """What somebody fills in: the columns, and an example to be replaced."""
    return "\ufeff" + ";".join(COLUMNS) + "\r\n" + ";".join(EXAMPLE) + "\r\n"


def read(content: bytes) -> list[Line]:
    """The lines of a table as spreadsheets write it here: with ; or , in UTF-8 or in Windows' own letters.

    What is wrong with one of them is told by `enrol`, together with what only the institution can tell.
    """
    rows = csv.reader(StringIO(_text(content), newline=""), delimiter=_separator(_text(content)))
    try:
        told = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error:
        raise TableRefused([Fault(1, "", "El archivo no es una planilla CSV: guárdela como «CSV» y súbala.")]) from None
    if faults := _headless(told):
        raise TableRefused(faults)
    columns = [cell.strip().lower() for cell in told[0][1]]
    return [_line(number, dict(zip(columns, (cell.strip() for cell in row), strict=False))) for number, row in told[1:]]


def enrol(work: Work, lines: list[Line]) -> Enrolled:
    """All of them, or nobody. A post that its unit does not have yet is added."""
    units = {_plain(unit.name): unit for _depth, unit in overview.tree(work)}
    posts = {(each.row.unit_id, _plain(each.row.title)): each for each in overview.every_post(work)}
    if faults := [*(each for line in lines for each in line.faults), *_faults(lines, units, posts)]:
        raise TableRefused(sorted(faults, key=lambda fault: fault.line))
    local, people, counted = local_zone(work), set(), [0, 0, 0]
    known: dict[tuple[UUID, str], UUID] = {key: each.row.id for key, each in posts.items()}
    for line in lines:
        person = house.know_person(work, line.name, line.run)
        people.add(person.id)
        unit = units.get(_plain(line.unit))
        ends = _instant(line.ends + timedelta(days=1), local) if line.ends else None
        if unit and line.post:
            key = (unit.id, _plain(line.post))
            if key not in known:
                added = house.add_post(work, unit.id, line.post)
                work.session.flush()
                known[key] = added.id
                counted[2] += 1
            begins = _instant(line.begins, local) if line.begins else None
            house.assign(work, person.id, known[key], begins_at=begins, ends_at=ends)
            counted[0] += 1
        for role in line.roles:
            office = unit.office_id if unit and role.startswith(("partes", "gestor")) else None
            house.grant(work, person.id, role, unit_id=unit.id if unit else None, office_id=office, ends_at=ends)
            counted[1] += 1
        work.session.flush()
    return Enrolled(len(people), *counted)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return ";" if head.count(";") >= head.count(",") else ","


def _headless(told: list[tuple[int, list[str]]]) -> list[Fault]:
    """Whether the table has its columns, and neither too little nor too much below them."""
    columns = [cell.strip().lower() for cell in told[0][1]] if told else []
    if missing := [each for each in COLUMNS[:2] if each not in columns]:
        says = f"Faltan las columnas {', '.join(missing)}: use la primera línea de la plantilla."
        return [Fault(1, "", says)]
    if unknown := [each for each in columns if each and each not in COLUMNS]:
        return [Fault(1, unknown[0], f"No se conoce la columna «{unknown[0]}»: use {', '.join(COLUMNS)}.")]
    if not 1 < len(told) <= MOST + 1:
        return [Fault(1, "", f"La planilla debe traer entre 1 y {MOST} personas: esta trae {len(told) - 1}.")]
    return []


def _line(number: int, told: Mapping[str, str]) -> Line:
    faults, roles, dates = [], [], {}
    try:
        run = str(Rut.parse(told.get("run", "")))
    except Invalid as wrong:
        run = ""
        faults.append(Fault(number, "run", wrong.message))
    for column, name in (("nombre", told.get("nombre", "")), ("cargo", told.get("cargo", ""))):
        if len(name) > LONGEST or (column == "nombre" and not name):
            faults.append(Fault(number, column, f"Escriba de 1 a {LONGEST} caracteres."))
    for each in filter(None, (part.strip() for part in told.get("rol", "").replace("+", ",").split(","))):
        if code := _role(each):
            roles.append(code)
        else:
            faults.append(Fault(number, "rol", f"El rol «{each}» no existe: use uno de {', '.join(ROLES)}."))
    for column in ("desde", "hasta"):
        try:
            dates[column] = _day(told.get(column, ""))
        except ValueError:
            faults.append(Fault(number, column, "Escriba la fecha como 31-12-2026."))
    begins, ends = dates.get("desde"), dates.get("hasta")
    if begins and ends and ends < begins:
        faults.append(Fault(number, "hasta", "Termina antes de empezar: revise las fechas."))
    if told.get("cargo") and not told.get("unidad"):
        faults.append(Fault(number, "unidad", "Diga en qué unidad está el cargo."))
    name, unit, post = (told.get(column, "") for column in ("nombre", "unidad", "cargo"))
    return Line(number, run, name, unit, post, tuple(roles), begins, ends, tuple(faults))


def _faults(
    lines: list[Line], units: Mapping[str, Unit], posts: Mapping[tuple[UUID, str], overview.Entry]
) -> Iterator[Fault]:
    """What is wrong only here, or only together."""
    named: dict[str, tuple[str, int]] = {}
    given: dict[tuple[UUID, str], int] = {}
    for line in lines:
        unit = units.get(_plain(line.unit))
        if line.unit and unit is None:
            yield Fault(line.number, "unidad", f"No hay una unidad «{line.unit}»: créela antes, o corrija el nombre.")
        name, first = named.setdefault(line.run, (_plain(line.name), line.number))
        if line.run and name != _plain(line.name):
            yield Fault(line.number, "nombre", f"En la línea {first} el mismo RUN tiene otro nombre.")
        if unit is None or not line.post:
            continue
        key = (unit.id, _plain(line.post))
        if key in given:
            yield Fault(line.number, "cargo", f"La línea {given[key]} da el mismo cargo a otra persona.")
        given.setdefault(key, line.number)
        if key in posts and posts[key].person:
            yield Fault(line.number, "cargo", f"El cargo lo ejerce {posts[key].person}: termine su nombramiento antes.")


def _role(told: str) -> str | None:
    return next((code for code, role in ROLES.items() if _plain(told) in {code, _plain(role.name)}), None)


def _day(told: str) -> date | None:
    if not told:
        return None
    day, month, year = told.replace("/", "-").split("-")
    return date(int(day), int(month), int(year)) if len(day) == len("2026") else date(int(year), int(month), int(day))


def _instant(day: date, local: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), local)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
