from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id, refers_to


class DistributionList(Owned):
    """A distribution that a unit or an oficina de partes uses often, by a name. Deleted, it is offered no more."""

    __tablename__ = "distribution_lists"
    __table_args__ = (
        refers_to("units", "unit_id"),
        refers_to("offices", "office_id"),
        Index("ix_distribution_lists_name", "institution_id", "name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200))
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
