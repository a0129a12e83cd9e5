"""Writing: a new document, one that is being written, how it will look, and those that are not finished."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

import correspondence.service as correspondence
import documents.service as documents
from documents.contents import preview_response
from documents.kinds import kind as kind_named
from documents.operations import AddAttachment, PreviewDocument, PreviewPages
from documents.service import Kind
from kernel.errors import Refused
from kernel.permissions import Permission
from oficina.web.forms import Filled, Wrong, wrong_of
from oficina.web.papers import reading
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from oficina.web.writing import finding, saving, views
from oficina.web.writing.saving import FIELDS, USUAL, sheet_of, wrong_with
from oficina.web.writing.sheet import COLUMNS, FORMS, PARTIES, SECTIONS, Sheet, pressed

router = APIRouter()
DRAFTER = [enters(Permission.DRAFT)]
SAVED = "Borrador guardado"
LIST = COLUMNS.keys()


@router.get("/redactar", dependencies=DRAFTER)
def begin(
    visit: AtVisit,
    tipo: Annotated[str, Query(max_length=40)] = USUAL,
    responde: UUID | None = None,
    comunica: UUID | None = None,
) -> Response:
    """A blank sheet; one that answers what came in; or one that tells a person where their petition went."""
    with visit.desk.reading() as work:
        sheet = views.blank(visit, work, kind_named(tipo), responde)
        if comunica:
            views.telling(work, sheet, comunica)
            sheet.has_room()
    return _shown(visit, sheet, None)


@router.post("/redactar", dependencies=DRAFTER)
def begun(visit: AtVisit, form: AtForm) -> Response:
    """Whatever was pressed on the sheet of a document that is not kept yet."""
    return _pressed(visit, form, None)


@router.post("/redactar/vista.pdf", dependencies=DRAFTER)
def look(visit: AtVisit, form: AtForm) -> Response:
    """How it will look, as the file that would be signed. Nothing is kept."""
    sheet, kind = sheet_of(form)
    operation = PreviewDocument(kind.code, saving.fields_from(form, sheet, kind), correspondence.readable_receptions)
    with visit.desk.reading() as work:
        ready = operation.prepare(work)
    return preview_response(operation.effect(ready))


@router.post("/redactar/vista.png", dependencies=DRAFTER)
def look_at_page(visit: AtVisit, form: AtForm) -> Response:
    """The same, a page as an image, for whoever sees it while they write."""
    sheet, kind = sheet_of(form)
    try:
        fields = saving.fields_from(form, sheet, kind)
        operation = PreviewPages(kind.code, fields, correspondence.readable_receptions)
        with visit.desk.reading() as work:
            ready = operation.prepare(work)
        pages = operation.effect(ready)
    except Refused as refusal:
        return JSONResponse({"says": wrong_with(refusal)[0].says}, 422)
    at = min(max(int(form["page"]) if form["page"].isdecimal() else 1, 1), len(pages))
    headers = {"X-Page": str(at), "X-Pages": str(len(pages)), "Cache-Control": "no-store"}
    return Response(pages[at - 1], media_type="image/png", headers=headers)


@router.get("/borradores", dependencies=DRAFTER)
def drafts(visit: AtVisit, pagina: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
    """What this person writes: what came back with observations first."""
    return visit.page("writing/drafts", active="/borradores", **views.drafts(visit, pagina))


@router.get("/documentos/{document_id}/editar", dependencies=DRAFTER)
def edit(visit: AtVisit, document_id: UUID) -> Response:
    """Go on writing."""
    reading.note_document(visit, document_id, page=True)
    with visit.desk.reading() as work:
        document = documents.get(work, document_id)
        more = {
            "kind": document.kind,
            "level": str(document.access_level),
            "cause": document.access_cause or "",
            "until": document.access_until.isoformat() if document.access_until else "",
            "sensitive": "yes" if document.sensitive else "",
            "basis": str(document.head),
        }
        sheet = Sheet.of_fields(documents.fields_of(document), **more)
        stays = document.drafting
    if stays == "discarded":
        return visit.land(f"/documentos/{document_id}", "Se descartó: empiece otro, o copie lo que decía.", "warning")
    if stays == "fixed":
        return visit.land(
            f"/documentos/{document_id}", "Ya está en firma: no se puede editar mientras no vuelva.", "warning"
        )
    sheet.has_room()
    return _shown(visit, sheet, document_id)


@router.get("/documentos/{document_id}/versiones/{number}/paginas/{page}.png", dependencies=[enters(Permission.READ)])
def page_of(visit: AtVisit, document_id: UUID, number: int, page: int) -> Response:
    """A page of a version as an image. To open what is restricted is an act that the log keeps."""
    with visit.desk.reading() as work:
        document = documents.get(work, document_id)
        restricted = documents.is_restricted(document)
        blob = documents.version_of(work, document, number).blob
    if restricted:
        with visit.desk.writing() as work:
            documents.open_version(work, documents.get(work, document_id), number)
    image, pages = visit.platform.pictures.page(blob, page)
    headers = {"X-Pages": str(pages), "Cache-Control": "private, max-age=300", "X-Content-Type-Options": "nosniff"}
    return Response(image, media_type="image/png", headers=headers)


@router.post("/documentos/{document_id}/editar", dependencies=DRAFTER)
def edited(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    return _pressed(visit, form, document_id)


def _pressed(visit: Visit, form: Filled, document_id: UUID | None) -> Response:
    """A button of the sheet changes what is on it and shows it again; others save."""
    sheet, kind = sheet_of(form)
    verb, name, at = pressed(form)
    search = views.Search(form["busca"], form["region"], asked=verb in ("elegir", "sumar"))
    if verb in ("guardar", "pedir", "auto") or not (verb or form["busca"]):
        return _save(visit, form, sheet, kind, document_id)
    if verb in ("adjuntar", "retirar") and document_id:
        return _attach(visit, form, sheet, document_id)
    wrong: list[Wrong] = []
    if verb in ("elegir", "sumar"):
        _add_recipients(visit, form, sheet)
    elif verb in ("dentro", "lugar", "buscar"):
        search = finding.found(visit, form, sheet, search)
    elif verb == "lista":
        wrong = finding.of_list(visit, form, sheet)
        name = "distribution"
    elif verb in ("agregar", "tabla", "subir", "bajar", "quitar") and name in LIST:
        sheet.press(verb, name, at)
    elif verb == "linea" and form["linea"]:
        sheet.press("agregar", "distribution")
        sheet.rows["distribution"][-1] |= {"addressee": form["linea"], "purpose": form["proposito"]}
    else:
        search = views.Search(form["busca"], form["region"], asked=bool(form["busca"] or form["region"]))
    sheet.has_room()
    at_part = name or ("distribution" if search.asked else "")
    return _shown(visit, sheet, document_id, search=search, wrong=wrong, at=at_part)


def _save(visit: Visit, form: Filled, sheet: Sheet, kind: Kind, document_id: UUID | None) -> Response:
    """Keep it as it is, finished or not. In the background the page stays, and is told which version it has now."""
    quietly, asks = form["haz"] == "auto", form["haz"] == "pedir"
    where = "firmas" if asks else "editar"

    def lands(document: documents.Document) -> str:
        return f"/documentos/{document.id}/{where}"

    def says(document: documents.Document) -> str:
        return str(document.head) if quietly else f"{SAVED}, versión {document.head}"

    try:
        saved = (
            saving.rewrite(visit, form, sheet, kind, document_id)
            if document_id
            else saving.begin(visit, form, sheet, kind)
        )
        if quietly:
            told = visit.stay(form, saved, lands=lands, says=says)
            return JSONResponse(told | {"key": str(uuid4())})
        return visit.operate(form, saved, lands=lands, says=says)
    except Refused as refusal:
        wrong = wrong_with(refusal)
    if quietly:
        return JSONResponse({"says": wrong[0].says, "key": str(uuid4())}, 422)
    sheet.has_room()
    return _shown(visit, sheet, document_id, wrong=wrong)


def _attach(visit: Visit, form: Filled, sheet: Sheet, document_id: UUID) -> Response:
    """A file that goes with it, or goes no longer. What is written on the sheet stays on it."""
    wrong: list[Wrong] = []
    attachment = form["haz"].partition(":")[2]
    here = f"/documentos/{document_id}/editar"
    try:
        if attachment:
            with visit.desk.writing() as work:
                documents.detach(work, document_id, UUID(attachment))
        elif upload := form.file("archivo"):
            with saving.kept_aside(upload, visit.platform.settings.attachment_limit) as file:
                visit.stay(form, AddAttachment(visit.platform.blobs, document_id, file), lands=here, says="Adjuntado")
        else:
            wrong = [Wrong("archivo", "Elija el archivo que quiere adjuntar.")]
    except Refused as refusal:
        wrong = wrong_of(refusal, FIELDS, otherwise="archivo")
    sheet.has_room()
    return _shown(visit, sheet, document_id, wrong=wrong, at="" if wrong else "anexos")


def _add_recipients(visit: Visit, form: Filled, sheet: Sheet) -> None:
    """The institutions that were marked, or the one whose button was pressed."""
    one = form["haz"].removeprefix("sumar:")
    ids = Filled({"one": [one]}).ids("one") if one != form["haz"] else form.ids("elegida")
    with visit.desk.reading() as work:
        names = views.names_of(work, ids)
    for each in ids:
        sheet.add_recipient(each, names[each], form["proposito"] or "action")


def _shown(
    visit: Visit,
    sheet: Sheet,
    document_id: UUID | None,
    *,
    search: views.Search | None = None,
    wrong: list[Wrong] | None = None,
    at: str = "",
) -> Response:
    kind = kind_named(sheet.one["kind"] or USUAL)
    with visit.desk.reading() as work:
        told: Mapping[str, object] = views.surroundings(work, search or views.Search())
        kept = views.kept(work, documents.get(work, document_id)) if document_id else None
    named = {*kind.fields.required, *kind.fields.optional}
    return visit.page(
        "writing/uploaded" if kept and kept.source == documents.Source.UPLOADED else "writing/sheet",
        active="/borradores",
        status=422 if wrong else 200,
        sheet=sheet,
        kind=kind,
        has=named,
        needs={*kind.fields.required},
        sections={name: says for name, says in SECTIONS.items() if name in named},
        parties=PARTIES,
        forms=FORMS,
        kept=kept,
        wrong=wrong or [],
        at=at,
        **told,
    )
