"""Rows of what makes signatures last, and of what proves the files of others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Base, Owned, new_id, refers_to


class Lasting(Owned):
    """How far the signatures of one file go, what it needs next, and when.

    Of a document of the house it follows the last version; of what came from outside, the copy that is extended here.
    """

    __tablename__ = "signature_lasting"
    __table_args__ = (
        Index("ix_signature_lasting_due_at", "institution_id", "due_at"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The SHA-256 of the file as it came; nothing for a document of the house, whose file is its last version."""
    blob: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    level: Mapped[str] = mapped_column(String(10))
    """`B-B` to `B-LTA`; `PKCS#7` to `PKCS#7-LTA` where a signature is no PAdES; or `unseen`, or `none` to extend."""
    step: Mapped[str | None] = mapped_column(String(10))
    due_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    """Until when what it rests on holds: the next step comes before."""
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(String(60), default=None)
    """Why the last attempt did nothing: the code of the refusal."""


class Extension(Base):
    """What became of some bytes when they were taken further: done once, whoever keeps them."""

    __tablename__ = "signature_extensions"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT"}},)

    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    wanted: Mapped[str] = mapped_column(String(5), primary_key=True)
    made: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    at: Mapped[datetime]
    level: Mapped[str] = mapped_column(String(10))
    step: Mapped[str | None] = mapped_column(String(10))
    due_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]


class EvidenceTree(Owned):
    """Files that are proved together, and when their proof is renewed."""

    __tablename__ = "evidence_trees"
    __table_args__ = (
        Index("ix_evidence_trees_due_at", "institution_id", "due_at"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    algorithm: Mapped[str] = mapped_column(String(10))
    files: Mapped[int]
    made_at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(String(60), default=None)


class EvidenceStamp(Owned):
    """A token that all files of a tree share: the first of a chain covers the files, each other the one before."""

    __tablename__ = "evidence_stamps"
    __table_args__ = (
        refers_to("evidence_trees", "tree_id"),
        {"info": {"app_may": "SELECT, INSERT"}},
    )

    tree_id: Mapped[UUID] = mapped_column(primary_key=True)
    chain: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    algorithm: Mapped[str] = mapped_column(String(10))
    token: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class EvidenceFile(Owned):
    """A file that was kept here at an instant. Without a tree it waits for the next record."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        refers_to("evidence_trees", "tree_id"),
        Index("ix_evidence_files_tree_id", "institution_id", "tree_id"),
        Index("ix_evidence_files_received_at", "institution_id", "received_at"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    blob: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime]
    tree_id: Mapped[UUID | None] = mapped_column(default=None)
    ways: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    """Its way to the root of each chain of the tree, one after the other, as they stand in a record."""
