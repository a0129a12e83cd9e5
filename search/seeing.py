"""Scanned pages, read by looking at them: slow, in a job of its own, and never more than a way to find the file."""

from dataclasses import dataclass
from typing import Protocol

import search.service as search
from kernel.work import Work
from search import readings
from search.jobs import SeePicture


class Eyes(Protocol):
    """Whatever tells the words of a picture of a text."""

    def __call__(self, blob: str) -> str:
        """The words of its pages; none when it is no picture of a text."""
        ...


@dataclass(frozen=True, slots=True)
class SeePictures:
    """Once for each file: whatever else carries it finds the words at hand."""

    eyes: Eyes
    job: SeePicture

    def prepare(self, work: Work) -> bool:
        told = readings.known(work, [self.job.blob]).get(self.job.blob)
        return told is None or readings.is_picture(told)

    def effect(self, unseen: bool, /) -> str:  # noqa: FBT001 -- what `prepare` found
        return self.eyes(self.job.blob) if unseen else ""

    def settle(self, work: Work, unseen: bool, text: str, /) -> None:  # noqa: FBT001 -- the same
        if unseen:
            readings.keep_seen(work, self.job.blob, text)
        search.enqueue_index(work, self.job.of_kind, self.job.subject_id)
