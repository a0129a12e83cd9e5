from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id


class ReaderMark(Owned):
    """Whoever carries this mark may find the subject. Written by the act that gives the right, and true at once."""

    __tablename__ = "reader_marks"
    __table_args__ = (Index(None, "institution_id", "mark", "subject_id"),)

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(60), primary_key=True)
    granted: Mapped[bool] = mapped_column(primary_key=True, default=False)
    """Whether somebody gave it, and can take it back; or taking part in it did."""


class Unindexed(Owned):
    """What the index says of the subject is old since then. Only ever added and taken away: acts never wait here."""

    __tablename__ = "unindexed"
    __table_args__ = (Index(None, "institution_id", "subject_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    subject_id: Mapped[UUID]
    kind: Mapped[str | None] = mapped_column(String(40))
    since: Mapped[datetime]
    withheld: Mapped[bool] = mapped_column(default=False)
    """Until then nobody finds it: its old words are those of something in it that was restricted."""


class Holding(Owned):
    """One thing is in another: whoever finds the holder finds it by the words of what it holds."""

    __tablename__ = "search_holdings"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(primary_key=True)


class Reading(Owned):
    """The words of a file, read once: derived from its bytes, never the record, and made again when it is lost."""

    __tablename__ = "readings"
    __table_args__ = ({"info": {"sealed": False}},)

    blob: Mapped[str] = mapped_column(String(64), primary_key=True)
    way: Mapped[str] = mapped_column(String(12))
    """How its words were found: `search.readings` tells the three ways."""
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    unread: Mapped[list[str]] = mapped_column(JSON)
    """What is in it and has no words that could be read; [""] when it is the file itself."""
    at: Mapped[datetime]


class SavedSearch(Owned):
    """What somebody asks often, under a name of theirs."""

    __tablename__ = "saved_searches"
    __table_args__ = (Index(None, "institution_id", "owner"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    owner: Mapped[str] = mapped_column(String(160))
    name: Mapped[str] = mapped_column(String(80))
    asked: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Export(Owned):
    """A result that somebody asked to take away: what it is made of, for as long as it can be fetched.

    Nothing is copied: it names what was found, and its files are read from the store when it is fetched, by whoever
    may still read them.
    """

    __tablename__ = "search_exports"
    __table_args__ = (Index(None, "institution_id", "owner"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    owner: Mapped[str] = mapped_column(String(160))
    client: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[UUID | None]
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="asked")
    total: Mapped[int] = mapped_column(default=0)
    """How many were found; those beyond the most that are taken are not listed."""
    size: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    listed: Mapped[list[Any]] = mapped_column(JSON, default_factory=list)
