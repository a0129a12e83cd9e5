"""Putting things into an expediente, in the order in which they came in, went out or occurred."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
import search.service as search
from documents.retention.remembering import again
from expedientes.acts import append
from expedientes.errors import AlreadyFiled, AlreadyWithdrawn, NestedInItself, NotFileable, OccursInFuture
from expedientes.fileables import Fileable, Fileables
from expedientes.models import Deed, Direction, Expediente, FiledEntry
from expedientes.reading import KIND, entry_of, get, open_one
from kernel.work import Work


def file(work: Work, expediente_id: UUID, thing: Fileable) -> FiledEntry:
    """Put this very version of a thing into the expediente. When it came or went stays, and when it was filed too."""
    expediente = open_one(work, expediente_id)
    if thing.occurred_at > work.now:
        raise OccursInFuture("La fecha en que ocurrió no puede ser posterior a hoy: corríjala.")
    _once(work, expediente, thing)
    last = expediente.last_occurred_at
    entry = FiledEntry(
        institution_id=work.institution_id,
        expediente_id=expediente.id,
        position=expediente.acts + 1,
        kind=thing.kind,
        subject_id=thing.subject_id,
        title=thing.title[:500],
        document_type=thing.document_type,
        direction=thing.direction,
        occurred_at=thing.occurred_at,
        filed_at=work.now,
        filed_by=work.actor.name,
        late=last is not None and thing.occurred_at < last,
        identifiers=dict(thing.identifiers),
        sha256=thing.sha256,
        blob=thing.blob,
        size=thing.size,
        media_type=thing.media_type,
        location=thing.location,
        restricted=thing.restricted,
        origin=thing.origin,
    )
    append(work, expediente, Deed.FILED, facts_of(entry))
    expediente.last_occurred_at = max(last or thing.occurred_at, thing.occurred_at)
    work.add(entry)
    if entry.blob is not None:
        documents.hold(work, entry.blob, entry.id)
        again(work, expediente.id)
    _make_findable(work, expediente, entry)
    return entry


def _make_findable(work: Work, expediente: Expediente, entry: FiledEntry) -> None:
    """The expediente by the words of what is in it, for whoever may read that."""
    if entry.subject_id is not None:
        search.hold(work, expediente.id, entry.subject_id)
    elif entry.restricted:
        search.set_marks(work, entry.id, _own_readers(work, expediente))
    search.enqueue_index(work, KIND, expediente.id)


def file_by_id(work: Work, fileables: Fileables, expediente_id: UUID, kind: str, subject_id: UUID) -> FiledEntry:
    """File what the actor sees of another feature, as it is at this moment."""
    if kind == KIND:
        return file_expediente(work, expediente_id, subject_id)
    if kind not in fileables:
        raise NotFileable("Eso no se puede archivar en un expediente: elija un documento o un ingreso.", kind=kind)
    return file(work, expediente_id, fileables[kind](work, subject_id))


def file_expediente(work: Work, expediente_id: UUID, nested_id: UUID) -> FiledEntry:
    """Put one expediente into another (acumulación): it stays where it is, and is named here by its last act."""
    for each in sorted({expediente_id, nested_id}):
        get(work, each, lock=True)
    nested = get(work, nested_id)
    if expediente_id in _within(work, nested_id):
        raise NestedInItself("Un expediente no puede quedar dentro de sí mismo: elija otro.", iuie=nested.iuie)
    into = get(work, expediente_id)
    thing = Fileable(
        kind=KIND,
        subject_id=nested.id,
        title=nested.title,
        document_type="Expediente administrativo",
        direction=Direction.INTERNAL,
        occurred_at=work.now,
        identifiers={"iuie": nested.iuie, "acts": str(nested.acts)},
        sha256=nested.chain,
        media_type="",
        restricted=nested.restricted,
    )
    entry = file(work, expediente_id, thing)
    append(work, nested, Deed.ACCUMULATED, {"into": into.iuie, "into_id": str(into.id)})
    return entry


def withdraw(work: Work, expediente_id: UUID, entry_id: UUID, reason: str) -> FiledEntry:
    """Take out of the index what was filed by mistake. That it was there, and why it left, stays for ever."""
    expediente = open_one(work, expediente_id)
    entry = entry_of(work, expediente, entry_id)
    if entry.withdrawn_at is not None:
        raise AlreadyWithdrawn(
            "Esa pieza ya fue retirada del expediente: archívela de nuevo si corresponde.", entry_id=entry_id
        )
    entry.withdrawn_at, entry.withdrawn_reason = work.now, reason
    append(work, expediente, Deed.WITHDRAWN, {"entry_position": entry.position, "reason": reason})
    search.enqueue_index(work, KIND, expediente.id)
    return entry


def facts_of(entry: FiledEntry) -> Mapping[str, Any]:
    """What the act that filed it says of the entry; what was filed is fixed by its hash."""
    return {
        "id": str(entry.id),
        "kind": entry.kind,
        "subject_id": str(entry.subject_id) if entry.subject_id else None,
        "title": entry.title,
        "document_type": entry.document_type,
        "direction": str(entry.direction),
        "occurred_at": _told(entry.occurred_at),
        "filed_at": _told(entry.filed_at),
        "filed_by": entry.filed_by,
        "late": entry.late,
        "identifiers": dict(entry.identifiers),
        "sha256": entry.sha256,
        "blob": entry.blob,
        "size": entry.size,
        "media_type": entry.media_type,
        "location": entry.location,
        "restricted": entry.restricted,
        "origin": entry.origin,
    }


def _own_readers(work: Work, expediente: Expediente) -> set[str]:
    """Who may see a restricted thing that is held nowhere else: who brought it, and who answers for the case."""
    filer = {f"person:{work.actor.person_id}"} if work.actor.person_id else set()
    return filer | ({f"post:{expediente.responsible_post_id}"} if expediente.responsible_post_id else set())


def _told(at: datetime) -> str:
    """One text for one instant, in the order of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _once(work: Work, expediente: Expediente, thing: Fileable) -> None:
    if thing.subject_id is None:
        return
    same = (
        FiledEntry.institution_id == work.institution_id,
        FiledEntry.expediente_id == expediente.id,
        FiledEntry.subject_id == thing.subject_id,
        FiledEntry.sha256 == thing.sha256,
        FiledEntry.withdrawn_at.is_(None),
    )
    if work.session.scalars(select(FiledEntry.id).where(*same)).first():
        raise AlreadyFiled("Eso ya está en el expediente: no hace falta archivarlo otra vez.", iuie=expediente.iuie)


def _within(work: Work, expediente_id: UUID) -> set[UUID]:
    """The expediente and every one that lies in it, however deep."""
    seen, ahead = set[UUID](), {expediente_id}
    while ahead:
        seen |= ahead
        nested = (
            FiledEntry.institution_id == work.institution_id,
            FiledEntry.expediente_id.in_(ahead),
            FiledEntry.kind == KIND,
            FiledEntry.withdrawn_at.is_(None),
        )
        inside = work.session.scalars(select(FiledEntry.subject_id).where(*nested))
        ahead = {each for each in inside if each is not None} - seen
    return seen
