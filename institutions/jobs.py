from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kernel.jobs import Job, Queue


@dataclass(frozen=True)
class BeginName(Job):
    """The day of a new name has come."""

    kind: ClassVar[str] = "institutions.begin-name"
    queue: ClassVar[Queue] = Queue.NOTICES

    naming_id: UUID
