from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id, refers_to


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class IuieSeries(Owned):
    """The last number that an expediente was given in a year. Locked by whoever opens the next."""

    __tablename__ = "iuie_series"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Expediente(Owned):
    """A case file as it is now. How it came to be so is in its acts, which never change."""

    __tablename__ = "expedientes"
    __table_args__ = (
        UniqueConstraint("institution_id", "iuie"),
        UniqueConstraint("institution_id", "year", "number"),
        Index(None, "institution_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    iuie: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(200))
    responsible: Mapped[str] = mapped_column(String(300))
    """The official who answers for it: name and post, as they were."""
    ex_officio: Mapped[bool]
    summary: Mapped[str] = mapped_column(Text, default="")
    procedure_code: Mapped[str] = mapped_column(String(40), default="")
    """Of the catalogue of administrative procedures of the State (CPAT)."""
    procedure_name: Mapped[str] = mapped_column(String(300), default="")
    series: Mapped[str] = mapped_column(String(60), default="")
    responsible_post_id: Mapped[UUID | None] = mapped_column(default=None)
    unit_id: Mapped[UUID | None] = mapped_column(default=None)
    access_level: Mapped[int] = mapped_column(default=1)
    access_cause: Mapped[str] = mapped_column(String(300), default="")
    restricted_until: Mapped[date | None] = mapped_column(default=None)
    warning: Mapped[str] = mapped_column(String(300), default="")
    sensitive: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default=State.OPEN)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    acts: Mapped[int] = mapped_column(default=0)
    chain: Mapped[str] = mapped_column(String(64), default="")
    """The hash of the last act: it stands for every act before it."""
    last_occurred_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def restricted(self) -> bool:
        return self.access_level > 1 or self.sensitive


class Deed(StrEnum):
    """What may happen to an expediente: the register of DS 10, art. 11."""

    OPENED = "opened"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"
    PARTY_ADDED = "party-added"
    PARTY_ENDED = "party-ended"
    READERS_ADDED = "readers-added"
    READERS_REMOVED = "readers-removed"
    ACCESS_CHANGED = "access-changed"
    ACCESS_LAPSED = "access-lapsed"
    ACCUMULATED = "accumulated"
    CLOSED = "closed"
    REOPENED = "reopened"


class Act(Owned):
    """Something that was done to an expediente. Each carries the hash of the one before: none can be changed unseen."""

    __tablename__ = "expediente_acts"
    __table_args__ = (refers_to("expedientes", "expediente_id"), {"info": {"app_may": "SELECT, INSERT"}})

    expediente_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    deed: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    system: Mapped[str | None] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Direction(StrEnum):
    """What came in is ordered by its reception, what went out by its sending, the rest by when it occurred."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class FiledEntry(Owned):
    """A line of the index. What was filed by mistake is withdrawn with a reason, and stays in sight."""

    __tablename__ = "expediente_entries"
    __table_args__ = (
        refers_to("expedientes", "expediente_id"),
        UniqueConstraint("institution_id", "expediente_id", "position"),
        Index(None, "institution_id", "expediente_id", "occurred_at"),
        Index("ix_expediente_entries_subject", "institution_id", "subject_id"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_reason)"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    expediente_id: Mapped[UUID]
    position: Mapped[int]
    """Of the act that filed it."""
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(500))
    document_type: Mapped[str] = mapped_column(String(80))
    direction: Mapped[str] = mapped_column(String(8))
    occurred_at: Mapped[datetime]
    filed_at: Mapped[datetime]
    filed_by: Mapped[str] = mapped_column(String(200))
    late: Mapped[bool]
    """Something that came or went after it was filed before it."""
    identifiers: Mapped[dict[str, str]] = mapped_column(JSON)
    sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    blob: Mapped[str | None] = mapped_column(String(64), default=None)
    size: Mapped[int | None] = mapped_column(default=None)
    media_type: Mapped[str] = mapped_column(String(80), default="application/pdf")
    location: Mapped[str] = mapped_column(String(300), default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")


class Party(Owned):
    """Whoever has an interest in the case, from when, and until when."""

    __tablename__ = "expediente_parties"
    __table_args__ = (
        refers_to("expedientes", "expediente_id"),
        Index(None, "institution_id", "expediente_id"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE (ended_at)"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    expediente_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    run: Mapped[str] = mapped_column(String(12), default="")
    relation: Mapped[int] = mapped_column(default=2)
    kind: Mapped[int] = mapped_column(default=1)
    represents: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Access(Owned):
    """Somebody looked: the register of accesses of DS 10, arts. 19 N° 5 and 37."""

    __tablename__ = "expediente_accesses"
    __table_args__ = (
        refers_to("expedientes", "expediente_id"),
        Index(None, "institution_id", "expediente_id"),
        {"info": {"app_may": "SELECT, INSERT"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    expediente_id: Mapped[UUID]
    entry_id: Mapped[UUID | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[UUID | None]
    system: Mapped[str | None] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(20))
