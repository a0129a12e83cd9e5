"""How open something is, and to whom else, as people are told."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from documents.levels import LEVELS
from documents.readers import readers_of
from kernel.work import Work


class ReaderView(BaseModel):
    """Somebody who was let read it, besides those who take part in it."""

    model_config = ConfigDict(from_attributes=True)

    mark: str
    name: str
    reason: str
    added_at: datetime
    added_by: str


class AccessView(BaseModel):
    """How open it is, by what law and until when, who said so, and who else may read it."""

    level: int
    name: str
    cause: str | None
    until: date | None
    warning: str
    sensitive: bool
    decided_by: str
    decided_at: datetime
    readers: list[ReaderView]

    @classmethod
    def of(cls, work: Work, subject_id: UUID, level: int, warning: str, **decided: Any) -> Self:
        """What it does not warn of by itself, its level does."""
        stands, readers = LEVELS[level], readers_of(work, subject_id)
        return cls(
            level=stands.code,
            name=stands.name,
            warning=warning or stands.warning,
            readers=[ReaderView.model_validate(each) for each in readers],
            **decided,
        )
