"""To whom something goes, in the words of whoever sends or refers it."""

from dataclasses import dataclass
from uuid import UUID

from correspondence.models import Purpose
from kernel.calendar import Term


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody who has no oficina de partes here: how and where they are reached."""

    name: str
    kind: str
    medium: str
    address: str
    rut: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the distribution: an institution (perhaps the sender itself), or somebody outside."""

    recipient_id: UUID | None
    addressee: str
    purpose: Purpose = Purpose.ACTION
    copy: str = "original"
    unit_id: UUID | None = None
    post_id: UUID | None = None
    outside: Outside | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the sender expects: an answer, to whom, by when."""

    answer: bool = False
    answer_to_id: UUID | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """To which unit or person an entry is referred, for what, and by when."""

    unit_id: UUID | None = None
    person_id: UUID | None = None
    purpose: Purpose = Purpose.ACTION
    instruction: str = ""
    term: Term | None = None
