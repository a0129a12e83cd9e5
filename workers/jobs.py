from dataclasses import dataclass
from typing import ClassVar

from kernel.jobs import Job, Queue


@dataclass(frozen=True)
class SweepDone(Job):
    """Forget the jobs that were done long ago."""

    kind: ClassVar[str] = "workers.sweep-done"
    queue: ClassVar[Queue] = Queue.NOTICES
    one_for_each: ClassVar[tuple[str, ...] | None] = ()
