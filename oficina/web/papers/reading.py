"""That somebody read what is not for everybody: written down before it is shown, whichever page shows it."""

from typing import Any
from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import search.service as search
from oficina.web.visits import Visit


def note_document(visit: Visit, document_id: UUID, **what: Any) -> None:
    """Nothing is written of what everybody who takes part may know."""
    with visit.desk.reading() as work:
        restricted = documents.is_restricted(documents.get(work, document_id))
    if restricted:
        with visit.desk.writing() as work:
            documents.note_opening(work, documents.get(work, document_id), **what)


def note_reception(visit: Visit, reception_id: UUID) -> None:
    """Whoever sees only that it is there has read nothing."""
    with visit.desk.reading() as work:
        entry = correspondence.get_reception(work, reception_id)
        reads = entry.guarded and search.may_read(work, entry.id)
    if reads:
        with visit.desk.writing() as work:
            correspondence.note_reading(work, reception_id)


def note_expediente(visit: Visit, expediente_id: UUID) -> None:
    """Each look at an expediente is in its register, however open it is."""
    with visit.desk.writing() as work:
        expedientes.note_access(work, expedientes.get(work, expediente_id), "access")
