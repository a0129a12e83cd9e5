from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Base, new_id


class ExchangeKind(StrEnum):
    COPY = "copy"
    ACKNOWLEDGEMENT = "acknowledgement"
    RETURN = "return"
    WITHDRAWAL = "withdrawal"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_REFUSED = "withdrawal-refused"
    RECEIPT = "receipt"
    ANSWERED = "answered"
    REMINDER = "reminder"


class Exchange(Base):
    """What passes from one institution to another. Written once by the sender, taken once by the recipient."""

    __tablename__ = "exchange"
    __table_args__ = (
        Index("ix_exchange_recipient_id", "recipient_id", "id"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE (taken_at)"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    sender_id: Mapped[UUID]
    recipient_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime]
    checkpoint: Mapped[str | None] = mapped_column(Text)
    """What the sender's log was known to be: the recipient holds it against any later change."""
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
