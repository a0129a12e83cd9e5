"""What came, as it is kept here: its own bytes with the proofs that this institution added after them."""

from uuid import UUID

import correspondence.service as correspondence
from correspondence.contents import Content
from kernel.database import Desk
from signature import keeping, reporting
from signature.panel import Examiner
from signature.reporting import Examined


def extended_copy(desk: Desk, reception_id: UUID, origin: str) -> Content:
    """The copy that was taken further of one file of an entry. To open it is to open what came."""
    with desk.reading() as work:
        came, unread = correspondence.content(work, reception_id), correspondence.unread(work, reception_id)
        row = keeping.extended(work, reception_id, origin)
    if unread:
        with desk.writing() as work:
            correspondence.note_opening(work, reception_id)
    return Content(row.blob, f"{came.name.removesuffix('.pdf')}-{row.level.lower()}.pdf")


def report_on_entry(desk: Desk, examiner: Examiner, reception_id: UUID) -> tuple[bytes, Examined]:
    """The sealed report on what came, as of when it came."""
    with desk.reading() as work:
        came, entry, now = (
            correspondence.content(work, reception_id),
            correspondence.trail(work, reception_id)[0],
            work.now,
        )
        unread = correspondence.unread(work, reception_id)
    if unread:
        with desk.writing() as work:
            correspondence.note_opening(work, reception_id)
    named = f"Ingreso N° {entry.entry}" if entry.entry else entry.subject
    examined = Examined(named, came.blob, examiner.of_blob(came.blob, now, entry.arrived_at))
    sealing = reporting.SealReport(examiner.workshop, examined, entry.office_id, reception_id)
    return reporting.sealed(desk, sealing), examined
