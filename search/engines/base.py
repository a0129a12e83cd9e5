"""What the search asks of an engine, in words that no engine owns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from search.entries import Words
from search.query import Query


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry as the index keeps it: whose it is, who may find it, and how new it is.

    `unread`: what goes with it and has no words that could be read. `digest`: of all that the rows said of it.
    """

    institution_id: UUID
    subject_id: UUID
    kind: str
    title: str
    text: str
    at: datetime
    version: int
    marks: frozenset[str]
    fields: Mapping[str, Words] = field(default_factory=dict)
    facets: Mapping[str, Words] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    digest: str = ""
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose question it is, and what must not be found: both go inside the engine's own query.

    `marks` are those that the asker carries; None when they see everything of the institution. `hidden` was
    restricted a moment ago, and the copy of its marks is still old. `facets` narrow it to what has these values,
    `only` to one thing.
    """

    institution_id: UUID
    marks: frozenset[str] | None
    query: Query
    hidden: frozenset[UUID] = frozenset()
    newest_first: bool = False
    facets: Mapping[str, str] = field(default_factory=dict)
    only: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    subject_id: UUID
    kind: str
    title: str
    text: str
    at: datetime
    unread: tuple[str, ...] = ()
    guarded: bool = False
    type: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, and of them by each facet. `following` asks for the next page."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    following: str | None = None

    @property
    def kinds(self) -> Mapping[str, int]:
        return self.facets.get("kind", {})


@dataclass(frozen=True, slots=True)
class Kept:
    """That the index has it, for whom, and which state of the rows it was made of."""

    subject_id: UUID
    marks: frozenset[str]
    digest: str


@dataclass(frozen=True, slots=True)
class Gone:
    """That there is no such thing any more, or that nobody may find it; and how new it is to know that."""

    institution_id: UUID
    subject_id: UUID
    version: int


def newest_of(copies: Sequence[Copy], gone: Sequence[Gone]) -> Mapping[UUID, Copy | Gone]:
    """The last that is known of each thing."""
    told: list[Copy | Gone] = [*copies, *gone]
    return {each.subject_id: each for each in sorted(told, key=lambda each: each.version)}


class Shelf(Protocol):
    """Where copies are put."""

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        """Keep, replace and forget, in one batch that can be found on return.

        What is older never undoes what is newer: neither replaces it, nor forgets it, nor brings it back.
        """
        ...


class SearchEngine(Shelf, Protocol):
    """An index that may be thrown away: everything in it can be read again from the rows."""

    @property
    def is_new(self) -> bool:
        """It was begun empty, and waits to be rebuilt: until then something may be missing, whoever opens it."""
        ...

    def search(self, asked: Asked, *, after: str | None = None, limit: int = 20) -> Found:
        """The best of what the asker may find, or the newest; after the page that ended with `following`."""
        ...

    def telling(self, stems: Mapping[str, int], most: int) -> tuple[str, ...]:
        """Of the words of a text, with how often each is there, those that tell it from others."""
        ...

    def kept(self, institution_id: UUID) -> Iterator[Kept]:
        """All that it holds of an institution."""
        ...

    def rebuilding(self) -> AbstractContextManager[Shelf]:
        """A new index aside, which takes the place of this one at the end, while people go on searching and writing.

        What is put aside can be found once it took the place.
        """
        ...

    def belongs_to(self, office: str) -> str:
        """Whose index this is: that of the office that asked first."""
        ...

    def require(self) -> None:
        """IndexUnavailable when it cannot be asked now: to know it before reading what would be written."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Operated(Protocol):
    """An index on a server that others operate: what it promises can be tried."""

    def versions(self) -> tuple[str, str]:
        """Of the server, and of what asks it."""
        ...

    def words_kept(self, texts: Sequence[str]) -> Sequence[str]:
        """What the server makes of these texts, whose words were told apart already."""
        ...

    def damage(self) -> str:
        """What of the index the server cannot read, or nothing."""
        ...
