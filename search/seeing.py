"""Scanned pages and pictures, read by looking at them: slow, in a job of its own, and only a way to find the file."""

from dataclasses import dataclass
from typing import Protocol

import search.service as search
from kernel.work import Work
from search import readings
from search.entries import File
from search.jobs import SeePicture
from search.readings import Told


class Eyes(Protocol):
    """Whatever tells the words of a picture of a text."""

    def __call__(self, file: File) -> Told:
        """The words of its pictures, and all in it that has none, looked at or not."""
        ...


@dataclass(frozen=True, slots=True)
class SeePictures:
    """Once for each file: whatever else carries it finds the words at hand."""

    eyes: Eyes
    job: SeePicture

    def prepare(self, work: Work) -> bool:
        told = readings.known(work, [self.job.blob]).get(self.job.blob)
        return told is None or readings.is_picture(told)

    def effect(self, unseen: bool, /) -> Told | None:  # noqa: FBT001 -- what `prepare` found
        return self.eyes(File(self.job.name, self.job.blob)) if unseen else None

    def settle(self, work: Work, _unseen: bool, told: Told | None, /) -> None:  # noqa: FBT001 -- the same
        if told is not None:
            readings.keep_seen(work, self.job.blob, told)
        search.enqueue_index(work, self.job.of_kind, self.job.subject_id)
