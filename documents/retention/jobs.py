from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kernel.jobs import Job, Queue


@dataclass(frozen=True)
class KeepRetained(Job):
    """Look, in every institution, for what is to be asked of the store by now."""

    kind: ClassVar[str] = "retention.keep"
    queue: ClassVar[Queue] = Queue.NOTICES
    one_for_each: ClassVar[tuple[str, ...] | None] = ()


@dataclass(frozen=True)
class OverlookNothing(Job):
    """Look, in every institution, for what nobody remembered: what was there before, and what lies in another store."""

    kind: ClassVar[str] = "retention.overlook-nothing"
    queue: ClassVar[Queue] = Queue.NOTICES
    one_for_each: ClassVar[tuple[str, ...] | None] = ()


@dataclass(frozen=True)
class RetainContents(Job):
    """Ask the store to keep what an institution has to keep: a few things at a time."""

    kind: ClassVar[str] = "retention.retain"
    queue: ClassVar[Queue] = Queue.RENDERING
    one_for_each: ClassVar[tuple[str, ...] | None] = ("institution_id",)

    institution_id: UUID
