"""Work to do after the transaction, remembered inside it.

A job row is written next to the change that calls for it, so a job exists exactly when its
change was committed. The row stays until the job is done: a broker that loses a message, or
a worker that dies, costs a delay and never a document.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel import tracing
from kernel.rows import Base, new_id


class Urgency(StrEnum):
    """Whether people wait for it, expect it soon, or it may take what is left over."""

    NOW = "now"
    SOON = "soon"
    BULK = "bulk"


class Queue(StrEnum):
    """Each queue has its own room, so a slow kind of job delays only itself."""

    AUDIT = "audit"
    DELIVERY = "delivery"
    SEALING = "sealing"
    RENDERING = "rendering"
    INDEXING = "indexing"
    NOTICES = "notices"
    PICTURES = "pictures"

    @property
    def urgency(self) -> Urgency:
        return URGENCY[self]


URGENCY = {
    Queue.SEALING: Urgency.NOW,
    Queue.DELIVERY: Urgency.NOW,
    Queue.RENDERING: Urgency.SOON,
    Queue.AUDIT: Urgency.SOON,
    Queue.INDEXING: Urgency.SOON,
    Queue.NOTICES: Urgency.SOON,
    Queue.PICTURES: Urgency.BULK,
}
BY_URGENCY = tuple(URGENCY)


@dataclass(frozen=True, slots=True)
class Company:
    """More of its kind, which whoever takes one job takes along. Each stays a job of its own, with its own end."""

    most: int
    of_one_turn: bool = True
    """Only what one institution called for. What has a key, so that each institution has one, may be of anybody."""


@dataclass(frozen=True)
class Job:
    """Base of every kind of job. Fields are ids and plain values, never rows or files."""

    kind: ClassVar[str]
    queue: ClassVar[Queue]
    company: ClassVar[Company | None] = None
    one_for_each: ClassVar[tuple[str, ...] | None] = None
    """The fields by which several are one and the same work; of what looks after the whole installation, no field."""

    @property
    def dedupe_key(self) -> str | None:
        """Due jobs that share a key are all done by whoever claims one of them."""
        if self.one_for_each is None:
            return None
        return ":".join([self.kind, *(str(getattr(self, name)) for name in self.one_for_each)])

    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self._adapter().dump_python(self, mode="json")
        return payload

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Self:
        told: Self = cls._adapter().validate_python(payload)
        return told

    @classmethod
    @cache
    def _adapter(cls) -> TypeAdapter[Any]:
        """How a kind of job is written and read, worked out once."""
        return TypeAdapter(cls)


class JobState(StrEnum):
    DUE = "due"
    LEASED = "leased"
    DONE = "done"
    SHELVED = "shelved"


class JobRow(Base):
    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_turns", "state", "queue", "turn_of", "due_at"),
        Index("ix_jobs_out", "queue", "published_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(80))
    queue: Mapped[str] = mapped_column(String(20))
    institution_id: Mapped[UUID]
    """For whom it is done."""
    turn_of: Mapped[UUID]
    """Whose turn it takes: of whoever called for it. What one sends to everybody holds nobody else back."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe_key: Mapped[str | None] = mapped_column(String(120), index=True)
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default=JobState.DUE)
    published_until: Mapped[datetime | None] = mapped_column(default=None)
    attempt: Mapped[int] = mapped_column(default=0)
    deaths: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[UUID | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    worker: Mapped[str | None] = mapped_column(String(80), default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    error_code: Mapped[str | None] = mapped_column(String(80), default=None)
    request_id: Mapped[str | None] = mapped_column(String(tracing.LENGTH), default_factory=tracing.request_id)
    """The request that left it to do, whatever jobs came in between."""

    @classmethod
    def of(cls, job: Job, *, institution_id: UUID, due_at: datetime, turn_of: UUID | None = None) -> Self:
        return cls(
            kind=job.kind,
            queue=job.queue,
            institution_id=institution_id,
            turn_of=turn_of or institution_id,
            payload=job.payload(),
            dedupe_key=job.dedupe_key,
            due_at=due_at,
        )
