"""Which office this is. Database, blobs and index carry its id, so that those of two are never mixed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.rows import Base, new_id
from kernel.work import Work


class OfficeRow(Base):
    """The one row that says which installation this database is of, and with which key its secrets were wrapped."""

    __tablename__ = "office"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT"}},)

    one: Mapped[int] = mapped_column(primary_key=True, init=False, default=1)
    id: Mapped[UUID] = mapped_column(init=False, default_factory=new_id)
    key_name: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]


def read_office(work: Work) -> OfficeRow | None:
    return work.session.scalar(select(OfficeRow))


def office_of(database: Database) -> OfficeRow | None:
    with database.reading(PLATFORM) as work:
        return read_office(work)
