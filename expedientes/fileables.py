"""What may be put into an expediente, told by whoever holds it.

An expediente never learns what a reception is: the platform has a table of kinds, each with a loader that reads the
thing as its own feature shows it to the actor, and says what the index has to say of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from expedientes.models import Direction as Direction  # noqa: PLC0414 -- for whoever tells of a thing
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Fileable:
    """A thing as it is at this moment: what is filed is this very version, by its hash."""

    kind: str
    subject_id: UUID | None
    title: str
    document_type: str
    direction: Direction
    occurred_at: datetime
    identifiers: Mapping[str, str] = field(default_factory=dict)
    sha256: str | None = None
    blob: str | None = None
    size: int | None = None
    media_type: str = "application/pdf"
    location: str = ""
    restricted: bool = False
    origin: str = ""


Loader = Callable[[Work, UUID], Fileable]
"""Reads the thing, or refuses as its own feature does when the actor may not see it."""

Fileables = Mapping[str, Loader]
