"""Files over HTTP: what comes in, and the content of versions and attachments."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

import documents.service as service
from documents import wiring
from documents.attachments import detach
from documents.contents import file_response
from documents.errors import FormWrong
from documents.forms import UploadForm
from documents.models import Source
from documents.operations import AddAttachment, UploadDocument
from documents.schemas import AttachmentView, DocumentView
from documents.uploads import AtLimits, AttachmentFile, DocumentFile
from documents.wiring import AtBlobs, AtSandbox
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READER = [permits(Permission.READ)]
DRAFTER = [permits(Permission.DRAFT)]
LONGEST_REFERENCE = 300


def _form_with(**parts: dict[str, Any]) -> dict[str, Any]:
    """How a form with a file is described to whoever reads the OpenAPI document."""
    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file, **parts}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


DOCUMENT_FORM = _form_with(document={"type": "string", "description": "JSON", "example": '{"kind": "carta"}'})
ATTACHMENT_FORM = _form_with(reference={"type": "string", "maxLength": LONGEST_REFERENCE})


@router.post(
    "/uploads", status_code=201, response_model=DocumentView, dependencies=DRAFTER, openapi_extra=DOCUMENT_FORM
)
def upload(
    received: DocumentFile,
    blobs: AtBlobs,
    sandbox: AtSandbox,
    limits: AtLimits,
    altered: wiring.AtAltered,
    cited: wiring.AtCited,
) -> Response:
    """Begin a document that comes as a PDF: the file in `file`, what is said of it in `document`, as JSON."""
    beginning = wiring.beginning(_upload_form(received.told.get("document", "")), Source.UPLOADED)
    inspect = wiring.inspector(sandbox, limits.document, altered)
    mend = wiring.mender(sandbox, limits.document)
    operation = UploadDocument(blobs, inspect, mend, beginning, wiring.incoming(received), cited)
    return received.once.operate(operation, DocumentView.of)


@router.get(
    "/{document_id}/versions/{number}/content", dependencies=READER, response_class=Response, responses=wiring.PDF
)
def content(document_id: UUID, number: int, desk: AtDesk, blobs: AtBlobs) -> Response:
    """The bytes of a version. To open what is restricted is kept in the log."""

    def open_it(work: Work) -> service.Version:
        return service.open_version(work, service.get(work, document_id), number)

    version = wiring.opened(desk, document_id, open_it)
    name = f"{document_id}-v{number}.pdf"
    return file_response(blobs, version, name=name, media_type="application/pdf")


@router.get("/{document_id}/attachments", dependencies=READER)
def attachments(document_id: UUID, desk: AtDesk) -> list[AttachmentView]:
    """The files that go with the document."""
    with desk.reading() as work:
        return [AttachmentView.of(each) for each in service.attachments(work, service.get(work, document_id).id)]


@router.post(
    "/{document_id}/attachments",
    status_code=201,
    response_model=AttachmentView,
    dependencies=DRAFTER,
    openapi_extra=ATTACHMENT_FORM,
)
def attach(document_id: UUID, received: AttachmentFile, blobs: AtBlobs) -> Response:
    """Have a file of any type go with a draft."""
    reference = received.told.get("reference", "")[:LONGEST_REFERENCE] or None
    operation = AddAttachment(blobs, document_id, wiring.incoming(received), reference)
    return received.once.operate(operation, AttachmentView.of)


@router.get(
    "/{document_id}/attachments/{attachment_id}/content",
    dependencies=READER,
    response_class=Response,
    responses=wiring.ANY_FILE,
)
def attached(document_id: UUID, attachment_id: UUID, desk: AtDesk, blobs: AtBlobs) -> Response:
    """The bytes of an attachment."""
    file = wiring.opened(desk, document_id, lambda work: service.open_attachment(work, document_id, attachment_id))
    return file_response(blobs, file, name=file.name, media_type=file.media_type)


@router.post(
    "/{document_id}/attachments/{attachment_id}/removal",
    status_code=201,
    response_model=AttachmentView,
    dependencies=DRAFTER,
)
def remove(document_id: UUID, attachment_id: UUID, once: DoOnce) -> Response:
    """Leave a file out of a draft."""
    return once.act(lambda work: AttachmentView.of(detach(work, document_id, attachment_id)))


def _upload_form(told: str) -> UploadForm:
    try:
        return TypeAdapter(UploadForm).validate_json(told)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, ("document", *fault["loc"]))) for fault in error.errors())
        raise FormWrong("Los datos del documento faltan o no son válidos: revíselos.", fields=fields) from None
