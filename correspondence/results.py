from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Result:
    id: UUID
    done: bool
    code: str | None = None
    message: str | None = None
