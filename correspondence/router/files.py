"""The bytes that came and the receipts that were signed. No transaction is open while they leave."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

import correspondence.service as service
from correspondence.contents import Content
from correspondence.router.receiving import seen
from correspondence.schemas.receiving import ReceptionView
from documents.storage import BlobStore
from kernel.http import AtDesk, DoOnce, permits, wired
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
AtBlobs = Annotated[BlobStore, wired("blobs")]
READS, ACKNOWLEDGES = [permits(Permission.READ)], [permits(Permission.ACKNOWLEDGE)]
ANY_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The bytes"}
}


@router.get(
    "/receptions/{reception_id}/content", dependencies=READS, response_class=StreamingResponse, responses=ANY_FILE
)
def content(
    reception_id: UUID, desk: AtDesk, blobs: AtBlobs, attachment: Annotated[int | None, Query(ge=0, le=10_000)] = None
) -> StreamingResponse:
    """What arrived, or one of its attachments. To open it is an act, which the log keeps of what is restricted."""
    with desk.reading() as work:
        told = service.content(work, reception_id, attachment=attachment)
        unread = service.unread(work, reception_id)
    if unread:
        with desk.writing() as work:
            service.note_opening(work, reception_id)
    return _file(blobs, told)


@router.post(
    "/receptions/{reception_id}/signed-receipt",
    status_code=202,
    response_model=ReceptionView,
    dependencies=ACKNOWLEDGES,
)
def ask_receipt(reception_id: UUID, once: DoOnce) -> Response:
    """Have the signed receipt made, where the office had no seal when it acknowledged."""

    def act(work: Work) -> ReceptionView:
        service.ask_receipt(work, reception_id)
        return seen(work, service.get_reception(work, reception_id))

    return once.act(act, status=202)


@router.get(
    "/receptions/{reception_id}/signed-receipt",
    dependencies=READS,
    response_class=StreamingResponse,
    responses=ANY_FILE,
)
def signed_receipt(reception_id: UUID, desk: AtDesk, blobs: AtBlobs) -> StreamingResponse:
    """The receipt that was sent, under the seal of one's own office."""
    with desk.reading() as work:
        told = service.receipt_given(work, reception_id)
    return _file(blobs, told)


@router.get(
    "/deliveries/{delivery_id}/receipt", dependencies=READS, response_class=StreamingResponse, responses=ANY_FILE
)
def receipt_of_delivery(delivery_id: UUID, desk: AtDesk, blobs: AtBlobs) -> StreamingResponse:
    """The receipt that came back, under the seal of the recipient's office."""
    with desk.reading() as work:
        told = service.receipt_got(work, delivery_id)
    return _file(blobs, told)


def _file(blobs: BlobStore, told: Content) -> StreamingResponse:
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(told.name)}"}
    return StreamingResponse(blobs.get(told.blob), media_type="application/octet-stream", headers=headers)
