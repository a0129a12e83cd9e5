from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kernel.jobs import Job, Queue


@dataclass(frozen=True)
class KeepRetained(Job):
    """Look, in every institution, for what is to be asked of the store by now."""

    kind: ClassVar[str] = "retention.keep"
    queue: ClassVar[Queue] = Queue.NOTICES
    alone_of_its_kind: ClassVar[bool] = True


@dataclass(frozen=True)
class OverlookNothing(Job):
    """Look, in every institution, for what nobody remembered: what was there before, and what lies in another store."""

    kind: ClassVar[str] = "retention.overlook-nothing"
    queue: ClassVar[Queue] = Queue.NOTICES
    alone_of_its_kind: ClassVar[bool] = True


@dataclass(frozen=True)
class RetainContents(Job):
    """Ask the store to keep what an institution has to keep: a few things at a time."""

    kind: ClassVar[str] = "retention.retain"
    queue: ClassVar[Queue] = Queue.RENDERING

    institution_id: UUID

    @property
    def dedupe_key(self) -> str:
        return f"{self.kind}:{self.institution_id}"
