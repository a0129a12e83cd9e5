from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from correspondence.lines import Expectation, Line, Outside
from correspondence.lists import COPIES
from correspondence.models import Purpose
from kernel.calendar import Term, TermKind

Reason = Annotated[str, Field(min_length=3, max_length=255)]


class TermForm(BaseModel):
    """A deadline: so many días hábiles, días corridos or hours from now, or a date."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "working-days", "amount": 15}]})

    kind: TermKind
    amount: int | None = Field(default=None, ge=1, le=3650)
    on: date | None = None

    def term(self) -> Term:
        return Term(self.kind, self.amount, self.on)


class OutsideForm(BaseModel):
    """Somebody without an oficina de partes here."""

    name: str = Field(min_length=1, max_length=200)
    kind: str = Field(description="person, company, court or institution.", examples=["court"])
    medium: str = Field(description="e-mail, registered-letter, courier or by-hand.", examples=["registered-letter"])
    address: str = Field(min_length=1, max_length=300)
    rut: str | None = Field(default=None, max_length=14, description="None for whoever has no RUN.")


class LineForm(BaseModel):
    addressee: str = Field(min_length=1, max_length=200, description="Unit or person, as it is to be printed.")
    recipient_id: UUID | None = Field(default=None, description="The receiving institution; one's own keeps a copy.")
    purpose: Purpose = Purpose.ACTION
    copy_kind: str = Field(default="original", description=", ".join(COPIES))
    unit_id: UUID | None = None
    post_id: UUID | None = None
    outside: OutsideForm | None = None

    def line(self) -> Line:
        outside = Outside(**self.outside.model_dump()) if self.outside else None
        return Line(
            self.recipient_id, self.addressee, self.purpose, self.copy_kind, self.unit_id, self.post_id, outside
        )


class SendForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "document_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                    "distribution": [
                        {
                            "addressee": "Señor Ministro de Hacienda",
                            "recipient_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                            "purpose": "action",
                            "copy_kind": "original",
                        },
                        {
                            "addressee": "Segundo Juzgado Civil de Santiago",
                            "outside": {
                                "name": "Segundo Juzgado Civil de Santiago",
                                "kind": "court",
                                "medium": "registered-letter",
                                "address": "Huérfanos 1409, Santiago",
                            },
                        },
                    ],
                    "answer_expected": True,
                    "term": {"kind": "working-days", "amount": 15},
                }
            ]
        }
    )

    document_id: UUID
    distribution: list[LineForm] = Field(min_length=1, max_length=500)
    answer_expected: bool = False
    answer_to_id: UUID | None = Field(default=None, description="Who is to be answered, where it is not the sender.")
    term: TermForm | None = None
    behalf_post_id: UUID | None = Field(
        default=None, description="For which chief, when whoever sends is the assistant of more than one."
    )

    def lines(self) -> list[Line]:
        return [line.line() for line in self.distribution]

    def expectation(self) -> Expectation:
        return Expectation(self.answer_expected, self.answer_to_id, self.term.term() if self.term else None)


class RedirectForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"addressee": "Señor Alcalde de Ancud", "recipient_id": "01890a5d-ac96-774b-bcce-b302099a8058"}
            ]
        }
    )

    addressee: str = Field(min_length=1, max_length=200)
    recipient_id: UUID
    purpose: Purpose = Purpose.ACTION
    copy_kind: str = "original"
    unit_id: UUID | None = None
    post_id: UUID | None = None

    def line(self) -> Line:
        return Line(self.recipient_id, self.addressee, self.purpose, self.copy_kind, self.unit_id, self.post_id)


class ReasonForm(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Se envió por error a este destinatario."}]})

    reason: Reason


class ReminderForm(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "El plazo vence el viernes."}]})

    note: str = Field(default="", max_length=255, description="What is added to the reminder, if anything.")


class StateRegisterForm(BaseModel):
    """The number that the State's platform gave it (Ley 19.880, art. 19)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": "2260043"}]})

    number: str = Field(min_length=1, max_length=60)


class OutsideDispatchForm(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"tracking_number": "1179812345678"}]})

    tracking_number: str | None = Field(default=None, max_length=60)
    at: AwareDatetime | None = None


class OutsideResultForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"delivered": True, "result": "Recibido por la secretaría del tribunal."}]}
    )

    delivered: bool
    result: Reason
    at: AwareDatetime | None = None
