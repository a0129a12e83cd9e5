"""What the form of an entry says, as the entry that it becomes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import institutions.service as institutions
from correspondence.entry import Entry
from correspondence.lines import Target
from correspondence.schemas.asking import TermForm
from correspondence.schemas.entering import EntryForm
from correspondence.service import Purpose
from kernel.work import Work
from oficina.web import choosing
from oficina.web.forms import Filled, FormRefused, Wrong

AT = {
    "medium": "medio",
    "sender_kind": "remitente_es",
    "sender": "remitente",
    "sender_rut": "rut",
    "kind": "tipo",
    "number": "numero",
    "dated": "fecha",
    "received_at": "recibido",
    "subject": "materia",
    "antecedent": "ant",
    "sheets": "hojas",
    "annexes": "anexos",
    "annexes_place": "lugar",
    "access_level": "acceso",
    "access_cause": "causal",
    "access_until": "rige_hasta",
    "destination_unit_id": "unidad",
}
"""In which field of the page each thing is written."""
CODES = {
    "rut-invalid": "rut",
    "date-in-the-future": "recibido",
    "entry-invalid": "causal",
    "access-cause-missing": "causal",
    "field-wrong": "rige_hasta",
    "referral-invalid": "unidad",
    "file-too-large": "archivo",
}
FILES = ("not-a-pdf", "pdf-encrypted", "pdf-damaged", "pdf-empty", "pdf-bomb", "file-empty")
FIELD_OF = CODES | dict.fromkeys(FILES, "archivo")


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry, where it goes first, and the expediente in which it is filed."""

    entry: Entry
    targets: tuple[Target, ...]
    expediente_id: UUID | None


def asked(work: Work, form: Filled) -> Asked:
    """Everything that is wrong is told at once."""
    wrong: list[Wrong] = []
    received = _moment(work, form)
    sender = choosing.written(form, "remitente")
    known = institutions.ids_of_written(work, [sender])
    if form["remitente_es"] == "institution" and sender and not known:
        wrong += _doubted(work, form, sender)
    told: dict[str, Any] = {name: form[field] or None for name, field in AT.items() if name != "received_at"}
    told |= {"sender": _name(sender), "received_at": received, "sealed_envelope": bool(form["sobre"])}
    told |= {"sensitive": bool(form["sensible"])}
    told |= {"sender_id": known.get(sender), "access_level": form["acceso"] or 1}
    if form["remitente_es"] == "person" and not form["rut"] and not form["sin_run"]:
        wrong.append(Wrong("rut", "Escriba el RUN de la persona, o marque «sin RUN»."))
    if form["anexos"] and not form["lugar"]:
        wrong.append(Wrong("lugar", "Diga dónde quedan los anexos físicos: archivador, estante o bodega."))
    try:
        present = {name: value for name, value in told.items() if value is not None}
        entry = form.into(EntryForm, present, at=AT).entry()
    except FormRefused as refusal:
        raise FormRefused(*in_words(refusal.wrong), *wrong) from None
    if wrong:
        raise FormRefused(*wrong)
    return Asked(entry, _targets(form), _id(form["expediente"]))


def in_words(wrong: tuple[Wrong, ...]) -> list[Wrong]:
    """What is missing, in the words of the counter."""
    missing = {
        "remitente": "Escriba quién lo envía: nombre, institución o empresa.",
        "tipo": "Elija o escriba de qué se trata: oficio, carta, solicitud.",
        "materia": "Escriba la materia, como aparece en el documento.",
        "recibido": "Escriba el día y la hora en que se recibió.",
        "fecha": "La fecha del documento no se entiende: escríbala como día, mes y año.",
        "hojas": "Escriba las hojas con números.",
        "acceso": "Elija el nivel de acceso de la lista.",
    }
    return [Wrong(each.field, missing.get(each.field, each.says)) for each in wrong]


def _moment(work: Work, form: Filled) -> datetime | None:
    """When it came; now, if nothing else is said."""
    if not form["recibido"]:
        return work.now
    try:
        return datetime.fromisoformat(form["recibido"]).replace(tzinfo=institutions.local_zone(work))
    except ValueError:
        return None


def _targets(form: Filled) -> tuple[Target, ...]:
    unit = _id(form["unidad"])
    if unit is None:
        return ()
    term = None
    if form["plazo"]:
        term = form.into(TermForm, {"kind": "working-days", "amount": form["plazo"]}, at={"amount": "plazo"}).term()
    return (
        Target(
            unit_id=unit,
            purpose=Purpose.INFORMATION if form["para"] == "information" else Purpose.ACTION,
            instruction=form["providencia"],
            term=term,
        ),
    )


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _doubted(work: Work, form: Filled, sender: str) -> list[Wrong]:
    """An institution that may be one of the directory: it is asked once which, or whether it is none of them."""
    if form["elegida-remitente"] or form["otra_institucion"]:
        return []
    found = choosing.doubt(work, sender, "remitente", "¿Es una de las instituciones de la plataforma?")
    return [found] if found.choices else []


def _name(written: str) -> str:
    return written.partition("·")[2].strip() if "·" in written else written


def values(form: Filled) -> dict[str, Any]:
    """What stays on the page when something has to be corrected."""
    return {name: form[name] for name in form.values if name not in {"csrf", "key"}}
