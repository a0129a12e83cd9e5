"""What the search asks of an engine, in words that no engine owns."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from search.entries import Words
from search.query import Query


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry as the index keeps it: whose it is, who may find it, and how new it is."""

    institution_id: UUID
    subject_id: UUID
    kind: str
    title: str
    text: str
    at: datetime
    version: int
    marks: frozenset[str]
    fields: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose question it is, and what must not be found: both go inside the engine's own query.

    `marks` are those that the asker carries; None when they see everything of the institution. `hidden` was
    restricted a moment ago, and the copy of its marks is still old.
    """

    institution_id: UUID
    marks: frozenset[str] | None
    query: Query
    kind: str | None = None
    hidden: frozenset[UUID] = frozenset()
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    subject_id: UUID
    kind: str
    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and how many there are in all, by kind too."""

    total: int
    hits: tuple[Hit, ...]
    kinds: Mapping[str, int]


class Shelf(Protocol):
    """Where copies are put."""

    def write(self, copies: Sequence[Copy], gone: Sequence[UUID] = ()) -> None:
        """Keep, replace and forget, in one batch that can be found on return. An older copy never replaces a newer."""
        ...


class SearchEngine(Shelf, Protocol):
    """An index that may be thrown away: everything in it can be read again from the rows."""

    @property
    def is_new(self) -> bool:
        """It was begun empty, and waits to be rebuilt."""
        ...

    def search(self, asked: Asked, *, offset: int = 0, limit: int = 20) -> Found:
        """The best of what the asker may find."""
        ...

    def rebuilding(self) -> AbstractContextManager[Shelf]:
        """A new index aside, which takes the place of this one at the end, while people go on searching and writing."""
        ...

    def belongs_to(self, office: str) -> str:
        """Whose index this is: that of the office that asked first."""
        ...

    def close(self) -> None: ...
