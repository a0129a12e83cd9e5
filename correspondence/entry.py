from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """What the oficina de partes writes down of something that came in."""

    medium: str
    sender_kind: str
    sender: str
    kind: str
    subject: str
    received_at: datetime
    number: str = ""
    dated: date | None = None
    sender_rut: str | None = None
    sender_id: UUID | None = None
    antecedent: str = ""
    sheets: int | None = None
    annexes: str = ""
    annexes_place: str = ""
    sealed_envelope: bool = False
    access_level: int = 1
    access_cause: str = ""
    access_until: date | None = None
    sensitive: bool = False
    destination_unit_id: UUID | None = None
    office_id: UUID | None = None
