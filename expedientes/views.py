from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from expedientes.metadata import Element
from expedientes.models import Access, Act, Expediente, FiledEntry, Party
from expedientes.service import Fault

SECRET = "Pieza reservada"  # noqa: S105 -- what is shown of it


class ExpedienteView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    iuie: str
    title: str
    subject: str
    summary: str
    responsible: str
    ex_officio: bool
    procedure_code: str
    procedure_name: str
    series: str
    access_level: int
    access_cause: str
    restricted_until: date | None
    warning: str
    sensitive: bool
    state: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    acts: int
    chain: str

    @classmethod
    def of(cls, expediente: Expediente) -> Self:
        return cls.model_validate(expediente)


class EntryView(BaseModel):
    """A line of the index. Of what the reader may not see: that it is there, and since when."""

    id: UUID
    position: int
    kind: str
    subject_id: UUID | None
    title: str
    document_type: str
    direction: str
    occurred_at: datetime
    filed_at: datetime
    late: bool
    identifiers: dict[str, str]
    sha256: str | None
    size: int | None
    location: str
    restricted: bool
    readable: bool
    has_content: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @classmethod
    def of(cls, entry: FiledEntry, *, readable: bool = True) -> Self:
        hidden: dict[str, Any] = (
            {} if readable else {"subject_id": None, "title": SECRET, "document_type": "", "identifiers": {}}
        )
        hidden |= {} if readable else {"size": None, "location": "", "withdrawn_reason": ""}
        told = {name: getattr(entry, name) for name in cls.model_fields if name not in {"readable", "has_content"}}
        return cls(**told | hidden, readable=readable, has_content=readable and entry.blob is not None)


class PartyView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    run: str
    relation: int
    kind: int
    represents: str
    added_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, party: Party) -> Self:
        return cls.model_validate(party)


class ActView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    position: int
    deed: str
    at: datetime
    by: str
    system: str | None
    facts: dict[str, Any] | None
    previous: str
    hash: str

    @classmethod
    def of(cls, act: Act, *, told: bool = True) -> Self:
        """Where the reader may not see everything, what was done is told without its facts."""
        view = cls.model_validate(act)
        return view if told else view.model_copy(update={"facts": None})


class AccessView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    at: datetime
    by: str
    system: str | None
    what: str
    entry_id: UUID | None

    @classmethod
    def of(cls, access: Access) -> Self:
        return cls.model_validate(access)


class ElementView(BaseModel):
    code: str
    label: str
    obligation: str
    archivo_nacional: bool
    values: list[str]
    missing: bool

    @classmethod
    def of(cls, element: Element) -> Self:
        told = {name: getattr(element, name) for name in ("code", "label", "obligation", "archivo_nacional")}
        return cls(**told, values=list(element.values), missing=element.is_missing)


class FaultView(BaseModel):
    iuie: str
    what: str
    position: int | None

    @classmethod
    def of(cls, fault: Fault) -> Self:
        return cls(iuie=fault.iuie, what=fault.what, position=fault.position)


class VerificationView(BaseModel):
    clean: bool
    faults: list[FaultView]


class IndexView(BaseModel):
    """The índice electrónico. `partial` says that something is hidden from the reader; the hash is of the whole."""

    sha256: str
    partial: bool
    index: dict[str, Any]
