"""Who may see an expediente, and the register of who did."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select

import audit.service as audit
import search.service as search
from expedientes.errors import EntryNotFound, ExpedienteClosed, ExpedienteNotFound, HasNoContent
from expedientes.models import Access, Expediente, FiledEntry, State
from kernel.work import Work

KIND = "expediente"


def get(work: Work, expediente_id: UUID, *, lock: bool = False) -> Expediente:
    """The expediente, if the actor may read it; an id that nothing has takes as long as one of what is hidden."""
    expediente = work.find(Expediente, lock=lock, id=expediente_id)
    if not search.may_read(work, expediente_id) or expediente is None:
        raise ExpedienteNotFound(
            "El expediente no existe o usted no tiene acceso: pídalo a su responsable.", expediente_id=expediente_id
        )
    return expediente


def open_one(work: Work, expediente_id: UUID) -> Expediente:
    """The same, locked, and only while it is open: its acts come one after the other."""
    return _still_open(get(work, expediente_id, lock=True))


def open_to_read(work: Work, expediente_id: UUID) -> Expediente:
    """The same, for who only prepares what will be done to it."""
    return _still_open(get(work, expediente_id))


def _still_open(expediente: Expediente) -> Expediente:
    if expediente.state != State.OPEN:
        raise ExpedienteClosed(
            "El expediente está terminado: reábralo, con un motivo, para cambiarlo.", iuie=expediente.iuie
        )
    return expediente


def readable(work: Work, *, state: str | None = None, subject_id: UUID | None = None) -> Select[Expediente]:
    """Those that the actor may read; of one state, or in which this thing is filed."""
    query = select(Expediente).where(
        Expediente.institution_id == work.institution_id, search.readable(work, Expediente.id)
    )
    if state:
        query = query.where(Expediente.state == state)
    if subject_id:
        holding = select(FiledEntry.expediente_id).where(
            FiledEntry.institution_id == work.institution_id,
            FiledEntry.subject_id == subject_id,
            FiledEntry.withdrawn_at.is_(None),
        )
        query = query.where(Expediente.id.in_(holding))
    return query


def entries_of(work: Work, expediente: Expediente) -> Select[FiledEntry]:
    """Every line of its index, in successive order: when it came in, went out or occurred (Ley 19.880, art. 18)."""
    mine = (FiledEntry.institution_id == work.institution_id, FiledEntry.expediente_id == expediente.id)
    return select(FiledEntry).where(*mine).order_by(FiledEntry.occurred_at, FiledEntry.position)


def filed(work: Work, expediente: Expediente) -> list[FiledEntry]:
    """What is in it now, as far as the actor may read it."""
    found = work.session.scalars(entries_of(work, expediente).where(FiledEntry.withdrawn_at.is_(None))).all()
    hidden = unreadable(work, found)
    return [entry for entry in found if entry.id not in hidden]


def entry_of(work: Work, expediente: Expediente, entry_id: UUID) -> FiledEntry:
    entry = work.find(FiledEntry, id=entry_id)
    if entry is None or entry.expediente_id != expediente.id:
        raise EntryNotFound("El expediente no tiene esa pieza: revise su índice.", entry_id=entry_id)
    return entry


def readable_entry(work: Work, expediente: Expediente, entry_id: UUID) -> FiledEntry:
    """One whose bytes the actor may have."""
    entry = entry_of(work, expediente, entry_id)
    if unreadable(work, [entry]):
        raise EntryNotFound("Esa pieza es reservada: pídala al responsable del expediente.", entry_id=entry_id)
    if entry.blob is None:
        raise HasNoContent("Esa pieza no tiene archivo: mire en su línea del índice dónde está.", entry_id=entry_id)
    return entry


def unreadable(work: Work, found: Collection[FiledEntry]) -> frozenset[UUID]:
    """The ids of the entries whose content the actor may not see although they may read the expediente (DS 10, 37):
    what was restricted when it was filed, and what was since.
    """
    since = _since(work, found)
    closed = (entry for entry in found if entry.restricted or entry.subject_id in since)
    guarded = {entry.id: entry.subject_id or entry.id for entry in closed}
    allowed = search.may_read_which(work, set(guarded.values())) if guarded else set()
    return frozenset(entry_id for entry_id, subject_id in guarded.items() if subject_id not in allowed)


def _since(work: Work, found: Collection[FiledEntry]) -> set[UUID]:
    """The things that are not for everybody now, whatever they were when they were filed."""
    return search.guarded(work, {entry.subject_id for entry in found if entry.subject_id})


def access_changed(work: Work, subject_id: UUID) -> None:
    """How open a thing is was changed: the expedientes that hold it are found by other words, whoever filed it just
    then.
    """
    holding = select(FiledEntry.expediente_id).where(
        FiledEntry.institution_id == work.institution_id, FiledEntry.subject_id == subject_id
    )
    for each in set(work.session.scalars(holding)):
        search.enqueue_index(work, KIND, each)


def note_access(work: Work, expediente: Expediente, what: str, entry: FiledEntry | None = None) -> None:
    """Write down that the actor looked. Of what is restricted, the log says so too."""
    work.add(
        Access(
            institution_id=work.institution_id,
            expediente_id=expediente.id,
            entry_id=entry.id if entry else None,
            at=work.now,
            by=work.actor.name,
            person_id=work.actor.person_id,
            system=work.actor.system,
            what=what,
        )
    )
    if expediente.restricted or (entry and (entry.restricted or _since(work, [entry]))):
        piece = entry and str(entry.id)
        audit.record(work, "expediente.read", expediente.id, iuie=expediente.iuie, entry=piece, what=what)


def accesses(work: Work, expediente: Expediente) -> Sequence[Access]:
    mine = (Access.institution_id == work.institution_id, Access.expediente_id == expediente.id)
    return work.session.scalars(select(Access).where(*mine).order_by(Access.id)).all()
