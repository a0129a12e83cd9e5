from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id, refers_to


class Role(StrEnum):
    """What somebody puts on a document. Only the last two are signatures of the act."""

    ENDORSEMENT = "endorsement"
    SIGNATURE = "signature"
    ATTESTATION = "attestation"


class Mode(StrEnum):
    CHAIN = "chain"
    PARALLEL = "parallel"


class Level(StrEnum):
    ADVANCED = "FEA"
    SIMPLE = "FES"


class State(StrEnum):
    WAITING = "waiting"
    PENDING = "pending"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"


OPEN = (State.WAITING, State.PENDING)


class SignatureRequest(Owned):
    """What one post or person is asked to put on a document, when their turn comes, and what they did."""

    __tablename__ = "signature_requests"
    __table_args__ = (
        refers_to("documents", "document_id"),
        Index("ix_signature_requests_document", "institution_id", "document_id"),
        Index("ix_signature_requests_post", "institution_id", "state", "post_id"),
        Index("ix_signature_requests_person", "institution_id", "state", "person_id"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    document_id: Mapped[UUID]
    round: Mapped[int]
    position: Mapped[int]
    stage: Mapped[int]
    role: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(3))
    post_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    whose: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(Text)
    basis: Mapped[int]
    """The version that was sent to be signed. What others put on it since is only added after its bytes."""
    basis_sha256: Mapped[str] = mapped_column(String(64))
    requested_by: Mapped[UUID | None]
    requested_at: Mapped[datetime]
    behalf: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    """For which chief an assistant asked it."""
    state: Mapped[str] = mapped_column(String(9), default=State.WAITING)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    signer_id: Mapped[UUID | None] = mapped_column(default=None)
    capacity: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    observations: Mapped[str | None] = mapped_column(Text, default=None)
    field: Mapped[str | None] = mapped_column(String(40), default=None)
    version: Mapped[int | None] = mapped_column(default=None)


class Credential(Owned):
    """A person's key and certificate, as a P12 that only their PIN opens. The PIN is nowhere."""

    __tablename__ = "signature_credentials"
    __table_args__ = (
        Index("ix_signature_credentials_person", "institution_id", "person_id"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    person_id: Mapped[UUID]
    wrapped_p12: Mapped[bytes] = mapped_column(LargeBinary)
    """Wrapped once more with the key of the server: rows without it are no use for trying PINs."""
    holder: Mapped[str] = mapped_column(String(200))
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    demonstration: Mapped[bool]
    kept_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    wrong_pins: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(default=None)


class SealCredential(Owned):
    """The seal of an oficina de partes: the server itself can open it, with its key file."""

    __tablename__ = "signature_seals"
    __table_args__ = (
        Index("ix_signature_seals_office", "institution_id", "office_id"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    office_id: Mapped[UUID]
    p12: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_pin: Mapped[bytes] = mapped_column(LargeBinary)
    holder: Mapped[str] = mapped_column(String(200))
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    demonstration: Mapped[bool]
    kept_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class FirmaGobAccess(Owned):
    """How the institution presents itself to FirmaGob: wrapped, and only the last one counts."""

    __tablename__ = "signature_firmagob"
    __table_args__ = ({"info": {"app_may": "SELECT, INSERT, UPDATE"}},)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    entity: Mapped[str] = mapped_column(String(200))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    """The token and the secret of the application, which only the key of the server opens."""
    token_ends: Mapped[str] = mapped_column(String(4))
    """Its last characters, by which people know it again."""
    kept_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str | None] = mapped_column(String(60), default=None)
    """What came of the last trial: the code of the refusal, or nothing."""


class RemoteState(StrEnum):
    PREPARED = "prepared"
    ANSWERED = "answered"
    DONE = "done"
    STALE = "stale"
    """Something else was put on the document meanwhile: what was signed here is used for nothing."""


class RemoteSigning(Owned):
    """A signature that is made elsewhere: on which bytes, by whom, and what came back, kept before it is used."""

    __tablename__ = "signature_remote"
    __table_args__ = (
        UniqueConstraint("institution_id", "subject_id", "field", "source", "run", name="uq_signature_remote"),
        {"info": {"app_may": "SELECT, INSERT, UPDATE"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    subject_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(64))
    """The bytes that it goes after."""
    run: Mapped[str] = mapped_column(String(12))
    prepared: Mapped[str] = mapped_column(String(64))
    """The same bytes with the field and its hole."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of all but the hole: what is sent to be signed."""
    begins: Mapped[int] = mapped_column(BigInteger)
    ends: Mapped[int] = mapped_column(BigInteger)
    began: Mapped[int] = mapped_column(BigInteger)
    signing_at: Mapped[datetime]
    deadline: Mapped[datetime]
    """Until when it may be asked for. After it the bytes, which say when they are signed, are made anew."""
    state: Mapped[str] = mapped_column(String(8), default=RemoteState.PREPARED)
    claim: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    """Of a person's signature: the request, the version, what they saw, in what capacity. A seal has none."""
    cms: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    audit_key: Mapped[str | None] = mapped_column(String(100), default=None)
    """By which number whoever signed remembers it (`idSolicitud`)."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str | None] = mapped_column(String(60), default=None)
