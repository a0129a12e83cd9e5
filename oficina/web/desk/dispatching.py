"""What the form of a dispatch holds: the distribution of the document, and how each line of it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from correspondence.lines import Line, Outside
from correspondence.lists import COPIES, MEDIA, SENDERS
from correspondence.schemas.asking import LineForm
from kernel.work import Work
from oficina.web import choosing
from oficina.web.forms import Filled, FormRefused, Wrong

HERE = "exchange"
PRINTED = "printed"
WAYS = {HERE: MEDIA[HERE], **{name: says for name, says in MEDIA.items() if name not in {HERE, "counter"}}}
WAYS[PRINTED] = "Solo impresa, no se envía"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in the form."""

    addressee: str
    way: str = HERE
    institution: str = ""
    address: str = ""
    kind: str = "institution"
    purpose: str = "action"
    copy: str = "original"
    within: str = ""
    """The unit or post of the institution, if it is known."""


COLUMNS = {
    "destinatario": "addressee",
    "medio": "way",
    "institucion": "institution",
    "direccion": "address",
    "clase": "kind",
    "para": "purpose",
    "copia": "copy",
    "dentro": "within",
}
"""The fields of the page, and what of a line each holds."""


def beginning(work: Work, document: documents.Document) -> list[Row]:
    """The distribution that was written in the document."""
    return of_distribution(work, documents.fields_of(document).distribution)


def of_distribution(work: Work, lines: Sequence[documents.DistributionLine]) -> list[Row]:
    """Each line with its institution and its unit or post by their names: two statements."""
    ids = {line.institution_id for line in lines if line.institution_id}
    known = institutions.codes_of(work, ids)
    inside = any(line.unit_id or line.post_id for line in lines)
    places = {place.id: choosing.label(place) for place in institutions.places_of(work, ids)} if inside else {}
    return [
        Row(
            line.addressee,
            way=HERE if line.institution_id else PRINTED,
            institution=known.get(line.institution_id, "") if line.institution_id else "",
            purpose=line.purpose,
            within=places.get(line.post_id or line.unit_id or UUID(int=0), ""),
        )
        for line in lines
    ]


def written(form: Filled) -> list[Row]:
    """The rows as the person left them; those without an addressee are blank."""
    rows = []
    for at, addressee in enumerate(form.values.get("destinatario", ())):
        told = {each: _cell(form, name, at) for name, each in COLUMNS.items()}
        told["institution"] = form[f"elegida-institucion-{at + 1}"] or told["institution"]
        told["within"] = form[f"elegida-dentro-{at + 1}"] or told["within"]
        if addressee.strip():
            rows.append(Row(**told))
    return rows


def _cell(form: Filled, name: str, at: int) -> str:
    """What a column says in a row: a page of an older day may not have every column."""
    cells = form.values.get(name, ())
    return cells[at].strip() if at < len(cells) else ""


def pressed(form: Filled, rows: Sequence[Row]) -> list[Row] | None:
    """The rows after a button that only paints the page again; None when it is sent."""
    if form["agregar"]:
        return [*rows, Row("")]
    if form["quitar"]:
        return [row for at, row in enumerate(rows) if str(at) != form["quitar"]] or [Row("")]
    return list(rows) if form["buscar"] else None


def searched(work: Work, form: Filled, rows: Sequence[Row]) -> list[Wrong]:
    """What a search in one line found, if that button was pressed."""
    at = int(form["buscar"]) if form["buscar"].isdecimal() else 0
    return looked_for(work, rows[at - 1], at) if 0 < at <= len(rows) else []


def looked_for(work: Work, row: Row, at: int) -> list[Wrong]:
    """What a search in one line finds, without a script: institutions first; then, in one, its units and posts."""
    places = choosing.Places.of(work, [row.institution])
    if row.institution not in places.institutions:
        found = tuple(choosing.offered(work, row.institution)) if row.institution else ()
        says = (
            "" if found else f"Línea {at}: ninguna institución responde a «{row.institution}». Pruebe con otra palabra."
        )
        return [Wrong(f"institucion-{at}", says, found)]
    inside = tuple(places.like(row.institution, row.within))
    says = "" if inside else f"Línea {at}: esa institución no publicó una unidad o cargo así. Déjelo en blanco."
    return [Wrong(f"dentro-{at}", says, inside)]


def lines(work: Work, rows: Sequence[Row]) -> list[Line]:
    """What is sent, or every row that is wrong at once. What is only printed is not sent."""
    here = [row.institution for row in rows if row.way == HERE]
    places = choosing.Places.of(work, here)
    wrong: list[Wrong] = []
    made: list[Line] = []
    for at, row in enumerate(rows, start=1):
        if row.way == PRINTED:
            continue
        if fault := fault_of(work, row, places, at):
            wrong.append(fault)
        else:
            made.append(_line(row, places))
    if not made and not wrong:
        wrong.append(Wrong("linea-1", "Ninguna línea se envía: elija por qué medio va al menos una."))
    if wrong:
        raise FormRefused(*wrong)
    return made


def fault_of(work: Work, row: Row, places: choosing.Places, at: int) -> Wrong | None:
    where = f"Línea {at}, {row.addressee}:"
    if row.way not in WAYS or row.copy not in COPIES or row.purpose not in {"action", "information"}:
        return Wrong(f"linea-{at}", f"{where} elija el medio y el tipo de copia de la lista.")
    if row.way == HERE and row.institution not in places.institutions:
        says = f"{where} elija la institución de la lista, por nombre o código."
        return choosing.doubt(work, row.institution, f"institucion-{at}", says)
    if row.way == HERE and row.within and not places.found(row.institution, row.within):
        like = tuple(places.like(row.institution, row.within) or places.like(row.institution, ""))
        return Wrong(f"dentro-{at}", f"{where} elija la unidad o el cargo de la lista, o déjelo en blanco.", like)
    if row.way != HERE and not row.address:
        return Wrong(f"linea-{at}", f"{where} escriba la dirección o el correo al que va.")
    if row.way != HERE and row.kind not in SENDERS:
        return Wrong(f"linea-{at}", f"{where} diga si es una persona, una empresa, un tribunal o una institución.")
    return None


def _line(row: Row, places: choosing.Places) -> Line:
    told: dict[str, Any] = {"addressee": row.addressee, "purpose": row.purpose, "copy_kind": row.copy}
    if row.way == HERE:
        inside = choosing.ids_of(places.found(row.institution, row.within)) if row.within else {}
        return LineForm(**told, recipient_id=places.institutions[row.institution], **inside).line()
    made = LineForm(**told).line()
    outside = Outside(row.addressee, row.kind, row.way, row.address)
    return Line(None, made.addressee, made.purpose, made.copy, outside=outside)
