"""When each chore that nobody may forget was last done: a row, whichever machine did it."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Base
from kernel.work import Work

BACKUP = "backup"


class LastDone(Base):
    __tablename__ = "last_done"

    chore: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]


def note_done(work: Work, chore: str) -> None:
    """Say that it was done, now."""
    work.add_unless_there(LastDone(chore=chore, at=work.now))
    work.session.get_one(LastDone, chore, with_for_update=True, populate_existing=True).at = work.now


def last_done(work: Work) -> dict[str, datetime]:
    return {row.chore: row.at for row in work.session.scalars(select(LastDone))}
