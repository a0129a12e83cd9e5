from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id


class ReaderMark(Owned):
    """Whoever carries this mark may find the subject. Written by the act that gives the right, and true at once."""

    __tablename__ = "reader_marks"
    __table_args__ = (Index(None, "institution_id", "mark", "subject_id"),)

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(60), primary_key=True)


class Unindexed(Owned):
    """What the index says of the subject is old since then. Only ever added and taken away: acts never wait here."""

    __tablename__ = "unindexed"
    __table_args__ = (Index(None, "institution_id", "subject_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    subject_id: Mapped[UUID]
    kind: Mapped[str | None] = mapped_column(String(40))
    since: Mapped[datetime]
