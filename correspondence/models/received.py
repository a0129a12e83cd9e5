from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Base, Owned, new_id, refers_to


class Source(StrEnum):
    EXCHANGE = "exchange"
    BY_HAND = "by-hand"


class ReceptionState(StrEnum):
    """What became of it at the door. What is done about it afterwards is another axis."""

    ARRIVED = "arrived"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REGISTERED = "registered"
    ANNULLED = "annulled"


class Reception(Owned):
    """An entry of the institution's own book: what arrived, from whom, when, and what it said that day.

    What is shown in trays and in the book lies in columns, which a correction may change; what came through
    the exchange stays in the snapshot as it came.
    """

    __tablename__ = "receptions"
    __table_args__ = (
        UniqueConstraint("institution_id", "office_id", "year", "entry_number"),
        UniqueConstraint("institution_id", "exchange_id"),
        Index("ix_receptions_delivery_id", "institution_id", "delivery_id"),
        Index("ix_receptions_state", "institution_id", "state", "closed_at"),
        Index("ix_receptions_state_id", "institution_id", "state", "id"),
        Index("ix_receptions_letter_id", "institution_id", "letter_id"),
        Index("ix_receptions_arrived_at", "institution_id", "arrived_at", "id"),
        Index("ix_receptions_access_until", "institution_id", "access_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    source: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    office_id: Mapped[UUID]
    arrived_at: Mapped[datetime]
    legal_at: Mapped[datetime]
    """When it counts as presented: the same instant, but for what people present outside working days."""
    registered_at: Mapped[datetime]
    registered_by: Mapped[str] = mapped_column(String(200))
    medium: Mapped[str] = mapped_column(String(40))
    sender_kind: Mapped[str] = mapped_column(String(40))
    sender: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(Text)
    turn: Mapped[str] = mapped_column(String(300))
    """Whose turn it is, in words, and since when."""
    turn_since: Mapped[datetime]

    exchange_id: Mapped[UUID | None] = mapped_column(default=None)
    delivery_id: Mapped[UUID | None] = mapped_column(default=None)
    """The sender's own id for this copy."""
    year: Mapped[int | None] = mapped_column(default=None)
    entry_number: Mapped[int | None] = mapped_column(default=None)
    sender_id: Mapped[UUID | None] = mapped_column(default=None)
    sender_rut: Mapped[str | None] = mapped_column(String(12), default=None)
    dated: Mapped[date | None] = mapped_column(default=None)
    antecedent: Mapped[str] = mapped_column(Text, default="")
    petition: Mapped[bool] = mapped_column(default=False)
    """What a person presents: it is never returned, and its legal time follows working days."""
    sheets: Mapped[int | None] = mapped_column(default=None)
    annexes: Mapped[str] = mapped_column(Text, default="")
    annexes_place: Mapped[str] = mapped_column(String(200), default="")
    sealed_envelope: Mapped[bool] = mapped_column(default=False)
    access_level: Mapped[int] = mapped_column(default=1)
    access_cause: Mapped[str] = mapped_column(String(300), default="")
    access_until: Mapped[date | None] = mapped_column(default=None)
    access_warning: Mapped[str] = mapped_column(String(300), default="")
    access_decided_by: Mapped[str] = mapped_column(String(200), default="")
    """Who said how open it is: its sender, whoever wrote it down or changed it; nobody, once its date came."""
    access_decided_at: Mapped[datetime | None] = mapped_column(default=None)
    sensitive: Mapped[bool] = mapped_column(default=False)
    """It tells of health, belief, origin and the like (Ley 21.719): each reading is written down."""
    destination_unit_id: Mapped[UUID | None] = mapped_column(default=None)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    blob: Mapped[str | None] = mapped_column(String(64), default=None)
    size: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_by: Mapped[str | None] = mapped_column(String(300), default=None)
    receipt: Mapped[str | None] = mapped_column(String(64), default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(String(40), default=None)
    note: Mapped[str | None] = mapped_column(String(255), default=None)
    answer_expected: Mapped[bool] = mapped_column(default=False)
    answer_to: Mapped[str | None] = mapped_column(String(200), default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its sender last asked for the answer that is still missing."""
    referred_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_way: Mapped[str | None] = mapped_column(String(40), default=None)
    closed_reason: Mapped[str | None] = mapped_column(String(255), default=None)
    letter_id: Mapped[UUID | None] = mapped_column(default=None)
    """The document that tells its presenter to which organ it was sent (Ley 19.880, art. 14)."""

    @property
    def entry(self) -> str | None:
        return f"{self.entry_number}/{self.year}" if self.entry_number else None

    @property
    def restricted(self) -> bool:
        return self.access_level > 1 or self.sealed_envelope

    @property
    def guarded(self) -> bool:
        """Each reading of it is written down."""
        return self.restricted or self.sensitive


class Correction(Owned):
    """What an entry said before it was corrected, who corrected it and why. The number never changes."""

    __tablename__ = "reception_corrections"
    __table_args__ = (
        refers_to("receptions", "reception_id"),
        Index("ix_reception_corrections_reception_id", "institution_id", "reception_id"),
        {"info": {"app_may": "SELECT, INSERT"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    reception_id: Mapped[UUID]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(255))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class Purpose(StrEnum):
    ACTION = "action"
    INFORMATION = "information"


class ReferralState(StrEnum):
    PENDING = "pending"
    TAKEN = "taken"
    INFORMED = "informed"
    PASSED_ON = "passed-on"
    REASSIGNED = "reassigned"
    RETURNED = "returned"
    ENDED = "ended"


class Referral(Owned):
    """Somebody of the institution is to do something about an entry, or to know of it."""

    __tablename__ = "referrals"
    __table_args__ = (
        refers_to("receptions", "reception_id"),
        refers_to("referrals", "parent_id"),
        Index("ix_referrals_reception_id", "institution_id", "reception_id"),
        Index("ix_referrals_state", "institution_id", "state", "due_at"),
        Index("ix_referrals_parent_id", "institution_id", "parent_id"),
        Index("ix_referrals_mark", "institution_id", "mark", "purpose", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    reception_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    unit_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    holder: Mapped[str] = mapped_column(String(200))
    """The unit or person, by name."""
    mark: Mapped[str] = mapped_column(String(50))
    """The reader mark of whoever holds it."""
    purpose: Mapped[str] = mapped_column(String(12))
    instruction: Mapped[str] = mapped_column(Text)
    term: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    due_at: Mapped[datetime | None]
    referred_at: Mapped[datetime]
    referred_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default=ReferralState.PENDING)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by: Mapped[str | None] = mapped_column(String(200), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    way: Mapped[str | None] = mapped_column(String(40), default=None)
    reason: Mapped[str | None] = mapped_column(String(255), default=None)


class Answer(Owned):
    """A document of the institution's own that answers an entry, in part or for good."""

    __tablename__ = "answers"
    __table_args__ = (
        refers_to("receptions", "reception_id"),
        refers_to("documents", "document_id"),
        Index("ix_answers_document_id", "institution_id", "document_id"),
    )

    reception_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID | None]
    definitive: Mapped[bool]
    at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None] = mapped_column(default=None)


class EntryCode(Base):
    """Whose comprobante de ingreso bears a code: what anybody may ask without saying who they are."""

    __tablename__ = "entry_codes"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT"}},)

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    institution_id: Mapped[UUID]
    reception_id: Mapped[UUID] = mapped_column(unique=True)


class Step(Owned):
    """One line of the trail of an entry (hoja de ruta): who did what, when, and for whom."""

    __tablename__ = "reception_steps"
    __table_args__ = (
        refers_to("receptions", "reception_id"),
        Index("ix_reception_steps_reception_id", "institution_id", "reception_id", "id"),
        {"info": {"app_may": "SELECT, INSERT"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    reception_id: Mapped[UUID]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(200))
    behalf: Mapped[str | None] = mapped_column(String(500))
    """On behalf of which chief, when an assistant did it."""
    to: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    referral_id: Mapped[UUID | None]
