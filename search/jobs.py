from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kernel.jobs import Company, Job, Queue


@dataclass(frozen=True)
class IndexThing(Job):
    """Bring the index up to date with whatever of the institution changed: all of it in one batch."""

    kind: ClassVar[str] = "search.index-thing"
    queue: ClassVar[Queue] = Queue.INDEXING
    company: ClassVar[Company | None] = Company(50, of_one_turn=False)
    one_for_each: ClassVar[tuple[str, ...] | None] = ("institution_id",)

    institution_id: UUID


@dataclass(frozen=True)
class SeePicture(Job):
    """Read the words of a scanned file by looking at its pages: slow, and nobody waits for it."""

    kind: ClassVar[str] = "search.see-picture"
    queue: ClassVar[Queue] = Queue.PICTURES

    institution_id: UUID
    subject_id: UUID
    of_kind: str
    blob: str
    name: str


@dataclass(frozen=True)
class GatherExport(Job):
    """Find all of what somebody asked to take away: nobody waits at a page for it."""

    kind: ClassVar[str] = "search.gather-export"
    queue: ClassVar[Queue] = Queue.RENDERING

    export_id: UUID


@dataclass(frozen=True)
class ForgetExports(Job):
    """What nobody fetched in time is forgotten, in every institution."""

    kind: ClassVar[str] = "search.forget-exports"
    queue: ClassVar[Queue] = Queue.RENDERING
