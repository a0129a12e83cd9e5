"""Files that are kept beside an entry or a dispatch."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from correspondence.operations import AddEvidence, AddScan
from correspondence.schemas.receiving import ReceptionView
from correspondence.schemas.sending import EvidenceView
from documents.inspection import inspect_pdf
from documents.storage import BlobStore
from documents.uploads import AtLimits, AttachmentFile, DocumentFile
from kernel.http import permits, wired
from kernel.permissions import Permission
from kernel.sandbox import Sandbox

router = APIRouter()
AtBlobs = Annotated[BlobStore, wired("blobs")]
FILE = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
FORM: dict[str, Any] = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FILE}}}}


@router.post(
    "/receptions/{reception_id}/scan",
    status_code=201,
    response_model=ReceptionView,
    dependencies=[permits(Permission.REGISTER)],
    openapi_extra=FORM,
)
def add_scan(
    reception_id: UUID,
    received: DocumentFile,
    blobs: AtBlobs,
    sandbox: Annotated[Sandbox, wired("sandbox")],
    limits: AtLimits,
) -> Response:
    """The image of what came on paper: an honest PDF, looked at where it can do no harm."""

    def inspect() -> object:
        return sandbox.call(inspect_pdf, str(received.path), limits.document)

    operation = AddScan(blobs, reception_id, received.chunks, inspect)
    return received.once.operate(operation, lambda entry: ReceptionView.of(entry, entry.registered_at))


@router.post(
    "/outside-dispatches/{dispatch_id}/evidence",
    status_code=201,
    response_model=EvidenceView,
    dependencies=[permits(Permission.DISPATCH)],
    openapi_extra=FORM,
)
def add_evidence(dispatch_id: UUID, received: AttachmentFile, blobs: AtBlobs) -> Response:
    """What proves that it left or arrived. It is kept, and never opened here."""
    operation = AddEvidence(blobs, dispatch_id, received.name[:200], received.chunks)
    return received.once.operate(operation, EvidenceView.model_validate)
