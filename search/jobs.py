from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kernel.jobs import Job, Queue


@dataclass(frozen=True)
class IndexThing(Job):
    """Bring the index up to date with whatever of the institution changed: all of it in one batch."""

    kind: ClassVar[str] = "search.index-thing"
    queue: ClassVar[Queue] = Queue.INDEXING

    institution_id: UUID

    @property
    def dedupe_key(self) -> str:
        return f"{self.kind}:{self.institution_id}"
