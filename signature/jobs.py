from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kernel.jobs import Job, Queue


@dataclass(frozen=True)
class KeepSignatures(Job):
    """Look, in every institution, for signatures and proofs that are to be taken further by now."""

    kind: ClassVar[str] = "signature.keep"
    queue: ClassVar[Queue] = Queue.NOTICES
    one_for_each: ClassVar[tuple[str, ...] | None] = ()


@dataclass(frozen=True)
class ExtendSignature(Job):
    """Take the signatures of one file to their next level."""

    kind: ClassVar[str] = "signature.extend"
    queue: ClassVar[Queue] = Queue.RENDERING

    subject_id: UUID
    origin: str

    @property
    def dedupe_key(self) -> str:
        return f"{self.kind}:{self.subject_id}:{self.origin[:32]}"


@dataclass(frozen=True)
class MakeEvidence(Job):
    """Prove with one timestamp the files that wait for it."""

    kind: ClassVar[str] = "signature.make-evidence"
    queue: ClassVar[Queue] = Queue.RENDERING
    one_for_each: ClassVar[tuple[str, ...] | None] = ("institution_id",)

    institution_id: UUID


@dataclass(frozen=True)
class RenewEvidence(Job):
    """Renew the proof of the files of one tree."""

    kind: ClassVar[str] = "signature.renew-evidence"
    queue: ClassVar[Queue] = Queue.RENDERING
    one_for_each: ClassVar[tuple[str, ...] | None] = ("tree_id",)

    tree_id: UUID


@dataclass(frozen=True)
class WatchAuthorities(Job):
    """Ask each timestamping authority for the time, and remember until when its certificate lasts."""

    kind: ClassVar[str] = "signature.watch-authorities"
    queue: ClassVar[Queue] = Queue.NOTICES
    one_for_each: ClassVar[tuple[str, ...] | None] = ()


@dataclass(frozen=True)
class FinishSigning(Job):
    """Put on its document a signature that came back from elsewhere, if whoever asked for it did not live to."""

    kind: ClassVar[str] = "signature.finish"
    queue: ClassVar[Queue] = Queue.RENDERING
    one_for_each: ClassVar[tuple[str, ...] | None] = ("signing_id",)

    signing_id: UUID
