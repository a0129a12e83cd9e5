"""Case files: opened, filed into, closed, and able to prove what they hold.

The door of the feature: what others may call is here or named in `__all__`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
import search.service as search
from documents.retention.remembering import remember
from expedientes import iuie as iuies
from expedientes.access import (
    Decided,
    Readers,
    admit,
    admitted,
    began_with,
    change_access,
    concerning,
    decided,
    decides,
    exclude,
    first_readers,
    lapse,
    share,
)
from expedientes.acts import acts_of, append
from expedientes.checks import AMENDABLE, DESCRIPTION, Fault, contents, description, verify
from expedientes.errors import ExpedienteOpen
from expedientes.fileables import Fileable, Fileables
from expedientes.filing import file, file_by_id, file_expediente, withdraw
from expedientes.index import digest, index, index_xml
from expedientes.models import Deed, Expediente, State
from expedientes.parties import Interested, add_party, end_party, join, parties
from expedientes.reading import (
    KIND,
    access_changed,
    accesses,
    entries_of,
    entry_of,
    filed,
    get,
    note_access,
    open_one,
    readable,
    readable_entry,
    unreadable,
)
from kernel.work import Work

__all__ = [
    "Decided",
    "Expediente",
    "Fault",
    "Fileable",
    "Fileables",
    "Interested",
    "Opening",
    "Readers",
    "access_changed",
    "accesses",
    "acts_of",
    "add_party",
    "admit",
    "amend",
    "began_with",
    "change_access",
    "close",
    "concerning",
    "contents",
    "decided",
    "decides",
    "end_party",
    "entries_of",
    "entry_of",
    "exclude",
    "file",
    "file_by_id",
    "file_expediente",
    "filed",
    "get",
    "index",
    "index_xml",
    "lapse",
    "note_access",
    "open_",
    "parties",
    "readable",
    "readable_entry",
    "reopen",
    "share",
    "unreadable",
    "verify",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is told of an expediente when it is opened. Its identifier is not: the platform gives it."""

    title: str
    subject: str
    responsible: str
    ex_officio: bool = False
    summary: str = ""
    procedure_code: str = ""
    procedure_name: str = ""
    series: str = ""
    access_level: int = 1
    access_cause: str = ""
    restricted_until: date | None = None
    warning: str = ""
    sensitive: bool = False


def open_(
    work: Work,
    opening: Opening,
    *,
    interested: Collection[Interested] = (),
    responsible_post_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> Expediente:
    """Begin an expediente. Whoever opens it, its responsible and their unit and oficina de partes may read it, as
    far as its level admits them.
    """
    access = documents.Access(opening.access_level, opening.access_cause, opening.restricted_until)
    documents.check_reserve(opening.access_level, access, today=institutions.today(work))
    answering = Readers([unit_id] if unit_id else [], [responsible_post_id] if responsible_post_id else [])
    first = first_readers(work, answering)
    iuie = iuies.take(work)
    expediente = Expediente(
        institution_id=work.institution_id,
        iuie=str(iuie),
        year=iuie.year,
        number=iuie.number,
        opened_at=work.now,
        opened_by=work.actor.name,
        responsible_post_id=responsible_post_id,
        unit_id=unit_id,
        **{name: getattr(opening, name) for name in DESCRIPTION} | {"access_cause": access.told},
    )
    work.add(expediente)
    facts = {"number": expediente.number, **description(expediente), "readers": first}
    append(work, expediente, Deed.OPENED, facts)
    for who in interested:
        join(work, expediente, who)
    search.set_marks(work, expediente.id, admitted(work, expediente, first))
    search.enqueue_index(work, KIND, expediente.id)
    return expediente


def amend(work: Work, expediente_id: UUID, changes: Mapping[str, Any], reason: str) -> Expediente:
    """Correct what is told of an expediente. What it said before stays in its acts, with the reason. How open it is
    changes by an act of its own.
    """
    expediente = open_one(work, expediente_id)
    before = description(expediente)
    for name in changes.keys() & set(AMENDABLE):
        setattr(expediente, name, changes[name])
    after = description(expediente)
    changed = [name for name in AMENDABLE if before[name] != after[name]]
    if changed:
        told = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
        append(work, expediente, Deed.AMENDED, {**told, "reason": reason})
        search.enqueue_index(work, KIND, expediente.id)
    return expediente


def close(work: Work, expediente_id: UUID, reason: str) -> Expediente:
    """Declare it finished. Its index, as it is now, is fixed by its hash."""
    expediente = open_one(work, expediente_id)
    told = index(work, expediente)
    facts = {"reason": reason, "index_sha256": digest(told), "entries": len(told["entries"])}
    append(work, expediente, Deed.CLOSED, facts)
    expediente.state, expediente.closed_at = State.CLOSED, work.now
    remember(work, KIND, expediente.id)
    search.enqueue_index(work, KIND, expediente.id)
    return expediente


def reopen(work: Work, expediente_id: UUID, reason: str) -> Expediente:
    """Go on with an expediente that was closed. That it was, and what it held then, stays written."""
    expediente = get(work, expediente_id, lock=True)
    if expediente.state == State.OPEN:
        raise ExpedienteOpen("El expediente está en trámite: no hace falta reabrirlo.", iuie=expediente.iuie)
    append(work, expediente, Deed.REOPENED, {"reason": reason})
    expediente.state, expediente.closed_at = State.OPEN, None
    remember(work, KIND, expediente.id)
    search.enqueue_index(work, KIND, expediente.id)
    return expediente
