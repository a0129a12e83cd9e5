"""The bytes of what came and of what is written here: to be seen in the browser's own viewer, or to be kept."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

import correspondence.service as correspondence
import documents.service as documents
from correspondence.contents import Content
from documents.contents import SAFELY, file_response
from documents.errors import PageNotFound
from kernel.permissions import Permission
from oficina.web.visits import AtVisit, Visit, enters
from signature import proofs

router = APIRouter()
READS = [enters(Permission.READ)]
SEEN = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
"""A PDF in the viewer of the browser: of this office only, and kept by nobody on the way."""
PICTURE = "image/png"


@router.get("/recepciones/{reception_id}/pdf", dependencies=READS)
def reception_pdf(visit: AtVisit, reception_id: UUID) -> Response:
    """What came. To open it is an act."""
    return _seen(visit, _opened(visit, reception_id))


@router.get("/recepciones/{reception_id}/descargar", dependencies=READS)
def reception_download(visit: AtVisit, reception_id: UUID) -> Response:
    return _kept(visit, _opened(visit, reception_id), "application/pdf")


@router.get("/recepciones/{reception_id}/anexos/{position}", dependencies=READS)
def reception_annex(visit: AtVisit, reception_id: UUID, position: int) -> Response:
    return _kept(visit, _opened(visit, reception_id, max(position, 0)))


@router.get("/recepciones/{reception_id}/acuse", dependencies=READS)
def receipt_given(visit: AtVisit, reception_id: UUID) -> Response:
    """The signed receipt that went back."""
    with visit.desk.reading() as work:
        told = correspondence.receipt_given(work, reception_id)
    return _kept(visit, told, "application/pdf")


@router.get("/enviados/copias/{delivery_id}/acuse", dependencies=READS)
def receipt_got(visit: AtVisit, delivery_id: UUID) -> Response:
    """The signed receipt that came back."""
    with visit.desk.reading() as work:
        told = correspondence.receipt_got(work, delivery_id)
    return _kept(visit, told, "application/pdf")


@router.get("/evidencias/{subject_id}/{blob}", dependencies=READS)
def evidence_record(visit: AtVisit, subject_id: UUID, blob: str) -> Response:
    """What proves that a file was here at an instant (RFC 4998), to be checked with any tool."""
    with visit.desk.reading() as work:
        content = proofs.record_of(work, subject_id, blob)
    named = {"Content-Disposition": f'attachment; filename="{blob[:16]}.ers"', **SAFELY}
    return Response(content, media_type="application/octet-stream", headers=named)


@router.get("/recepciones/{reception_id}/paginas/{number}.png", dependencies=READS)
def reception_picture(visit: AtVisit, reception_id: UUID, number: int) -> Response:
    told = _opened(visit, reception_id)
    with visit.desk.reading() as work:
        restricted = correspondence.get_reception(work, reception_id).restricted
    return _picture(visit, told.blob, number, restricted=restricted)


@router.get("/documentos/{document_id}/pdf", dependencies=READS)
def document_pdf(visit: AtVisit, document_id: UUID, version: int | None = None) -> Response:
    """The last version, or an earlier one."""
    kept, name = _version(visit, document_id, version)
    headers = SEEN | {"Content-Disposition": _named("inline", name), "Content-Length": str(kept.size)}
    return StreamingResponse(visit.platform.blobs.get(kept.blob), media_type="application/pdf", headers=headers)


@router.get("/documentos/{document_id}/descargar", dependencies=READS)
def document_download(visit: AtVisit, document_id: UUID, version: int | None = None) -> Response:
    kept, name = _version(visit, document_id, version)
    return file_response(visit.platform.blobs, kept, name=name, media_type="application/pdf")


@router.get("/documentos/{document_id}/anexos/{attachment_id}", dependencies=READS)
def document_annex(visit: AtVisit, document_id: UUID, attachment_id: UUID) -> Response:
    with visit.desk.writing() as work:
        kept = documents.open_attachment(work, document_id, attachment_id)
    return file_response(visit.platform.blobs, kept, name=kept.name, media_type="application/octet-stream")


@router.get("/documentos/{document_id}/paginas/{number}.png", dependencies=READS)
def document_picture(visit: AtVisit, document_id: UUID, number: int) -> Response:
    kept, _ = _version(visit, document_id, None)
    with visit.desk.reading() as work:
        restricted = documents.is_restricted(documents.get(work, document_id))
    return _picture(visit, kept.blob, number, restricted=restricted)


@router.get("/recepciones/{reception_id}/paginas", dependencies=READS)
def reception_pages(visit: AtVisit, reception_id: UUID) -> Response:
    """Page by page, as pictures with their words: for a browser without a viewer, a phone or a screen reader."""
    told = _opened(visit, reception_id)
    with visit.desk.reading() as work:
        subject = correspondence.readable_reception(work, reception_id).subject
    return _pages(visit, f"/recepciones/{reception_id}", subject, told.blob)


@router.get("/documentos/{document_id}/paginas", dependencies=READS)
def document_pages(visit: AtVisit, document_id: UUID) -> Response:
    kept, _ = _version(visit, document_id, None)
    with visit.desk.reading() as work:
        subject = documents.get(work, document_id).subject
    return _pages(visit, f"/documentos/{document_id}", subject, kept.blob)


def _opened(visit: Visit, reception_id: UUID, attachment: int | None = None) -> Content:
    """For somebody who is about to see it: its sender cannot withdraw it any more; of what is restricted the log
    says who.
    """
    with visit.desk.reading() as work:
        told = correspondence.content(work, reception_id, attachment=attachment)
        unread = correspondence.unread(work, reception_id)
    if unread:
        with visit.desk.writing() as work:
            correspondence.note_opening(work, reception_id)
    return told


def _version(visit: Visit, document_id: UUID, number: int | None) -> tuple[documents.Version, str]:
    with visit.desk.reading() as work:
        document = documents.get(work, document_id)
        version = documents.version_of(work, document, number or document.head)
        folio = documents.entry_of(work, document)
        restricted = documents.is_restricted(document)
    if restricted:
        with visit.desk.writing() as work:
            documents.open_version(work, documents.get(work, document_id), version.number)
    name = documents.printed_folio(folio) if folio else f"borrador, version {version.number}"
    return version, f"{name.replace('/', '-')}.pdf"


def _seen(visit: Visit, told: Content) -> Response:
    headers = SEEN | {"Content-Disposition": _named("inline", told.name)}
    return StreamingResponse(visit.platform.blobs.get(told.blob), media_type="application/pdf", headers=headers)


def _kept(visit: Visit, told: Content, media_type: str = "application/octet-stream") -> Response:
    """To be kept, never to be run by the browser that gets it: whatever it says that it is."""
    headers = SAFELY | {"Content-Disposition": _named("attachment", told.name)}
    return StreamingResponse(visit.platform.blobs.get(told.blob), media_type=media_type, headers=headers)


def _picture(visit: Visit, blob: str, number: int, *, restricted: bool) -> Response:
    """Asked again each time whether it may be seen; sent again only if the browser does not have it."""
    tag = f'"{blob[:32]}-{number}"'
    cached = "private, no-store" if restricted else "private, no-cache"
    headers = {"Cache-Control": cached, "ETag": tag, "X-Content-Type-Options": "nosniff"}
    headers["Content-Security-Policy"] = SAFELY["Content-Security-Policy"]
    if not restricted and visit.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    png, pages = visit.platform.pictures.page(blob, number)
    if not 1 <= number <= pages:
        raise PageNotFound(f"El documento tiene {pages} páginas: elija una de ellas.", page=number)
    return Response(png, media_type=PICTURE, headers=headers)


def _pages(visit: Visit, address: str, subject: str, blob: str) -> Response:
    texts = visit.platform.pictures.texts(blob)
    return visit.page("papers/pages", address=address, subject=subject, texts=texts)


def _named(how: str, name: str) -> str:
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"
