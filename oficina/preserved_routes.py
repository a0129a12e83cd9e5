"""Of what came from others, over HTTP: the copy that is kept with its proofs, and what its signatures prove, sealed."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from documents.contents import SAFELY, made_response
from documents.storage import BlobStore
from kernel.http import PROBLEMS, AtDesk, permits, wired
from kernel.permissions import Permission
from oficina.preserved import extended_copy, report_on_entry
from signature.panel import Examiner
from signature.reporting import PDF

router = APIRouter(
    prefix="/receptions/{reception_id}",
    tags=["signature"],
    responses=PROBLEMS,
    dependencies=[permits(Permission.READ)],
)
COPY: dict[int | str, dict[str, Any]] = {200: {"description": "The PDF.", "content": {"application/pdf": {}}}}


@router.get("/preserved/{origin}", response_class=StreamingResponse, responses=COPY)
def preserved(
    reception_id: UUID,
    origin: Annotated[str, Path(max_length=64, description="SHA-256 of the file as it came.")],
    desk: AtDesk,
    blobs: Annotated[BlobStore, wired("blobs")],
) -> StreamingResponse:
    """The copy of this institution, with what was added so that its signatures last (PAdES B-LTA)."""
    told = extended_copy(desk, reception_id, origin)
    named = SAFELY | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(told.name, safe='')}"}
    return StreamingResponse(blobs.get(told.blob), media_type="application/pdf", headers=named)


@router.get("/signatures/report.pdf", response_class=Response, responses=PDF)
def report_pdf(reception_id: UUID, desk: AtDesk, examiner: Annotated[Examiner, wired("examiner")]) -> Response:
    """What the signatures of what came prove at the date when it came, under the seal of the office that got it."""
    pdf, examined = report_on_entry(desk, examiner, reception_id)
    return made_response(pdf, examined.file_name)
