"""How open an entry is: its level, by what law and until when, and that it tells of somebody's private life."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import rights, working
from correspondence.destined import first_readers, level_of
from correspondence.errors import BadEntry, DeclaredBySender, ReadersNotYours
from correspondence.models import Reception
from correspondence.readers import decides_readers
from documents.jobs import AccessChanged
from kernel.work import Work

AT_MOST = 200
"""Of one transaction."""


def change_access(work: Work, reception_id: UUID, access: documents.Access) -> Reception:
    """Whoever may no longer find it cannot from the moment that this is answered. What its sender declared holds."""
    rights.readable_reception(work, reception_id)
    reception = rights.reception(work, reception_id, lock=True)
    if not decides_readers(work, reception):
        raise ReadersNotYours(
            "El acceso de este ingreso lo decide quien lo atiende o la oficina de partes: pídaselo a ellos.",
            reception_id=reception_id,
        )
    level = reception.access_level if access.level is None else access.level
    if level not in documents.LEVELS:
        raise BadEntry("Ese nivel de acceso no existe: elija uno de la lista.", field="access_level")
    documents.check_reserve(level, access, today=institutions.today(work))
    refuse_below_declared(work, reception, level)
    before = set_access(work, reception, level, access, work.actor.name)
    note_change(work, reception, before)
    return reception


def note_change(work: Work, reception: Reception, before: int) -> None:
    until = reception.access_until and reception.access_until.isoformat()
    people = {"cause": reception.access_cause}
    facts = {"before": before, "level": reception.access_level, "sensitive": reception.sensitive, "until": until}
    audit.record(work, "reception.access-changed", reception.id, people=people, **facts)


def set_access(work: Work, reception: Reception, level: int, access: documents.Access, by: str) -> int:
    """The level that it had. Those to whom it was referred keep it; others only if the new one admits them."""
    before, was = reception.access_level, level_of(reception)
    closed = level > 1
    reception.access_level, reception.sensitive = level, access.sensitive
    reception.access_cause = access.told if closed else ""
    reception.access_until = access.until if closed else None
    reception.access_warning = access.warning.strip()
    reception.access_decided_by, reception.access_decided_at = by, work.now
    if level_of(reception) > was:
        documents.keep_named_only(work, reception.id, level_of(reception))
    set_readers(work, reception)
    return before


def set_readers(work: Work, reception: Reception) -> None:
    """Who reads it follows from its level, before the answer returns."""
    held = {each.mark for each in working.pending(work, reception.id)}
    search.enqueue_index(work, "reception", reception.id)
    work.enqueue(AccessChanged(reception.id))
    search.set_marks(work, reception.id, first_readers(work, reception) | held)


def lapse(work: Work) -> int:
    """Open what was closed until today, as with documents."""
    due = select(Reception).where(
        Reception.institution_id == work.institution_id,
        Reception.access_level > 1,
        Reception.access_until <= institutions.today(work),
    )
    ended: Sequence[Reception] = work.session.scalars(due.limit(AT_MOST).with_for_update()).all()
    for reception in ended:
        until = reception.access_until
        before = set_access(work, reception, 1, documents.Access(1, sensitive=reception.sensitive), "")
        audit.record(work, "reception.access-lapsed", reception.id, before=before, level=1, until=str(until))
    return len(ended)


def declared(work: Work, reception: Reception) -> int:
    """The level under which whoever sent it said that it may not be, while the term that they set runs."""
    until = reception.snapshot.get("access_until")
    over = until is not None and until <= institutions.today(work).isoformat()
    return 1 if over else int(reception.snapshot.get("access_level") or 1)


def refuse_below_declared(work: Work, reception: Reception, level: int) -> None:
    least = declared(work, reception)
    if level < least:
        name = documents.LEVELS[least].name
        raise DeclaredBySender(
            f"Quien lo envió lo declaró {name.lower()}: para abrirlo más, pídale que levante esa reserva.",
            reception_id=reception.id,
            field="access_level",
        )
