from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Base, Owned, new_id


class Scope(StrEnum):
    """What a rule is for, the narrowest first: the narrowest that names a thing decides."""

    SERIES = "series"
    KIND = "kind"
    REST = "rest"


class Disposal(StrEnum):
    """What becomes of a thing when its time is over. Somebody does it, with an act: the program does not."""

    PERMANENT = "permanent"
    TRANSFER = "transfer"
    ELIMINATE = "eliminate"


class RetentionRule(Owned):
    """One line of an institution's schedule, as it was from then on. To change it is to write the next revision."""

    __tablename__ = "retention_rules"
    __table_args__ = (
        UniqueConstraint("institution_id", "number"),
        {"info": {"app_may": "SELECT, INSERT", "since": "0002"}},
    )

    scope: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    """Of the series or the kind; nothing, for the rest."""
    revision: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    """Of the whole schedule: each change of it has the next."""
    in_force: Mapped[bool]
    years: Mapped[int]
    disposal: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(String(300))
    """The law, or the act that approved the schedule."""
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[UUID | None]


class HoldCause(StrEnum):
    LITIGATION = "litigation"
    OVERSIGHT = "oversight"
    OTHER = "other"


class LegalHold(Owned):
    """Something that is not to be touched for as long as a trial or an inspection lasts, whatever its term says."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        Index("ix_legal_holds_subject", "institution_id", "subject_id", "lifted_at"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE", "since": "0002"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    cause: Mapped[str] = mapped_column(String(12))
    act: Mapped[str] = mapped_column(String(300))
    """What orders it, as it is cited."""
    reason: Mapped[str] = mapped_column(String(300))
    put_at: Mapped[datetime]
    put_by: Mapped[str] = mapped_column(String(200))
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[str | None] = mapped_column(String(200), default=None)
    lift_act: Mapped[str | None] = mapped_column(String(300), default=None)
    lift_reason: Mapped[str | None] = mapped_column(String(300), default=None)


class Retained(Owned):
    """Until when a thing is kept as the schedule is now, and what the store was asked. All of it can be made again."""

    __tablename__ = "retained"
    __table_args__ = (
        Index("ix_retained_due_at", "institution_id", "due_at"),
        Index("ix_retained_number", "institution_id", "number"),
        Index("ix_retained_until", "institution_id", "until"),
        {"info": {"sealed": False, "since": "0002"}},
    )

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(default=0)
    """Of the schedule by which this was worked out."""
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it is looked at again; never, while nothing changes."""
    scope: Mapped[str | None] = mapped_column(String(8), default=None)
    name: Mapped[str | None] = mapped_column(String(80), default=None)
    revision: Mapped[int | None] = mapped_column(default=None)
    since: Mapped[date | None] = mapped_column(Date, default=None)
    until: Mapped[date | None] = mapped_column(Date, default=None)
    """The first day on which its term is over; none, when it is kept for good, or nothing says how long."""
    held: Mapped[bool] = mapped_column(default=False)
    """Whether the store holds it for a cause."""
    asked_until: Mapped[datetime | None] = mapped_column(default=None)
    asked_of: Mapped[str] = mapped_column(String(200), default="")
    """The store that was asked, as its address names it."""
    trouble: Mapped[str | None] = mapped_column(String(80), default=None)


class HeldContent(Base):
    """For whom the store holds some bytes. They are one blob for everybody: it is let go when nobody is left here."""

    __tablename__ = "held_contents"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT, DELETE", "since": "0002"}},)

    blob: Mapped[str] = mapped_column(String(64), primary_key=True)
    institution_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
