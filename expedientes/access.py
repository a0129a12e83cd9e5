"""How open an expediente is: its level, by what law and until when, who said so, and who else may read it.

It may be changed after it is closed, too: a reserve ends on its day, whatever became of the case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
import institutions.service as institutions
import search.service as search
from documents.jobs import AccessChanged
from expedientes.acts import append
from expedientes.errors import ExpedienteAccessNotYours
from expedientes.models import Act, Deed, Expediente, Party
from expedientes.reading import KIND, get
from kernel.rut import Rut
from kernel.work import Work

PUBLIC = 1
WHOLE = ("unit:", "office:")
DECISIONS = (Deed.OPENED, Deed.ACCESS_CHANGED, Deed.ACCESS_LAPSED)
AT_MOST = 200
"""Of one transaction."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Units, posts and people of the institution."""

    units: Collection[UUID] = ()
    posts: Collection[UUID] = ()
    people: Collection[UUID] = ()

    @property
    def named(self) -> list[documents.Named]:
        return [
            *(documents.Named(unit_id=each) for each in self.units),
            *(documents.Named(post_id=each) for each in self.posts),
            *(documents.Named(person_id=each) for each in self.people),
        ]


@dataclass(frozen=True, slots=True)
class Decided:
    """By whom it was said how open it is, and when: nobody, where its term ended by itself."""

    by: str
    at: datetime


def first_readers(work: Work, readers: Readers) -> list[str]:
    """Whoever opens it and their oficina de partes, and whoever answers for it: the act of opening keeps them."""
    known = {
        *(f"unit:{each}" for each in institutions.units(work, readers.units)),
        *(f"post:{each}" for each in institutions.posts(work, readers.posts)),
    }
    opener = work.actor.own_marks if work.actor.person_id else frozenset()
    return sorted(known | opener | {f"office:{each}" for each in work.actor.offices})


def admitted(work: Work, expediente: Expediente, first: Collection[str]) -> set[str]:
    """Those of them whom its level admits: what is secret or reserved, no whole unit or office. A system that opens
    one for nobody else keeps it to itself.
    """
    closed = expediente.access_level > documents.RESTRICTED
    marks = {mark for mark in first if not (closed and mark.startswith(WHOLE))}
    guard = {search.GUARDED} if expediente.restricted else set()
    return (marks or (set(work.actor.own_marks) if closed else set())) | guard


def began_with(work: Work, expediente: Expediente) -> frozenset[str]:
    """The marks of those who took part in it from its beginning, as its first act says."""
    return frozenset(_acts(work, expediente, Deed.OPENED)[0].facts.get("readers", ()))


def decides(work: Work, expediente: Expediente) -> bool:
    """Whoever opened it or answers for it, and their unit and oficina de partes as long as they see it."""
    return work.actor.sees_everything or bool(work.actor.marks & began_with(work, expediente))


def decided(work: Work, expediente: Expediente) -> Decided:
    last = _acts(work, expediente, *DECISIONS)[-1]
    return Decided("" if last.deed == Deed.ACCESS_LAPSED else last.by, last.at)


def change_access(work: Work, expediente_id: UUID, access: documents.Access) -> Expediente:
    """Whoever may no longer find it cannot from the moment that this is answered."""
    expediente = _decided_by_actor(work, expediente_id)
    level = expediente.access_level if access.level is None else access.level
    documents.check_reserve(level, access, today=institutions.today(work))
    _set(work, expediente, level, access, Deed.ACCESS_CHANGED)
    return expediente


def admit(work: Work, expediente_id: UUID, named: documents.Named, reason: str) -> documents.Reader:
    """Let somebody else read it."""
    expediente = _decided_by_actor(work, expediente_id)
    there = {each.mark for each in documents.readers_of(work, expediente.id)}
    reader = documents.let_read(work, expediente.id, expediente.access_level, named, reason)
    if reader.mark not in there:
        append(work, expediente, Deed.READERS_ADDED, {"marks": [reader.mark], "reason": reader.reason})
    return reader


def exclude(work: Work, expediente_id: UUID, named: documents.Named, reason: str) -> None:
    """Whom somebody let read it no longer does."""
    expediente = _decided_by_actor(work, expediente_id)
    documents.no_longer_reads(work, expediente.id, named.mark, reason)
    append(work, expediente, Deed.READERS_REMOVED, {"marks": [named.mark], "reason": reason.strip()})


def share(work: Work, expediente_id: UUID, readers: Readers, reason: str) -> Expediente:
    """Let several read it, for the same reason."""
    for named in readers.named:
        admit(work, expediente_id, named, reason)
    return get(work, expediente_id)


def lapse(work: Work) -> int:
    """Open what was closed until today, as with documents."""
    due = select(Expediente).where(
        Expediente.institution_id == work.institution_id,
        Expediente.access_level > PUBLIC,
        Expediente.restricted_until <= institutions.today(work),
    )
    ended: Sequence[Expediente] = work.session.scalars(due.limit(AT_MOST).with_for_update()).all()
    for expediente in ended:
        access = documents.Access(PUBLIC, sensitive=expediente.sensitive, warning="")
        _set(work, expediente, PUBLIC, access, Deed.ACCESS_LAPSED)
    return len(ended)


def concerning(work: Work, run: str) -> dict[UUID, str]:
    """What the person with this RUN has an interest in, is not for everybody, and the actor reads: by its IUIe."""
    theirs = select(Party.expediente_id).where(
        Party.institution_id == work.institution_id, Party.run == str(Rut.parse(run))
    )
    mine = (Expediente.institution_id == work.institution_id, Expediente.id.in_(theirs))
    found = work.session.scalars(select(Expediente).where(*mine, search.readable(work, Expediente.id)))
    return {each.id: each.iuie for each in found if each.restricted}


def _decided_by_actor(work: Work, expediente_id: UUID) -> Expediente:
    expediente = get(work, expediente_id, lock=True)
    if not decides(work, expediente):
        raise ExpedienteAccessNotYours(
            "El acceso lo decide quien abrió el expediente o responde por él, su unidad o su oficina de partes: "
            "pídaselo a ellos.",
            iuie=expediente.iuie,
        )
    return expediente


def _set(work: Work, expediente: Expediente, level: int, access: documents.Access, deed: Deed) -> None:
    before, was = _told(expediente), expediente.access_level
    closed = level > PUBLIC
    expediente.access_level, expediente.sensitive = level, access.sensitive
    expediente.access_cause = access.told if closed else ""
    expediente.restricted_until = access.until if closed else None
    expediente.warning = access.warning.strip()
    after = _told(expediente)
    cause, until = {"cause": expediente.access_cause}, after["restricted_until"]
    public = {"before": was, "level": level, "sensitive": access.sensitive, "until": until}
    append(work, expediente, deed, {"before": before, "after": after}, cause, public)
    if level > was:
        documents.keep_named_only(work, expediente.id, level)
    search.set_marks(work, expediente.id, admitted(work, expediente, began_with(work, expediente)))
    search.enqueue_index(work, KIND, expediente.id)
    work.enqueue(AccessChanged(expediente.id))


def _told(expediente: Expediente) -> Mapping[str, Any]:
    until = expediente.restricted_until
    return {
        "access_level": expediente.access_level,
        "access_cause": expediente.access_cause,
        "restricted_until": until.isoformat() if until else None,
        "warning": expediente.warning,
        "sensitive": expediente.sensitive,
    }


def _acts(work: Work, expediente: Expediente, *deeds: Deed) -> Sequence[Act]:
    mine = (Act.institution_id == work.institution_id, Act.expediente_id == expediente.id, Act.deed.in_(deeds))
    return work.session.scalars(select(Act).where(*mine).order_by(Act.position)).all()
