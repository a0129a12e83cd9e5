from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from correspondence.lists import MEDIA, RETURN_REASONS
from correspondence.models import Communication, Delivery, DistributionLine, Evidence, OutsideDispatch
from correspondence.rights import RESERVED


class LineView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    position: int
    addressee: str
    purpose: str
    copy_kind: str = Field(validation_alias="copy")
    recipient_id: UUID | None
    unit_id: UUID | None
    post_id: UUID | None


class DeliveryView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    recipient_id: UUID
    recipient: str
    state: str
    attempt: int
    replaces_id: UUID | None
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    returned_at: datetime | None
    withdrawn_at: datetime | None
    entry: str | None = Field(description="The number in the recipient's own book.")
    answered_by: str | None = Field(description="The post and office that acknowledged or returned it.")
    reason: str | None = Field(description=", ".join(RETURN_REASONS))
    note: str | None
    receipt: str | None = Field(description="SHA-256 of the signed receipt.")
    answered_at: datetime | None = Field(description="When an answer for good left, to whomever it was to go.")
    answer: str | None = Field(description="The number of that answer.")
    reminded_at: datetime | None


class EvidenceView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    sha256: str = Field(validation_alias="blob")
    size: int
    at: datetime


class OutsideDispatchView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    communication_id: UUID
    position: int
    recipient: str
    recipient_kind: str
    medium: str = Field(description=", ".join(MEDIA))
    address: str
    state: str
    tracking_number: str | None
    dispatched_at: datetime | None
    dispatched_by: str | None
    ended_at: datetime | None
    result: str | None


class CommunicationView(BaseModel):
    id: UUID
    document_id: UUID
    folio: str
    subject: str
    sent_at: datetime
    sent_by: str
    behalf: dict[str, Any] | None
    left_at: datetime | None
    answer_expected: bool
    answer_to_id: UUID | None
    due_at: datetime | None
    state_register: str
    distribution: list[LineView]
    deliveries: list[DeliveryView]
    outside: list[OutsideDispatchView]

    @classmethod
    def of(
        cls,
        communication: Communication,
        lines: Sequence[DistributionLine],
        deliveries: Sequence[Delivery],
        outside: Sequence[OutsideDispatch],
        *,
        readable: bool = True,
    ) -> Self:
        return cls(
            **_said(communication, readable=readable),
            document_id=communication.document_id,
            sent_by=communication.sent_by,
            behalf=communication.behalf,
            left_at=communication.left_at,
            answer_to_id=communication.answer_to_id,
            distribution=[LineView.model_validate(each) for each in lines],
            deliveries=[DeliveryView.model_validate(each) for each in deliveries],
            outside=[OutsideDispatchView.model_validate(each) for each in outside],
        )


class SentView(BaseModel):
    """A communication as it lies in the tray of what was sent."""

    id: UUID
    folio: str
    subject: str
    sent_at: datetime
    answer_expected: bool
    due_at: datetime | None
    state_register: str
    copies: dict[str, int] = Field(description="How many copies are in each state.")

    @classmethod
    def of(cls, communication: Communication, copies: dict[str, int], *, readable: bool) -> Self:
        return cls(**_said(communication, readable=readable), copies=copies)


def _said(communication: Communication, *, readable: bool) -> dict[str, object]:
    number = communication.state_register_number
    return {
        "id": communication.id,
        "folio": communication.folio,
        "subject": communication.subject if readable else RESERVED,
        "sent_at": communication.sent_at,
        "answer_expected": communication.answer_expected,
        "due_at": communication.due_at,
        "state_register": f"Registro en DocDigital: {f'N° {number}' if number else 'pendiente'}",
    }


class EvidenceList(BaseModel):
    items: list[EvidenceView]

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> Self:
        return cls(items=[EvidenceView.model_validate(each) for each in evidence])
