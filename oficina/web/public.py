"""What anybody may see without signing in: what this office is, and whether a document is authentic."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

import correspondence.service as correspondence
import signature.verification as verification
from documents.contents import made_response
from documents.errors import FileMissing
from kernel.actor import PLATFORM, system
from kernel.database import Database
from kernel.errors import NotFound, Refused, TooOften, Unavailable
from oficina.platform import Platform
from oficina.web.forms import Filled, kept, read_form, sha256_of
from oficina.web.pages import page
from signature import reporting
from signature.limiter import Limiter
from signature.panel import Examiner
from signature.schemas import ReportView

router = APIRouter()

ROLES = {"endorsement": "Visado por", "signature": "Firmado por", "attestation": "Ministro de fe"}
LEVELS = {"FEA": "firma electrónica avanzada", "FES": "firma electrónica simple"}
STATUS = {NotFound: 404, TooOften: 429, Unavailable: 503}
CHILE = ZoneInfo("America/Santiago")


@router.get("/")
def front(request: Request) -> Response:
    """What this office is, and how to begin."""
    platform: Platform = request.app.state.platform
    return page("portada", demonstration=platform.settings.demo)


@router.get("/verificar")
def ask(request: Request, codigo: Annotated[str, Query(max_length=60)] = "") -> Response:
    """Where a code is typed. The QR code of a seal leads straight to its answer."""
    if codigo.strip():
        return RedirectResponse(request.url_for("answered", code=codigo.strip()).path, 303)
    return page("verificar", code="", refusal="")


@router.get("/verificar/{code}", name="answered")
def answered(request: Request, code: str) -> Response:
    """Whose document bears this code, who signed it, and when; of a reserved one, only that it is authentic."""
    database: Database = request.app.state.database
    limiter: Limiter = request.app.state.verifications
    try:
        limiter.count(request.client.host if request.client else "", database.clock())
        if entry := _entry(database, code):
            return page("entries/verified", code=code, found=entry, zone=ZoneInfo(entry.zone))
        found = verification.by_code(database, code)
    except Refused as refusal:
        return page(
            "verificar",
            status=_status(refusal),
            code=code,
            refusal=refusal.message,
        )
    signers = [(ROLES[each.role], each, LEVELS[each.level], _local(each.at)) for each in found.signers]
    return page("verificado", code=code, found=found, signers=signers)


@router.post("/verificar")
def examine(request: Request, form: Annotated[Filled, Depends(read_form)]) -> Response:
    """What the signatures of a file prove. It is looked at where it can do no harm, and is not kept."""
    platform: Platform = request.app.state.platform
    limiter: Limiter = request.app.state.verifications
    examiner: Examiner = request.app.state.examiner
    now = platform.database.clock()
    shown = form.file("archivo")
    try:
        limiter.count(request.client.host if request.client else "", now)
        if shown is None:
            raise FileMissing("No eligió ningún archivo: elija el PDF que quiere verificar.", field="archivo")
        with kept(shown) as path:
            told = examiner.of_upload(path, platform.settings.document_limit, now)
            sha256 = sha256_of(path)
    except Refused as refusal:
        return page("verificar", status=_status(refusal), code="", refusal=refusal.message)
    if form["informe"]:
        return _report(platform, reporting.Examined(shown.filename or "documento.pdf", sha256, told))
    report = ReportView.model_validate({"sha256": sha256} | told)
    return page("examined", report=report, shown=shown.filename or "documento.pdf", now=now, zone=CHILE)


@router.get("/verificar/{code}/informe.pdf")
def report_by_code(request: Request, code: str) -> Response:
    """The sealed report on a document that anybody may see."""
    database: Database = request.app.state.database
    limiter: Limiter = request.app.state.verifications
    try:
        limiter.count(request.client.host if request.client else "", database.clock())
        known = verification.published(database, code)
        pdf, examined = reporting.of_published(database, request.app.state.examiner, known)
    except Refused as refusal:
        return page("verificar", status=_status(refusal), code=code, refusal=refusal.message)
    return made_response(pdf, examined.file_name)


def _report(platform: Platform, examined: reporting.Examined) -> Response:
    """The same, as a sealed PDF."""
    try:
        desk = reporting.desk_of_whoever_vouches(platform.database)
        pdf = reporting.sealed(desk, reporting.SealReport(platform.workshop, examined))
    except Refused as refusal:
        return page("verificar", status=_status(refusal), code="", refusal=refusal.message)
    return made_response(pdf, examined.file_name)


def _status(refusal: Refused) -> int:
    return next((each for kind, each in STATUS.items() if isinstance(refusal, kind)), 422)


def _entry(database: Database, code: str) -> correspondence.Presented | None:
    """What a comprobante de ingreso says, when the code is one of those."""
    with database.reading(PLATFORM) as work:
        known = correspondence.entry_of_code(work, code)
    if known is None:
        return None
    institution_id, reception_id = known
    with database.reading(system(institution_id)) as work:
        return correspondence.presented(work, reception_id)


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(CHILE):%d-%m-%Y %H:%M}" if at else ""
