"""Rectificar: correct what an entry says. What it said stays in sight, and its number does not change."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import institutions.service as institutions
from correspondence.lists import ACCESS_LEVELS, MEDIA, SENDERS
from correspondence.schemas.asking import ReasonForm
from correspondence.schemas.entering import Changes
from kernel.errors import Refused
from kernel.permissions import Permission
from oficina.web.entries.filled import AT, FIELD_OF, in_words
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(prefix="/ingresos", dependencies=[enters(Permission.REGISTER)])

BEYOND = {"received_at", "destination_unit_id", "access_until"}
"""What is not corrected here: the access has a page of its own."""
CORRECTED = {name: field for name, field in AT.items() if name not in BEYOND}
CORRECTED |= {"arrived_at": "recibido", "sealed_envelope": "sobre"}
"""In which field of the page each thing is written."""
ABSENT = {"sheets", "dated", "sender_rut"}
"""What is nothing, and not an empty word, when nobody writes it."""
LABELS = {
    "medium": "Cómo llegó",
    "sender_kind": "Quién lo envía",
    "sender": "Remitente",
    "sender_rut": "RUN o RUT",
    "kind": "Tipo",
    "number": "N° del documento",
    "dated": "Fecha del documento",
    "subject": "Materia",
    "antecedent": "Antecedente",
    "sheets": "Hojas",
    "annexes": "Anexos",
    "annexes_place": "Dónde están",
    "arrived_at": "Recepción",
    "blob": "Imagen",
    "access_level": "Nivel de acceso",
    "access_cause": "Causa legal",
    "sealed_envelope": "Sobre cerrado",
}


@router.get("/{reception_id}/rectificar")
def ask(visit: AtVisit, reception_id: UUID) -> Response:
    """What it says now, to be written otherwise."""
    return _form(visit, reception_id, None, [])


@router.post("/{reception_id}/rectificar")
def rectify(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """Only what the person wrote otherwise, with the reason; never over what a colleague corrected meanwhile."""
    if answered := visit.answered(form):
        return answered
    try:
        with visit.desk.reading() as work:
            before = correspondence.readable_reception(work, reception_id)
            changes = _changes(before, form, institutions.local_zone(work))
        told = _told(form, changes)
        reason = form.into(ReasonForm, {"reason": form["motivo"]}, at={"reason": "motivo"}).reason
        return visit.act(
            form,
            lambda work: correspondence.rectify(work, reception_id, changes=told, reason=reason, seen=_seen(form)),
            lands=f"/recepciones/{reception_id}",
            says="Ingreso rectificado. Lo que decía antes queda a la vista",
        )
    except Refused as refusal:
        return _form(visit, reception_id, form, wrong_of(refusal, FIELD_OF, otherwise="motivo"))


def _form(visit: Visit, reception_id: UUID, form: Filled | None, wrong: list[Wrong]) -> Response:
    with visit.desk.reading() as work:
        zone = institutions.local_zone(work)
        entry = correspondence.readable_reception(work, reception_id)
        corrections = correspondence.corrections(work, reception_id)
    now = {field: _shown(getattr(entry, name), zone) for name, field in CORRECTED.items()}
    return visit.page(
        "entries/correct",
        active="/inicio",
        status=422 if wrong else 200,
        entry=entry,
        filled=now | {"motivo": ""} | (_rewritten(form, corrections, zone) if form else {}),
        wrong=wrong,
        corrections=[(each, _differences(each, zone)) for each in reversed(corrections)],
        seen=len(corrections),
        media=MEDIA,
        senders=SENDERS,
        levels=ACCESS_LEVELS,
    )


def _seen(form: Filled) -> int:
    """How many corrections there were when the page was made."""
    return int(form["vistas"]) if form["vistas"].isdecimal() else 0


def _rewritten(form: Filled, corrections: Sequence[Any], zone: ZoneInfo) -> dict[str, str]:
    """What the person wrote, and where they wrote nothing of their own, what a colleague made of it meanwhile."""
    told = {field: form[field] for field in (*CORRECTED.values(), "motivo")}
    for each in corrections[_seen(form) :]:
        for name, before in each.before.items():
            field = CORRECTED.get(name, "")
            if field and told[field] == _kept(name, before, zone):
                told[field] = _kept(name, each.after[name], zone)
    return told


def _changes(before: Any, form: Filled, zone: ZoneInfo) -> dict[str, Any]:
    """Only what the person wrote otherwise."""
    written = {name: field for name, field in CORRECTED.items() if field in form.values or field == "sobre"}
    told: dict[str, Any] = {
        name: form[field] for name, field in written.items() if form[field] != _shown(getattr(before, name), zone)
    }
    told |= {name: None for name in ABSENT & set(told) if not told[name]}
    if "sealed_envelope" in told:
        told["sealed_envelope"] = bool(told["sealed_envelope"])
    if told.get("arrived_at"):
        told["arrived_at"] = _instant(told["arrived_at"], zone)
    return told


def _told(form: Filled, changes: dict[str, Any]) -> dict[str, Any]:
    try:
        return form.into(Changes, changes, at=CORRECTED).told()
    except FormRefused as refusal:
        raise FormRefused(*in_words(refusal.wrong)) from None


def _instant(written: str, zone: ZoneInfo) -> datetime | str:
    """What cannot be read stays as it was written, and is refused with its field."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone)
    except ValueError:
        return written


def _shown(value: Any, zone: ZoneInfo) -> str:
    """As a field of a form holds it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "sí" if value else ""
    return "" if value is None else str(value)


def _kept(name: str, value: Any, zone: ZoneInfo) -> str:
    """The same of what a correction keeps, where an instant is text."""
    return _shown(datetime.fromisoformat(value) if name == "arrived_at" and value else value, zone)


def _differences(correction: Any, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    """Each thing by its name, with what it said and what it says since, in words."""
    before, after = correction.before, correction.after
    return [
        (LABELS.get(name, name), _in_words(name, before[name], zone), _in_words(name, after[name], zone))
        for name in before
    ]


def _in_words(name: str, value: Any, zone: ZoneInfo) -> str:
    words: Mapping[str, Mapping[str, str]] = {"medium": MEDIA, "sender_kind": SENDERS, "access_level": ACCESS_LEVELS}
    if name in words:
        return words[name].get(str(value), str(value))
    if name == "arrived_at" and value:
        return f"{datetime.fromisoformat(value).astimezone(zone):%d-%m-%Y %H:%M}"
    if name == "dated" and value:
        return f"{date.fromisoformat(value):%d-%m-%Y}"
    if isinstance(value, bool):
        return "sí" if value else "no"
    return str(value) if value not in {None, ""} else "(nada)"
