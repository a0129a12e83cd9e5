"""What the form of a dispatch holds: the distribution of the document, and how each line of it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from correspondence.lines import Line, Outside
from correspondence.lists import COPIES, MEDIA, SENDERS
from correspondence.schemas.asking import LineForm
from kernel.work import Work
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


def beginning(work: Work, document: documents.Document) -> list[Row]:
    """The distribution that was written in the document."""
    lines = documents.fields_of(document).distribution
    known = institutions.codes_of(work, [line.institution_id for line in lines if line.institution_id])
    return [
        Row(
            line.addressee,
            way=HERE if line.institution_id else PRINTED,
            institution=known.get(line.institution_id, "") if line.institution_id else "",
            purpose=line.purpose,
        )
        for line in lines
    ]


def written(form: Filled) -> list[Row]:
    """The rows as the person left them; those without an addressee are blank."""
    columns = ("destinatario", "medio", "institucion", "direccion", "clase", "para", "copia")
    rows = zip(*(form.values.get(name, ()) for name in columns), strict=False)
    return [Row(*(cell.strip() for cell in row)) for row in rows if row[0].strip()]


def lines(work: Work, rows: Sequence[Row]) -> list[Line]:
    """What is sent, or every row that is wrong at once. What is only printed is not sent."""
    known = institutions.ids_of_codes(work, [code_in(row.institution) for row in rows if row.way == HERE])
    wrong: list[Wrong] = []
    made: list[Line] = []
    for at, row in enumerate(rows, start=1):
        if row.way == PRINTED:
            continue
        fault = _fault(row, known)
        if fault:
            wrong.append(Wrong(f"linea-{at}", f"Línea {at}, {row.addressee}: {fault}"))
        else:
            made.append(_line(row, known))
    if not made and not wrong:
        wrong.append(Wrong("linea-1", "Ninguna línea se envía: elija por qué medio va al menos una."))
    if wrong:
        raise FormRefused(*wrong)
    return made


def code_in(written: str) -> str:
    """«DEMO-HAC · Ministerio de Hacienda», as the list offers it, or the code alone."""
    return written.partition("·")[0].strip()


def _fault(row: Row, known: Mapping[str, UUID]) -> str:
    if row.way not in WAYS or row.copy not in COPIES or row.purpose not in {"action", "information"}:
        return "elija el medio y el tipo de copia de la lista."
    if row.way == HERE and code_in(row.institution) not in known:
        return "elija la institución de la lista, por nombre o código."
    if row.way != HERE and not row.address:
        return "escriba la dirección o el correo al que va."
    if row.way != HERE and row.kind not in SENDERS:
        return "diga si es una persona, una empresa, un tribunal o una institución."
    return ""


def _line(row: Row, known: Mapping[str, UUID]) -> Line:
    told: dict[str, Any] = {"addressee": row.addressee, "purpose": row.purpose, "copy_kind": row.copy}
    if row.way == HERE:
        return LineForm(**told, recipient_id=known[code_in(row.institution)]).line()
    made = LineForm(**told).line()
    outside = Outside(row.addressee, row.kind, row.way, row.address)
    return Line(None, made.addressee, made.purpose, made.copy, outside=outside)
