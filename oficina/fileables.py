"""What may be filed, of features that do not know each other."""

from uuid import UUID

import correspondence.service as correspondence
from expedientes.fileables import Direction, Fileable
from kernel.work import Work


def reception(work: Work, reception_id: UUID) -> Fileable:
    """An entry of the book: it counts from when it came in, however late it is filed."""
    entry = correspondence.readable_reception(work, reception_id)
    told = {"entry": entry.entry, "number": entry.number, "exchange": entry.exchange_id and str(entry.exchange_id)}
    return Fileable(
        kind="reception",
        subject_id=entry.id,
        title=entry.subject,
        document_type=entry.kind,
        direction=Direction.IN,
        occurred_at=entry.arrived_at,
        identifiers={name: value for name, value in told.items() if value},
        sha256=entry.blob,
        blob=entry.blob,
        size=entry.size,
        location=entry.annexes_place,
        restricted=entry.restricted,
        origin=entry.sender,
    )
