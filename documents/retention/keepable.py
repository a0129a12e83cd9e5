"""What may have to be kept, told by whoever holds it.

The platform has a table of kinds, each with how the thing is read and how those that nobody remembered are found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kernel.work import Work

DOCUMENT = "document"
EXPEDIENTE = "expediente"


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


Holders = Mapping[str, Holder]
