"""What proves what lies here, to be taken away: the sealed report on its signatures, and the copy that lasts."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from documents.contents import SAFELY, made_response
from kernel.permissions import Permission
from oficina.preserved import extended_copy, report_on_entry
from oficina.web.visits import AtVisit, enters
from signature import reporting

router = APIRouter()
READS = [enters(Permission.READ)]


@router.get("/documentos/{document_id}/informe.pdf", dependencies=READS)
def document_report(visit: AtVisit, document_id: UUID) -> Response:
    """Of the last version, under the seal of its oficina de partes."""
    pdf, examined = reporting.of_document(visit.desk, visit.request.app.state.examiner, document_id)
    return made_response(pdf, examined.file_name)


@router.get("/recepciones/{reception_id}/informe.pdf", dependencies=READS)
def reception_report(visit: AtVisit, reception_id: UUID) -> Response:
    """Of what came, as of when it came."""
    pdf, examined = report_on_entry(visit.desk, visit.request.app.state.examiner, reception_id)
    return made_response(pdf, examined.file_name)


@router.get("/recepciones/{reception_id}/conservada/{blob}", dependencies=READS)
def extended(visit: AtVisit, reception_id: UUID, blob: str) -> Response:
    """What came, with the proofs that were added to it here."""
    told = extended_copy(visit.desk, reception_id, blob)
    named = SAFELY | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(told.name, safe='')}"}
    return StreamingResponse(visit.platform.blobs.get(told.blob), media_type="application/pdf", headers=named)
