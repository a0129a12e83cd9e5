from datetime import date
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from correspondence.entry import Entry
from correspondence.lists import ACCESS_LEVELS, MEDIA, RETURN_REASONS, SENDERS
from correspondence.schemas.asking import Reason


class EntryForm(BaseModel):
    """Something that came in from outside, as the oficina de partes writes it down."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "medium": "counter",
                    "sender_kind": "person",
                    "sender": "María Eugenia Soto Riquelme",
                    "sender_rut": "12.345.678-5",
                    "kind": "Solicitud",
                    "subject": "Pide copia autorizada del plano N° 13.114-1.207",
                    "received_at": "2026-09-21T11:20:00-03:00",
                    "sheets": 2,
                    "annexes": "Un plano",
                    "annexes_place": "Archivador 4, oficina de partes",
                }
            ]
        }
    )

    medium: str = Field(description=", ".join(MEDIA))
    sender_kind: str = Field(description=", ".join(SENDERS))
    sender: str = Field(min_length=1, max_length=200)
    sender_rut: str | None = Field(default=None, max_length=14, description="None: «sin RUN».")
    sender_id: UUID | None = Field(default=None, description="The institution, where it is in the directory.")
    kind: str = Field(min_length=1, max_length=80, examples=["Oficio"])
    number: str = Field(default="", max_length=80)
    dated: date | None = Field(default=None, description="The date of the document itself; never in the future.")
    received_at: AwareDatetime = Field(description="When it came, which may be before it is written down.")
    subject: str = Field(min_length=1, max_length=1000)
    antecedent: str = Field(default="", max_length=1000)
    sheets: int | None = Field(default=None, ge=0, le=100_000)
    annexes: str = Field(default="", max_length=1000)
    annexes_place: str = Field(default="", max_length=200)
    sealed_envelope: bool = Field(default=False, description="«Sobre cerrado»: nobody here opened it.")
    access_level: int = Field(default=1, ge=1, le=4, description=str(ACCESS_LEVELS))
    access_cause: str = Field(default="", max_length=300, description="La causa legal, o su código en la lista")
    access_until: date | None = Field(default=None, description="Hasta cuándo rige la reserva")
    sensitive: bool = Field(default=False, description="Contiene datos personales sensibles (Ley 21.719)")
    destination_unit_id: UUID | None = None
    office_id: UUID | None = None

    def entry(self) -> Entry:
        return Entry(**self.model_dump())


class Changes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    medium: str | None = None
    sender_kind: str | None = None
    sender: str | None = Field(default=None, min_length=1, max_length=200)
    sender_rut: str | None = Field(default=None, max_length=14)
    sender_id: UUID | None = None
    kind: str | None = Field(default=None, min_length=1, max_length=80)
    number: str | None = Field(default=None, max_length=80)
    dated: date | None = None
    arrived_at: AwareDatetime | None = None
    subject: str | None = Field(default=None, min_length=1, max_length=1000)
    antecedent: str | None = Field(default=None, max_length=1000)
    sheets: int | None = Field(default=None, ge=0, le=100_000)
    annexes: str | None = Field(default=None, max_length=1000)
    annexes_place: str | None = Field(default=None, max_length=200)
    sealed_envelope: bool | None = None
    access_level: int | None = Field(default=None, ge=1, le=4)
    access_cause: str | None = Field(default=None, max_length=300)
    access_until: date | None = None
    sensitive: bool | None = None

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class CorrectionForm(BaseModel):
    """Only what changes, and why. The number stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"changes": {"subject": "Pide copia autorizada del plano"}, "reason": "Materia mal escrita."}]
        }
    )

    changes: Changes
    reason: Reason


class ReturnForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "missing-annex", "note": "Falta el anexo 2 que se anuncia."}]}
    )

    reason: str = Field(description=", ".join(RETURN_REASONS))
    note: Reason


class RemitForm(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recipient_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                    "reason": "La materia es de competencia de la municipalidad.",
                }
            ]
        }
    )

    recipient_id: UUID
    reason: Reason
