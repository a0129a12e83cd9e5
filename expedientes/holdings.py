"""The documents of the institution, as things that can be filed."""

from uuid import UUID

import documents.service as documents
from expedientes.fileables import Fileable
from expedientes.models import Direction
from kernel.work import Work


def document(work: Work, document_id: UUID) -> Fileable:
    """The sealed version when there is one: by when it was sealed, since then it is out of the house's hands."""
    held = documents.get(work, document_id)
    version = documents.version_of(work, held, held.sealed or held.head)
    sealed = held.sealed is not None
    identifiers = {"folio": str(documents.folio_of(work, held))} if sealed else {}
    return Fileable(
        kind="document",
        subject_id=held.id,
        title=held.subject,
        document_type="Oficio",
        direction=Direction.OUT if sealed else Direction.INTERNAL,
        occurred_at=version.at,
        identifiers=identifiers,
        sha256=version.blob,
        blob=version.blob,
        size=version.size,
    )
