from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id, refers_to


class Communication(Owned):
    """A document that an institution sends to others, and what its sender expects of them."""

    __tablename__ = "communications"
    __table_args__ = (
        refers_to("documents", "document_id"),
        Index("ix_communications_sent_at", "institution_id", "sent_at", "id"),
        Index("ix_communications_document_id", "institution_id", "document_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    document_id: Mapped[UUID]
    office_id: Mapped[UUID | None]
    """The oficina de partes that dispatches it."""
    folio: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(Text)
    access_level: Mapped[int]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(String(200))
    behalf: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    """On behalf of which chief an assistant dispatched it."""
    answer_expected: Mapped[bool] = mapped_column(default=False)
    answer_to_id: Mapped[UUID | None] = mapped_column(default=None)
    """To whom the answer is to be given: an institution, which need not be the sender."""
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its first copy left."""
    state_register_number: Mapped[str | None] = mapped_column(String(60), default=None)
    """Its number in the State's platform (Ley 19.880, art. 19), written down by hand; None while it is pending."""
    state_registered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


class DistributionLine(Owned):
    """One line of the distribution, as it is printed: to whom, for what, and which kind of copy."""

    __tablename__ = "distribution_lines"
    __table_args__ = (refers_to("communications", "communication_id"),)

    communication_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    addressee: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(12))
    copy: Mapped[str] = mapped_column(String(40))
    recipient_id: Mapped[UUID | None] = mapped_column(default=None)
    """The institution; None for whoever is outside the installation."""
    unit_id: Mapped[UUID | None] = mapped_column(default=None)
    post_id: Mapped[UUID | None] = mapped_column(default=None)


class DeliveryState(StrEnum):
    ON_ITS_WAY = "on-its-way"
    KEPT = "kept"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    WITHDRAWN = "withdrawn"


class Delivery(Owned):
    """The copy of one institution, as its sender follows it. The copy that the sender keeps is one too."""

    __tablename__ = "deliveries"
    __table_args__ = (
        refers_to("communications", "communication_id"),
        UniqueConstraint("institution_id", "communication_id", "recipient_id", "attempt"),
        Index("ix_deliveries_state", "institution_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    communication_id: Mapped[UUID | None]
    """None for a petition that goes to whoever it concerns: what travels is then a reception."""
    recipient_id: Mapped[UUID]
    recipient: Mapped[str] = mapped_column(String(200))

    reception_id: Mapped[UUID | None] = mapped_column(default=None)
    attempt: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[UUID | None] = mapped_column(default=None)
    """The returned or withdrawn copy instead of which this one goes."""
    state: Mapped[str] = mapped_column(String(20), default=DeliveryState.ON_ITS_WAY)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    entry: Mapped[str | None] = mapped_column(String(40), default=None)
    """The number that the recipient gave it in its own book."""
    answered_by: Mapped[str | None] = mapped_column(String(300), default=None)
    """The post and office that acknowledged or returned it."""
    reason: Mapped[str | None] = mapped_column(String(40), default=None)
    note: Mapped[str | None] = mapped_column(String(255), default=None)
    receipt: Mapped[str | None] = mapped_column(String(64), default=None)
    """The blob of the signed receipt, once it came."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its recipient dispatched an answer for good, to whomever it was asked to answer."""
    answer: Mapped[str | None] = mapped_column(String(80), default=None)
    """The number of that answer."""
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)


class OutsideState(StrEnum):
    TO_DISPATCH = "to-dispatch"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class OutsideDispatch(Owned):
    """The copy of somebody outside the installation: a person, a court, a company."""

    __tablename__ = "outside_dispatches"
    __table_args__ = (
        refers_to("communications", "communication_id"),
        Index("ix_outside_dispatches_state", "institution_id", "state"),
        Index("ix_outside_dispatches_communication_id", "institution_id", "communication_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    communication_id: Mapped[UUID]
    position: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(200))
    recipient_kind: Mapped[str] = mapped_column(String(40))
    rut: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(300))
    medium: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), default=OutsideState.TO_DISPATCH)
    tracking_number: Mapped[str | None] = mapped_column(String(60), default=None)
    dispatched_at: Mapped[datetime | None] = mapped_column(default=None)
    dispatched_by: Mapped[str | None] = mapped_column(String(200), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    result: Mapped[str | None] = mapped_column(String(255), default=None)


class Evidence(Owned):
    """What proves that something left or arrived outside: a postal slip, a mail server's answer, a signed list."""

    __tablename__ = "dispatch_evidence"
    __table_args__ = (
        refers_to("outside_dispatches", "dispatch_id"),
        Index("ix_dispatch_evidence_dispatch_id", "institution_id", "dispatch_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    dispatch_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    blob: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    at: Mapped[datetime]
