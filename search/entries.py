"""What a feature hands over so that its things can be found. The search never learns what they are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kernel.work import Work

Words = str | tuple[str, ...]

FACETS = ("kind", "type", "institution", "state", "year", "unit", "level", "reading")
"""By what a result is counted and narrowed: the family and the type of the thing, with whom, how it stands, when it
was, of which unit, its level of access, and whether something of it could not be read."""


@dataclass(frozen=True, slots=True)
class File:
    """Something with words of its own that goes with a thing. `blob` names its bytes for whoever reads them."""

    name: str
    blob: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, in the words that people wrote.

    `kind` is the family ("document", "reception", "expediente"). `fields` are asked for by name: `folio`, `rut`,
    `de`, `para`, `tipo`; numbers and RUN go there, in any spelling. `facets` are some of FACETS. `files` are read
    in no transaction, and what cannot be read of them is told.
    """

    subject_id: UUID
    kind: str
    title: str
    text: str
    at: datetime
    fields: Mapping[str, Words] = field(default_factory=dict)
    facets: Mapping[str, Words] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    guarded: bool = False
    """To read it is an act that is kept: its words help to find it, and are shown only where it is opened."""


class EntrySource(Protocol):
    """How the things of one kind are read from the rows. Registered in the platform."""

    kind: str

    def entries(self, work: Work, subject_ids: Collection[UUID]) -> Iterable[Entry]:
        """Those of them that there are, of this kind. Reading rows only, and for many as often as for one."""
        ...

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        """The ids of all there is in the institution, in order, some hundreds at a time: the next after `after`."""
        ...
