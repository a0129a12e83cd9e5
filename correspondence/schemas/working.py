from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from correspondence.lines import Target
from correspondence.lists import WAYS_TO_CLOSE
from correspondence.models import Answer, Purpose, Referral
from correspondence.results import Result
from correspondence.schemas.asking import Reason, TermForm
from correspondence.schemas.receiving import ReferralView


class TargetForm(BaseModel):
    unit_id: UUID | None = None
    person_id: UUID | None = None
    purpose: Purpose = Purpose.ACTION
    instruction: str = Field(default="", max_length=1000, description="The providencia.")
    term: TermForm | None = None

    def target(self) -> Target:
        term = self.term.term() if self.term else None
        return Target(self.unit_id, self.person_id, self.purpose, self.instruction, term)


TARGET: JsonDict = {
    "unit_id": "01890a5d-ac96-774b-bcce-b302099a8060",
    "purpose": "action",
    "instruction": "Preparar respuesta para la firma de la Ministra.",
    "term": {"kind": "working-days", "amount": 10},
}


class ReferForm(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"targets": [TARGET]}]})

    targets: list[TargetForm] = Field(min_length=1, max_length=50)
    from_referral: UUID | None = Field(default=None, description="The referral that is passed on.")

    def named(self) -> list[Target]:
        return [each.target() for each in self.targets]


class ReassignForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"target": TARGET, "reason": "Es materia de esa división."}]}
    )

    target: TargetForm
    reason: Reason


class CloseForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"way": "noted", "reason": "Se tomó conocimiento en la unidad."}]}
    )

    way: str = Field(description=", ".join(WAYS_TO_CLOSE))
    reason: Reason


class AnswerForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"document_id": "01890a5d-ac96-774b-bcce-b302099a8061", "definitive": True}]}
    )

    document_id: UUID = Field(description="A document of the institution, drafted as the answer.")
    definitive: bool = Field(default=True, description="Ends what is pending when it is dispatched.")


class BulkReferForm(BaseModel):
    """Acknowledge what still waits for it, and refer it all to the same hands."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ids": ["01890a5d-ac96-774b-bcce-b302099a8062"], "targets": [TARGET]}]}
    )

    ids: list[UUID] = Field(min_length=1, max_length=50)
    targets: list[TargetForm] = Field(default_factory=list, max_length=50)

    def named(self) -> list[Target]:
        return [each.target() for each in self.targets]


class BulkCloseForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ids": ["01890a5d-ac96-774b-bcce-b302099a8062"],
                    "way": "archived",
                    "reason": "Invitaciones de actividades ya realizadas.",
                }
            ]
        }
    )

    ids: list[UUID] = Field(min_length=1, max_length=200)
    way: str
    reason: Reason


class ResultView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    done: bool
    code: str | None
    message: str | None


class ResultsView(BaseModel):
    """What became of each, in the order in which they were named."""

    items: list[ResultView]

    @classmethod
    def of(cls, results: Sequence[Result]) -> Self:
        return cls(items=[ResultView.model_validate(each) for each in results])


class ReferralsView(BaseModel):
    items: list[ReferralView]

    @classmethod
    def of(cls, referrals: Sequence[Referral]) -> Self:
        return cls(items=[ReferralView.model_validate(each) for each in referrals])


class AnswerView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    reception_id: UUID
    document_id: UUID
    definitive: bool
    at: datetime
    dispatched_at: datetime | None

    @classmethod
    def of(cls, answer: Answer) -> Self:
        return cls.model_validate(answer)


class AntecedentView(BaseModel):
    """How an answer names what it answers."""

    antecedent: str
