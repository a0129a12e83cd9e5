"""Who may know of a document: its level, by what cause and until when, and who else may read it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

import audit.service as audit
import institutions.service as institutions
import search.service as search
from documents import readers
from documents.checking import Access, check_access
from documents.drafting import marks_of
from documents.errors import AccessNotYours, AlreadyDispatched
from documents.holding import get
from documents.jobs import AccessChanged
from documents.kinds import kind
from documents.levels import LEVELS, PUBLIC, RESTRICTED
from documents.metadata import note
from documents.models import Document
from documents.numbering import entries_of
from documents.readers import Named, Reader
from kernel.work import Work

AT_MOST = 200
"""Of one transaction."""


def decides(work: Work, document: Document) -> bool:
    """Whether it is for the actor to say who reads it: its author, their unit, or its oficina de partes."""
    actor = work.actor
    wrote = actor.person_id is not None and actor.person_id == document.author_id
    return actor.sees_everything or wrote or document.unit_id in actor.units or document.office_id in actor.offices


def change_access(work: Work, document_id: UUID, access: Access) -> Document:
    """Whoever may no longer find it cannot from the moment that this is answered."""
    document = _decided_by_actor(work, document_id)
    level = check_access(kind(document.kind), access, today=institutions.today(work))
    if level < floor(work, document):
        name = LEVELS[floor(work, document)].name.lower()
        raise AlreadyDispatched(
            f"El documento ya fue despachado como {name}: espere su fecha de término, o déjelo como está."
        )
    before = _set(work, document, level, access, work.actor.name)
    cause = {"cause": document.access_cause or ""}
    until = document.access_until and document.access_until.isoformat()
    audit.record(
        work,
        "document.access-changed",
        document.id,
        people=cause,
        before=before,
        level=level,
        sensitive=access.sensitive,
        until=until,
    )
    return document


def floor(work: Work, document: Document) -> int:
    """The level below which it may not be opened: that with which it was dispatched. What was closed since may be
    opened again so far.
    """
    if document.dispatched_at is None:
        return PUBLIC
    changes = audit.trail(work, document.id, "document.access-changed", "document.access-lapsed")
    since = [each for each in changes if each.at > document.dispatched_at]
    lapsed = any(each.action == "document.access-lapsed" for each in since)
    return PUBLIC if lapsed else int(since[0].facts["before"]) if since else document.access_level


def admit(work: Work, document_id: UUID, named: Named, reason: str) -> Reader:
    """Let somebody else read it."""
    document = _decided_by_actor(work, document_id)
    return readers.let_read(work, document.id, document.access_level, named, reason)


def exclude(work: Work, document_id: UUID, named: Named, reason: str) -> None:
    """Whom somebody let read it no longer does."""
    readers.no_longer_reads(work, _decided_by_actor(work, document_id).id, named.mark, reason)


def guarded_by(work: Work, person_id: UUID) -> dict[UUID, str]:
    """What they wrote that is not for everybody, by its number or its code: whoever may read it now."""
    mine = (Document.institution_id == work.institution_id, Document.author_id == person_id)
    closed = or_(Document.access_level > PUBLIC, Document.sensitive)
    found = work.session.scalars(select(Document).where(*mine, closed)).all()
    numbers = entries_of(work, [each.id for each in found])
    return {each.id: str(numbers[each.id]) if each.id in numbers else each.unique_code for each in found}


def lapse(work: Work) -> int:
    """Open what was closed until today. The level is by law public again: nobody has to remember it."""
    due = select(Document).where(
        Document.institution_id == work.institution_id,
        Document.access_level > PUBLIC,
        Document.access_until <= institutions.today(work),
    )
    ended: Sequence[Document] = work.session.scalars(due.limit(AT_MOST).with_for_update()).all()
    for document in ended:
        until = document.access_until
        before = _set(work, document, PUBLIC, Access(PUBLIC, sensitive=document.sensitive), "")
        audit.record(work, "document.access-lapsed", document.id, before=before, level=PUBLIC, until=str(until))
    return len(ended)


def _decided_by_actor(work: Work, document_id: UUID) -> Document:
    document = get(work, document_id, lock=True)
    if not decides(work, document):
        raise AccessNotYours(
            "El acceso lo decide quien escribió el documento, su unidad o su oficina de partes: pídaselo a ellos.",
            document_id=document_id,
        )
    return document


def _set(work: Work, document: Document, level: int, access: Access, by: str) -> int:
    before, document.access_level = document.access_level, level
    closed = level > PUBLIC
    document.access_cause, document.access_until = (access.told, access.until) if closed else (None, None)
    document.access_warning, document.sensitive = access.warning.strip(), access.sensitive
    document.access_decided_by, document.access_decided_at = by, work.now
    restricted = level > before
    search.enqueue_index(work, "document", document.id)
    work.enqueue(AccessChanged(document.id))
    if restricted:
        readers.keep_named_only(work, document.id, level)
    search.set_marks(work, document.id, _kept_marks(work, document, restricted=restricted))
    told = {"MGDDE7_1": str(level), "MGDDE7_4": "1" if access.sensitive else "2"}
    note(work, document, told, reason=document.access_cause)
    return before


def _kept_marks(work: Work, document: Document, *, restricted: bool) -> set[str]:
    """The marks that acts gave to people and posts stay; those of whole units go when it is restricted, and what is
    reserved its oficina de partes no longer reads.
    """
    held = search.marks_of(work, document.id) - {search.GUARDED}
    if restricted:
        whole = (
            ("unit:", "office:", search.EVERYONE) if document.access_level > RESTRICTED else ("unit:", search.EVERYONE)
        )
        held = frozenset(mark for mark in held if not mark.startswith(whole))
    return set(held) | marks_of(document)
