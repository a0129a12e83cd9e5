"""What the routes of documents share."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Select

import documents.service as service
from documents import kinds
from documents.checking import Cited
from documents.drafting import Beginning
from documents.errors import AlteredAfterSignature
from documents.forms import DraftForm, UploadForm
from documents.inspection import inspect_pdf
from documents.mending import mend_pdf
from documents.models import Document, Source
from documents.operations import Incoming, Inspector, Mender
from documents.storage import BlobStore
from documents.uploads import Received
from kernel.database import Desk
from kernel.http import wired
from kernel.pages import After, Limit
from kernel.sandbox import Sandbox
from kernel.work import Work

Opened = TypeVar("Opened")

AtBlobs = Annotated[BlobStore, wired("blobs")]
AtSandbox = Annotated[Sandbox, wired("sandbox")]

PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "The PDF"}}
ANY_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file"}
}


class Filter(BaseModel):
    """Which documents, and from where in the list."""

    kind: str | None = Field(None, max_length=40)
    drafting: str | None = Field(None, max_length=10)
    signing: str | None = Field(None, max_length=10)
    mine: bool = Field(default=False, description="Only what the asker wrote")
    after: After = None
    limit: Limit = 50

    def query(self, work: Work) -> Select[Document]:
        query = service.readable(work)
        asked = {Document.kind: self.kind, Document.drafting: self.drafting, Document.signing: self.signing}
        for column, value in asked.items():
            if value is not None:
                query = query.where(column == value)
        return query.where(Document.author_id == work.actor.person_id) if self.mine else query


def beginning(form: DraftForm | UploadForm, source: Source) -> Beginning:
    return Beginning(
        kind=kinds.kind(form.kind),
        fields=form.fields,
        source=source,
        access=form.access.access(),
        unit_id=form.unit_id,
        office_id=form.office_id,
        classification=form.classification,
        behalf_post_id=form.behalf_post_id,
    )


Altered = Callable[[Path], bool]
"""Says whether a signed PDF was changed after it was signed. Wired by `oficina.app`."""

AtCited = Annotated[Cited, wired("cited")]
AtAltered = Annotated[Altered, wired("altered")]


def inspector(sandbox: Sandbox, largest: int, altered: Altered) -> Inspector:
    """Whoever looks at PDFs, where they can do no harm."""

    def pages(path: Path) -> int:
        facts = sandbox.call(inspect_pdf, str(path), largest)
        if facts["signatures"] and altered(path):
            raise AlteredAfterSignature(
                "El PDF fue alterado después de firmado y no se aceptó: pida el original a quien lo firmó.",
                sha256=_sha256_of(path),
            )
        return int(facts["pages"])

    return pages


def mender(sandbox: Sandbox, largest: int) -> Mender:
    """Whoever mends PDFs, in the same place."""

    def mend(path: Path, to: Path) -> dict[str, Any]:
        told: dict[str, Any] = sandbox.call(mend_pdf, str(path), str(to), largest)
        return told

    return mend


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def incoming(received: Received) -> Incoming:
    return Incoming(received.path, received.chunks, received.name, received.media_type)


def opened(desk: Desk, document_id: UUID, act: Callable[[Work], Opened]) -> Opened:
    """Read it; what is restricted is opened by an act that is written down."""
    with desk.reading() as work:
        if not service.is_restricted(service.get(work, document_id)):
            return act(work)
    with desk.writing() as work:
        return act(work)
