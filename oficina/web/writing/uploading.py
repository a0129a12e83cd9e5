"""A document that was finished elsewhere, as a PDF with what is said of it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

import correspondence.service as correspondence
import documents.service as documents
from documents.kinds import kind as kind_named
from documents.operations import UploadDocument
from documents.wiring import inspector, mender
from kernel.errors import Refused
from kernel.permissions import Permission
from oficina.web.forms import FormRefused, Wrong
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from oficina.web.writing import saving, views
from oficina.web.writing.saving import USUAL, sheet_of, wrong_with
from oficina.web.writing.sheet import Sheet

router = APIRouter()
DRAFTER = [enters(Permission.DRAFT)]


@router.get("/redactar/subir", dependencies=DRAFTER)
def ask_file(visit: AtVisit) -> Response:
    """A document that was finished elsewhere, as a PDF."""
    with visit.desk.reading() as work:
        sheet = views.blank(visit, work, kind_named(USUAL), None)
    return _asked_file(visit, sheet, [])


@router.post("/redactar/subir", dependencies=DRAFTER)
def upload(visit: AtVisit, request: Request, form: AtForm) -> Response:
    sheet, kind = sheet_of(form)
    try:
        upload = form.file("archivo")
        if upload is None:
            raise FormRefused(Wrong("archivo", "Elija el PDF que quiere subir."))
        platform = visit.platform
        inspect = inspector(platform.sandbox, platform.settings.document_limit, request.app.state.altered)
        begun = saving.beginning(visit, form, sheet, kind, documents.Source.UPLOADED)
        with saving.kept_aside(upload, platform.settings.document_limit) as file:
            mend = mender(platform.sandbox, platform.settings.document_limit)
            operation = UploadDocument(platform.blobs, inspect, mend, begun, file, correspondence.readable_receptions)
            return visit.operate(
                form,
                operation,
                lands=lambda made: f"/documentos/{made.id}/firmas",
                says="PDF subido. Falta pedir las firmas",
            )
    except Refused as refusal:
        wrong = wrong_with(refusal)
    return _asked_file(
        visit, sheet, [each if each.field != "contenido" else Wrong("archivo", each.says) for each in wrong]
    )


def _asked_file(visit: Visit, sheet: Sheet, wrong: list[Wrong]) -> Response:
    with visit.desk.reading() as work:
        errand = views.errand(work, Permission.DRAFT)
    return visit.page(
        "writing/upload",
        active="/borradores",
        status=422 if wrong else 200,
        sheet=sheet,
        kinds=views.grouped_kinds(),
        levels=views.LEVELS,
        wrong=wrong,
        **errand,
    )
