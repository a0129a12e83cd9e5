"""The documents of the institution, as things that can be filed."""

from uuid import UUID

import documents.service as documents
from expedientes.fileables import Fileable
from expedientes.models import Direction
from kernel.work import Work


def document(work: Work, document_id: UUID) -> Fileable:
    """The sealed version, or the last one. It went out when it was dispatched; until then it occurred here."""
    held = documents.get(work, document_id)
    version = documents.version_of(work, held, held.sealed or held.head)
    folio = documents.entry_of(work, held)
    occurred_at = held.dispatched_at or (folio.at if folio else version.at)
    identifiers = {"code": held.unique_code} | ({"folio": documents.printed_folio(folio)} if folio else {})
    return Fileable(
        kind="document",
        subject_id=held.id,
        title=held.subject,
        document_type=documents.kind_of(work, held).name,
        direction=Direction.OUT if held.dispatched_at else Direction.INTERNAL,
        occurred_at=occurred_at,
        identifiers=identifiers,
        sha256=version.blob,
        blob=version.blob,
        size=version.size,
        restricted=documents.is_restricted(held),
    )
