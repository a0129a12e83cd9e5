"""What may have to be kept, told by whoever holds it.

The platform has a table of kinds, each with how the thing is read and how those that nobody remembered are found.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

from kernel.work import Work

DOCUMENT: Final = "document"
EXPEDIENTE: Final = "expediente"
RECEPTION: Final = "reception"
KeptKind = Literal["document", "expediente", "reception"]


@dataclass(frozen=True, slots=True)
class Keepable:
    """A thing as it is at this moment."""

    series: str
    kind: str
    since: date | None
    """From when its term is counted; none, while it is not finished."""
    records: tuple[str, ...]
    """The contents that its term is for."""
    contents: tuple[str, ...]
    """All that it ever had: what may not be touched while a cause lasts."""
    title: str


class Holder(NamedTuple):
    """How things of a kind are read. It refuses, as its own feature does, what the actor may not see."""

    read: Callable[[Work, UUID], Keepable]
    forgotten: Callable[[Work], Sequence[UUID]]
    """Some of those that are finished and that nobody remembered."""
    titles: Callable[[Work, Collection[UUID]], Mapping[UUID, str]]
    """What those of them are called that the actor may read: one statement."""


Holders = Mapping[str, Holder]


def titles(work: Work, holders: Holders, ids: Collection[UUID]) -> dict[UUID, str]:
    """What things of any kind are called, if the actor may read them: one statement for each kind."""
    return {thing: title for holder in holders.values() for thing, title in holder.titles(work, ids).items()}
