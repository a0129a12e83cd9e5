"""Register, and print the comprobante and the label."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import expedientes.service as expedientes
import institutions.service as institutions
from correspondence.lists import ACCESS_LEVELS, MEDIA, SENDERS
from correspondence.operations import RegisterEntry
from correspondence.schemas.receiving import ReceptionView
from documents.inspection import inspect_pdf
from kernel.errors import Refused
from kernel.pages import paged
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web import choosing
from oficina.web.codes import qr
from oficina.web.entries.filled import AT, FIELD_OF, Asked, asked, values
from oficina.web.forms import Filled, Wrong, chunks_of, kept, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(prefix="/ingresos", dependencies=[enters(Permission.REGISTER)])

KINDS = ("Oficio", "Carta", "Solicitud", "Reclamo", "Invitación", "Circular", "Memorándum", "Resolución", "Factura")
STAYS = ("medio", "remitente_es", "tipo", "unidad")
"""What the next entry begins with: whoever enters a pile enters many alike."""


@router.get("/nuevo")
def ask(
    visit: AtVisit, medio: str = "counter", remitente_es: str = "person", tipo: str = "", unidad: str = ""
) -> Response:
    """The form, as the last entry left it."""
    return _form(visit, {"medio": medio, "remitente_es": remitente_es, "tipo": tipo, "unidad": unidad}, [])


@router.post("/nuevo")
def register(visit: AtVisit, form: AtForm) -> Response:
    """Give it the next number of the book. What seems to be there already is shown first."""
    if answered := visit.answered(form):
        return answered
    try:
        with visit.desk.reading() as work:
            told = asked(work, form)
            twins = [] if form["repetido"] else _twins(work, told)
        if twins:
            return _form(visit, values(form), [], twins=twins)
        with ExitStack() as held:
            scan = form.file("archivo")
            path = held.enter_context(kept(scan)) if scan else None
            return visit.operate(form, _operation(visit, told, path), lands=lambda made: _next(form, made), says=_says)
    except Refused as refusal:
        return _form(visit, values(form), wrong_of(refusal, FIELD_OF, otherwise="materia"), status=422)


@router.get("/{reception_id}/comprobante")
def receipt(visit: AtVisit, reception_id: UUID) -> Response:
    """What whoever brought it takes away (Ley 19.880, art. 30), with a code that anybody can verify."""
    with visit.desk.reading() as work:
        told = correspondence.receipt(work, reception_id)
    address = f"{visit.platform.settings.public_url.rstrip('/')}/verificar/{told.code}" if told.code else ""
    return visit.page(
        "entries/receipt",
        active="/ingresos/nuevo",
        receipt=told,
        reception_id=reception_id,
        address=address,
        qr=qr(address) if address else "",
    )


@router.get("/{reception_id}/etiqueta")
def label(visit: AtVisit, reception_id: UUID) -> Response:
    """What is stuck on the paper."""
    with visit.desk.reading() as work:
        told = correspondence.receipt(work, reception_id)
    return visit.page("entries/label", active="/ingresos/nuevo", receipt=told, reception_id=reception_id)


def _operation(visit: Visit, told: Asked, path: Path | None) -> RegisterEntry:
    limit = visit.platform.settings.document_limit

    def filed(work: Work, reception: correspondence.Reception) -> None:
        if told.expediente_id:
            expedientes.file_by_id(work, visit.platform.fileables, told.expediente_id, "reception", reception.id)

    return RegisterEntry(
        blobs=visit.platform.blobs,
        entry=told.entry,
        chunks=(lambda: chunks_of(path)) if path else None,
        inspect=(lambda: visit.platform.sandbox.call(inspect_pdf, str(path), limit)) if path else None,
        targets=told.targets,
        then=filed,
    )


def _counter_first(medium: tuple[str, str]) -> bool:
    """Most of what is entered by hand is brought."""
    return medium[0] != "counter"


def _twins(work: Work, told: Asked) -> list[Any]:
    """Entries that say the same: perhaps somebody entered it before."""
    entry = told.entry
    if not entry.number and not entry.dated:
        return []
    return list(correspondence.look_alikes(work, sender=entry.sender, number=entry.number, dated=entry.dated))


def _says(made: correspondence.Reception) -> str:
    return f"Ingreso N° {made.entry} registrado"


def _next(form: Filled, made: correspondence.Reception) -> str:
    match form["despues"]:
        case "comprobante":
            return f"/ingresos/{made.id}/comprobante"
        case "abrir":
            return f"/recepciones/{made.id}"
        case _:
            return f"/ingresos/nuevo?{urlencode({name: form[name] for name in STAYS})}"


def _form(
    visit: Visit, filled: dict[str, Any], wrong: list[Wrong], *, twins: list[Any] | None = None, status: int = 200
) -> Response:
    with visit.desk.reading() as work:
        zone = institutions.local_zone(work)
        open_cases = expedientes.readable(work, state="open")
        cases = paged(work, open_cases, expedientes.Expediente.id, None, 100, newest_first=True).items
        units = institutions.every_unit(work)
        mine = work.session.execute(correspondence.entered_today(work, 5)).all()
        now = f"{work.now.astimezone(zone):%Y-%m-%dT%H:%M}"
    blank = dict.fromkeys(
        (
            *AT.values(),
            "sobre",
            "sensible",
            "sin_run",
            "otra_institucion",
            "plazo",
            "providencia",
            "expediente",
            "para",
        ),
        "",
    )
    return visit.page(
        "entries/new",
        active="/ingresos/nuevo",
        status=409 if twins else status,
        filled=blank | {"recibido": now, "acceso": "1"} | {name: each for name, each in filled.items() if each},
        wrong=wrong,
        twins=twins or [],
        offered=choosing.choices_in(wrong),
        mine=[ReceptionView.of(each, work.now, readable=readable) for each, readable in mine],
        cases=[(each.id, f"{each.iuie} · {each.title}") for each in cases],
        units=[(unit.id, unit.name) for unit in units],
        media=sorted(((name, says) for name, says in MEDIA.items() if name != "exchange"), key=_counter_first),
        senders=SENDERS,
        levels=ACCESS_LEVELS,
        kinds=KINDS,
    )
