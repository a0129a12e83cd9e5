from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from correspondence.lists import STEPS, WAYS_TO_CLOSE
from correspondence.models import Correction, Reception, Referral, Step
from correspondence.rights import RESERVED
from correspondence.trays import clocks


class ClocksView(BaseModel):
    """Ley 19.880, art. 24: 24 hours to reach whoever attends it, 48 for a providencia."""

    model_config = ConfigDict(from_attributes=True)

    unit_by: datetime
    unit_late: bool
    providence_by: datetime
    providence_late: bool
    overdue: bool


class ReceptionView(BaseModel):
    """An entry as it lies in a tray. Of what is restricted, whoever holds no mark of it sees that it is there."""

    id: UUID
    source: str
    state: str
    entry: str | None
    arrived_at: datetime
    legal_at: datetime
    registered_at: datetime
    medium: str
    sender: str
    sender_id: UUID | None
    kind: str
    folio: str
    dated: date | None
    subject: str
    petition: bool
    sealed_envelope: bool
    access_level: int
    attachments: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    returned_at: datetime | None
    reason: str | None
    note: str | None
    answer_expected: bool
    answer_to: str | None
    due_at: datetime | None
    turn: str
    turn_since: datetime
    closed_at: datetime | None
    closed_way: str | None = Field(description=", ".join(WAYS_TO_CLOSE))
    clocks: ClocksView

    @classmethod
    def of(cls, reception: Reception, now: datetime, *, readable: bool = True) -> Self:
        said = {name: getattr(reception, name) for name in cls.model_fields if hasattr(reception, name)}
        unsaid = dict.fromkeys(("sender", "kind", "folio", "subject", "note"), RESERVED) | {"sender_id": None}
        return cls(
            **said
            | {"folio": reception.number, "attachments": len(reception.snapshot.get("attachments", []))}
            | ({} if readable else unsaid),
            clocks=ClocksView.model_validate(clocks(reception, now)),
        )


SENT_BACK = ("acknowledged", "returned")
"""The steps whose other end is the sender."""


class StepView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: datetime
    what: str = Field(description=", ".join(STEPS))
    by: str
    behalf: str | None
    to: str | None
    note: str | None

    @classmethod
    def of(cls, step: Step, *, readable: bool) -> Self:
        """Its note, and who sent it, are words of whoever may read the entry."""
        told = cls.model_validate(step)
        if readable:
            return told
        to = RESERVED if step.to and step.what in SENT_BACK else step.to
        return told.model_copy(update={"note": step.note and RESERVED, "to": to})


class TrailView(BaseModel):
    """The hoja de ruta."""

    turn: str
    turn_since: datetime
    steps: list[StepView]

    @classmethod
    def of(cls, reception: Reception, steps: Sequence[Step], *, readable: bool) -> Self:
        return cls(
            turn=reception.turn,
            turn_since=reception.turn_since,
            steps=[StepView.of(each, readable=readable) for each in steps],
        )


class CorrectionView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: datetime
    by: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


class ReferralView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    reception_id: UUID
    parent_id: UUID | None
    unit_id: UUID | None
    person_id: UUID | None
    holder: str
    purpose: str
    instruction: str
    due_at: datetime | None
    referred_at: datetime
    referred_by: str
    state: str
    taken_at: datetime | None
    taken_by: str | None
    ended_at: datetime | None
    way: str | None
    reason: str | None

    @classmethod
    def of(cls, referral: Referral, *, readable: bool) -> Self:
        """What was asked and why it ended are words of whoever may read the entry."""
        told = cls.model_validate(referral)
        if readable:
            return told
        return told.model_copy(update={"instruction": RESERVED, "reason": told.reason and RESERVED})


class EntryView(BaseModel):
    """Everything that is known of one entry."""

    reception: ReceptionView
    antecedent: str
    sheets: int | None
    annexes: str
    annexes_place: str
    access_cause: str
    snapshot: dict[str, Any]
    referrals: list[ReferralView]
    corrections: list[CorrectionView]

    @classmethod
    def of(
        cls,
        reception: Reception,
        referrals: Sequence[Referral],
        corrections: Sequence[Correction],
        now: datetime,
        *,
        readable: bool,
    ) -> Self:
        return cls(
            reception=ReceptionView.of(reception, now, readable=readable),
            antecedent=reception.antecedent if readable else RESERVED,
            sheets=reception.sheets,
            annexes=reception.annexes if readable else RESERVED,
            annexes_place=reception.annexes_place,
            access_cause=reception.access_cause if readable else RESERVED,
            snapshot=reception.snapshot if readable else {},
            referrals=[ReferralView.of(each, readable=readable) for each in referrals],
            corrections=[CorrectionView.model_validate(each) for each in corrections] if readable else [],
        )


class ReceiptView(BaseModel):
    """The comprobante de ingreso: what whoever brings something in takes home."""

    model_config = ConfigDict(from_attributes=True)

    institution: str
    office: str
    entry: str
    arrived_at: datetime
    legal_at: datetime
    registered_at: datetime
    sender: str
    kind: str
    number: str
    subject: str
    sheets: int | None
    annexes: str
    sha256: str | None
