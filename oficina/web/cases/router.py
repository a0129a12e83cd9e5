"""Expedientes: find, open, read part by part, file into, share, close and take away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
from expedientes.exporting import package, zipped
from expedientes.schemas import AntecedentForm, OpenForm, PartyForm, ReasonForm
from expedientes.showing import around, index_shown
from kernel.errors import NotFound, Refused
from kernel.pages import paged
from kernel.permissions import Permission
from oficina.web.cases.views import ACTORS, LEVELS, PARTS, figures, part, wordless
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.retention.views import in_short
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(prefix="/expedientes")

READ, FILE = [enters(Permission.READ)], [enters(Permission.FILE)]
OPEN, CLOSE = [enters(Permission.OPEN_EXPEDIENTE)], [enters(Permission.CLOSE_EXPEDIENTE)]
FIELDS = {"title": "titulo", "subject": "asunto", "responsible": "responsable", "access_cause": "causal"}
CODES = {"access-cause-missing": "causal"}
PAGE = 50


@router.get("", dependencies=READ)
def list_(
    visit: AtVisit,
    estado: Literal["", "open", "closed"] = "",
    desde: UUID | None = None,
    contiene: Annotated[UUID | None, Query(description="Those in which this thing is filed.")] = None,
) -> Response:
    """Those that the person may read, newest first."""
    with visit.desk.reading() as work:
        asked = expedientes.readable(work, state=estado or None, subject_id=contiene)
        page = paged(work, asked, expedientes.Expediente.id, desde, PAGE, newest_first=True)
    following = f"/expedientes?estado={estado}&desde={page.next}" if page.next else ""
    told: dict[str, Any] = {"found": page.items, "state": estado, "following": following, "levels": LEVELS}
    return visit.page("cases/list", active="/expedientes", **told)


@router.get("/nuevo", dependencies=OPEN)
def ask(visit: AtVisit, incorporar: str = "") -> Response:
    return _opening(visit, {"incorporar": incorporar}, [])


@router.post("/nuevo", dependencies=OPEN)
def open_(visit: AtVisit, form: AtForm) -> Response:
    """Open one. What the person came from, if anything, is filed in it at once."""
    try:
        asked = form.into(OpenForm, _opened(form), at=FIELDS)
        kind, thing = _thing(form["incorporar"])

        def act(work: Any) -> Any:
            unit_id = institutions.post(work, visit.session.post_id).unit_id if visit.session.post_id else None
            interested = [each.interested() for each in asked.interested]
            made = expedientes.open_(work, asked.opening(), interested=interested, unit_id=unit_id)
            if thing:
                expedientes.file_by_id(work, visit.platform.fileables, made.id, kind, thing)
            return made

        return visit.act(
            form, act, lands=lambda made: f"/expedientes/{made.id}", says=lambda made: f"Expediente {made.iuie} abierto"
        )
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        return _opening(visit, {name: form[name] for name in form.values}, wrong_of(refusal, CODES), status=422)


@router.get("/incorporar", dependencies=FILE)
def choose(visit: AtVisit, cosa: str = "") -> Response:
    """Into which expediente a document or an entry goes."""
    with visit.desk.reading() as work:
        asked = expedientes.readable(work, state="open")
        found = paged(work, asked, expedientes.Expediente.id, None, PAGE, newest_first=True).items
    return visit.page("cases/choose", active="/expedientes", found=found, thing=cosa)


@router.get("/{expediente_id}", dependencies=READ)
def show(
    visit: AtVisit, expediente_id: UUID, parte: str = "indice", desde: UUID | None = None, van: int = 0
) -> Response:
    """One of them. That they looked is written in its register of accesses."""
    return _shown(visit, expediente_id, parte, desde, counted=van)


@router.post("/{expediente_id}/piezas", dependencies=FILE)
def file(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    """File a document or an entry, as it is now."""
    kind, thing = _thing(form["cosa"])
    if thing is None:
        raise FormRefused(Wrong("cosa", "Abra el documento o el ingreso y elija «Agregar a expediente»."))
    return visit.act(
        form,
        lambda work: expedientes.file_by_id(work, visit.platform.fileables, expediente_id, kind, thing),
        lands=f"/expedientes/{expediente_id}",
        says="Pieza incorporada al expediente",
    )


@router.post("/{expediente_id}/antecedentes", dependencies=FILE)
def describe(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    """Something that cannot be a file: what it is and where it lies."""
    try:
        told = form.into(AntecedentForm, _antecedent(visit, form), at={"title": "pieza", "location": "lugar"})
    except Refused as refusal:
        return _shown(visit, expediente_id, "acciones", None, wrong=wrong_of(refusal, otherwise="pieza"))
    return visit.act(
        form,
        lambda work: expedientes.file(work, expediente_id, told.thing()),
        lands=f"/expedientes/{expediente_id}",
        says="Antecedente incorporado al expediente",
    )


@router.post("/{expediente_id}/piezas/{entry_id}/retiro", dependencies=FILE)
def withdraw(visit: AtVisit, expediente_id: UUID, entry_id: UUID, form: AtForm) -> Response:
    reason = form.into(ReasonForm, {"reason": form["motivo"]}, at={"reason": "motivo"}).reason
    return visit.act(
        form,
        lambda work: expedientes.withdraw(work, expediente_id, entry_id, reason),
        lands=f"/expedientes/{expediente_id}",
        says="Pieza retirada. Que estuvo aquí queda a la vista",
    )


@router.post("/{expediente_id}/interesados", dependencies=OPEN)
def add_party(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    given = {"name": form["nombre"], "run": form["run"], "kind": form["tipo"] or 1, "represents": form["representa"]}
    try:
        who = form.into(PartyForm, given, at={"name": "nombre"}).interested()
        return visit.act(
            form,
            lambda work: expedientes.add_party(work, expediente_id, who),
            lands=f"/expedientes/{expediente_id}?parte=interesados",
            says="Interesado agregado",
        )
    except Refused as refusal:
        wrong = wrong_of(refusal, {"rut-invalid": "run"}, otherwise="nombre")
        return _shown(visit, expediente_id, "interesados", None, wrong=wrong)


@router.post("/{expediente_id}/termino", dependencies=CLOSE)
def close(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    return _end(visit, expediente_id, form, expedientes.close, "Expediente terminado. Su índice quedó fijado")


@router.post("/{expediente_id}/reapertura", dependencies=CLOSE)
def reopen(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    return _end(visit, expediente_id, form, expedientes.reopen, "Expediente reabierto")


@router.get("/{expediente_id}/piezas/{entry_id}/descargar", dependencies=READ)
def content(visit: AtVisit, expediente_id: UUID, entry_id: UUID) -> Response:
    """The bytes that were filed. That they looked is written down."""
    with visit.desk.writing() as work:
        expediente = expedientes.get(work, expediente_id)
        entry = expedientes.readable_entry(work, expediente, entry_id)
        expedientes.note_access(work, expediente, "read", entry)
    headers = {"Content-Disposition": f'attachment; filename="{entry_id}"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(visit.platform.blobs.get(entry.blob or ""), media_type=entry.media_type, headers=headers)


@router.get("/{expediente_id}/indice.xml", dependencies=READ)
def index_xml(visit: AtVisit, expediente_id: UUID) -> Response:
    with visit.desk.reading() as work:
        shown = index_shown(work, expedientes.get(work, expediente_id))
    headers = {"Content-Disposition": f'attachment; filename="{expediente_id}.xml"'}
    return Response(expedientes.index_xml(shown.index, shown.sha256), media_type="application/xml", headers=headers)


@router.get("/{expediente_id}/exportar.zip", dependencies=READ)
def export(visit: AtVisit, expediente_id: UUID) -> Response:
    """All of it that the person may see. That they took it is written in the register of accesses."""
    with visit.desk.writing() as work:
        packed = package(work, expediente_id, around(work, visit.platform.settings.public_url))
    headers = {"Content-Disposition": f'attachment; filename="{packed.name}.zip"'}
    return StreamingResponse(zipped(visit.platform.blobs, packed), media_type="application/zip", headers=headers)


def _shown(
    visit: Visit,
    expediente_id: UUID,
    name: str,
    after: UUID | None,
    *,
    wrong: list[Wrong] | None = None,
    counted: int = 0,
) -> Response:
    name, public_url = name if name in PARTS else "indice", visit.platform.settings.public_url
    with visit.desk.writing() as work:
        expediente = expedientes.get(work, expediente_id)
        expedientes.note_access(work, expediente, "opened")
        told = part(work, expediente, name, public_url, after)
        numbers = figures(work, expediente, public_url)
        unsaid = wordless(work, expediente, visit.platform.sources) if name == "indice" else []
        term = in_short(work, expediente_id)
    return visit.page(
        "cases/case",
        active="/expedientes",
        status=422 if wrong else 200,
        expediente=expediente,
        figures=numbers,
        term=term,
        parts=PARTS,
        part=name,
        levels=LEVELS,
        wrong=wrong or [],
        counted_before=counted,
        wordless=unsaid,
        **told,
    )


def _opening(visit: Visit, filled: Mapping[str, str], wrong: list[Wrong], *, status: int = 200) -> Response:
    with visit.desk.reading() as work:
        post = institutions.post(work, visit.session.post_id).title if visit.session.post_id else ""
    responsible = ", ".join(each for each in (visit.desk.actor.name, post) if each)
    return visit.page(
        "cases/new",
        active="/expedientes",
        status=status,
        filled={"responsable": responsible} | dict(filled),
        wrong=wrong,
        levels=LEVELS,
        actors=ACTORS,
        causes=[(each.code, each.label) for each in documents.CAUSES.values()],
    )


def _opened(form: Filled) -> dict[str, Any]:
    interested = {"name": form["interesado"], "run": form["run"], "kind": form["tipo"] or 1}
    return {
        "title": form["titulo"],
        "subject": form["asunto"],
        "responsible": form["responsable"],
        "ex_officio": form["inicio"] == "oficio",
        "procedure_code": form["cpat"],
        "procedure_name": form["procedimiento"],
        "series": form["serie"],
        "access_level": form["acceso"] or 1,
        "access_cause": documents.cause_told(form["causal"], form["detalle"]),
        "interested": [interested] if form["interesado"] else [],
    }


def _antecedent(visit: Visit, form: Filled) -> dict[str, Any]:
    with visit.desk.reading() as work:
        zone = institutions.local_zone(work)
    try:
        occurred = datetime.fromisoformat(form["ocurrio"]).replace(tzinfo=zone)
    except ValueError:
        raise FormRefused(Wrong("ocurrio", "Escriba la fecha y la hora en que se recibió u ocurrió.")) from None
    told = {"title": form["pieza"], "location": form["lugar"], "occurred_at": occurred}
    return told | {"document_type": form["tipo_pieza"] or "Antecedente"}


def _thing(told: str) -> tuple[str, UUID | None]:
    """«document:0190…», as the pages that lead here write it."""
    kind, _, id_ = told.partition(":")
    try:
        return kind, UUID(id_)
    except ValueError:
        return "", None


def _end(visit: Visit, expediente_id: UUID, form: Filled, verb: Any, says: str) -> Response:
    try:
        reason = form.into(ReasonForm, {"reason": form["motivo"]}, at={"reason": "motivo"}).reason
        return visit.act(
            form, lambda work: verb(work, expediente_id, reason), lands=f"/expedientes/{expediente_id}", says=says
        )
    except FormRefused as refusal:
        return _shown(visit, expediente_id, "acciones", None, wrong=list(refusal.wrong))
