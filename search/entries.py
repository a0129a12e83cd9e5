"""What a feature hands over so that its things can be found. The search never learns what they are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kernel.work import Work

Words = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, in the words that people wrote.

    `kind` is the family ("document", "reception", "expediente"). `fields` are asked for by name: `folio`, `rut`,
    `de`, `para`, `tipo`; numbers and RUN go there, in any spelling. `more` reads what takes long (the text of a
    PDF): it is called in no transaction, and may refuse.
    """

    subject_id: UUID
    kind: str
    title: str
    text: str
    at: datetime
    fields: Mapping[str, Words] = field(default_factory=dict)
    more: Callable[[], str] | None = None


class EntrySource(Protocol):
    """How the things of one kind are read from the rows. Registered in the platform."""

    kind: str

    def entry(self, work: Work, subject_id: UUID) -> Entry | None:
        """Reading rows only. None when there is no such thing (or not of this kind)."""
        ...

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        """The ids of all there is in the institution, in order, some hundreds at a time: the next after `after`."""
        ...
