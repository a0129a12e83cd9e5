"""Files that go with a document."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import search.service as search
from documents.drafting import refuse_unless_draft
from documents.errors import AttachmentNotFound
from documents.holding import get, hold, is_restricted, note_opening
from documents.models import Attachment
from documents.storage import Blob
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a file besides its bytes."""

    name: str
    media_type: str
    reference: str | None = None
    pages: int | None = None


def attach(work: Work, document_id: UUID, file: Described, blob: Blob) -> Attachment:
    """Have the file go with the draft."""
    document = get(work, document_id, lock=True)
    refuse_unless_draft(document)
    attachment = Attachment(
        institution_id=work.institution_id,
        document_id=document.id,
        name=file.name,
        media_type=file.media_type,
        blob=blob.name,
        size=blob.size,
        pages=file.pages,
        reference=file.reference,
        added_at=work.now,
        added_by=work.actor.person_id,
    )
    work.add(attachment)
    hold(work, blob.name, document.id)
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.attached", document.id, attachment=str(attachment.id), sha256=blob.name)
    return attachment


def detach(work: Work, document_id: UUID, attachment_id: UUID) -> Attachment:
    """Leave the file out of the draft. That it was there stays known."""
    document = get(work, document_id, lock=True)
    refuse_unless_draft(document)
    attachment = attachment_of(work, document_id, attachment_id)
    attachment.removed_at = work.now
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.detached", document.id, attachment=str(attachment.id), sha256=attachment.blob)
    return attachment


def attachments(work: Work, document_id: UUID) -> Sequence[Attachment]:
    """What goes with the document, in the order in which it was added."""
    mine = (
        Attachment.institution_id == work.institution_id,
        Attachment.document_id == document_id,
        Attachment.removed_at.is_(None),
    )
    return work.session.scalars(select(Attachment).where(*mine).order_by(Attachment.added_at, Attachment.id)).all()


def attachments_of(work: Work, document_ids: Collection[UUID]) -> dict[UUID, list[Attachment]]:
    """What goes with each of them: one statement."""
    mine = (
        Attachment.institution_id == work.institution_id,
        Attachment.document_id.in_(document_ids),
        Attachment.removed_at.is_(None),
    )
    found: dict[UUID, list[Attachment]] = {}
    for each in work.session.scalars(select(Attachment).where(*mine).order_by(Attachment.added_at, Attachment.id)):
        found.setdefault(each.document_id, []).append(each)
    return found


def attachment_of(work: Work, document_id: UUID, attachment_id: UUID) -> Attachment:
    get(work, document_id)
    attachment = work.find(Attachment, id=attachment_id)
    if attachment is None or attachment.document_id != document_id or attachment.removed_at:
        raise AttachmentNotFound(
            "El documento no tiene ese adjunto: elija uno de los que muestra su ficha.", attachment_id=attachment_id
        )
    return attachment


def open_attachment(work: Work, document_id: UUID, attachment_id: UUID) -> Attachment:
    """The file, for somebody who is about to see it."""
    attachment = attachment_of(work, document_id, attachment_id)
    document = get(work, document_id)
    if is_restricted(document):
        note_opening(work, document, attachment=str(attachment.id), sha256=attachment.blob)
    return attachment
