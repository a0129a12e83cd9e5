"""Tables that belong to no single institution: the directory, people, and what they show to be let in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Base, new_id


class NumbersEntries(StrEnum):
    """When an entry gets its number in the institution's own book. The instant of arrival is kept either way."""

    ON_ARRIVAL = "on-arrival"
    ON_ACKNOWLEDGEMENT = "on-acknowledgement"


class Institution(Base):
    """A line of the directory, which every institution may read. Its code is that of the Gestor de Códigos, as text."""

    __tablename__ = "institutions"

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40), default="servicio")
    letterhead: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    comuna: Mapped[str] = mapped_column(String(60), default="Santiago")
    region: Mapped[str | None] = mapped_column(String(2), default=None)
    zone: Mapped[str] = mapped_column(String(40), default="America/Santiago")
    numbers_entries: Mapped[str] = mapped_column(String(20), default=NumbersEntries.ON_ARRIVAL)
    demonstration: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None] = mapped_column(default=None)


class Person(Base):
    """Somebody, once, in however many institutions they serve. Their RUN is the key that other systems know."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    run: Mapped[str | None] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    wrapped_totp: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    last_totp_step: Mapped[int] = mapped_column(default=0)
    owes_factor: Mapped[bool] = mapped_column(default=False)
    """Theirs was taken away: they enrol another before they go on."""
    owes_why: Mapped[str] = mapped_column(String(300), default="")
    """What whoever took it away said, for the person to read."""
    keys: Mapped[int] = mapped_column(default=0)
    """How many authenticators (WebAuthn) of theirs answer."""

    @property
    def has_factor(self) -> bool:
        return self.wrapped_totp is not None or self.keys > 0


class ApiKey(Base):
    """What a person or a system shows to act for an institution. Only its hash is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_institution", "institution_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(8))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institutions.id"))
    created_at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), default=None)
    system: Mapped[str | None] = mapped_column(String(80), default=None)
    roles: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    office_id: Mapped[UUID | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Addressee(Base):
    """A unit, a post or an office that an institution lets the others address. Of a post, `facts` tells its unit."""

    __tablename__ = "addressees"
    __table_args__ = (Index("ix_addressees_institution", "institution_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institutions.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)


class Membership(Base):
    """Where a person may ask to work. What they may do there is decided by their posts and roles of the moment."""

    __tablename__ = "memberships"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institutions.id"), primary_key=True)


class Session(Base):
    """Somebody at a browser. Only the hash of what the browser shows is kept; closing it ends it everywhere."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_person", "person_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    provider: Mapped[str] = mapped_column(String(20))
    awaits_code: Mapped[bool] = mapped_column(default=False)
    factor: Mapped[str | None] = mapped_column(String(16), default=None)
    """The strongest second factor that was shown in it, if any."""
    factor_at: Mapped[datetime | None] = mapped_column(default=None)
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("institutions.id"), default=None)
    post_id: Mapped[UUID | None] = mapped_column(default=None)
    at_platform: Mapped[bool] = mapped_column(default=False)
    """They chose to run the platform: while they do, they are in no institution."""
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class OneTimeLink(Base):
    """Lets one person set their password, once and soon. Only its hash is kept."""

    __tablename__ = "one_time_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class RecoveryCode(Base):
    """Stands once in the place of a second factor. Only its digest is kept, under the key of the office."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_person", "person_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Authenticator(Base):
    """A security key, or the device itself, that answers for one person (WebAuthn).

    What it is and how often it answered are wrapped for this row of this person under the key of the office: whoever
    only has the data can neither put a key of theirs here nor set a counter back.
    """

    __tablename__ = "authenticators"
    __table_args__ = (Index("ix_authenticators_person", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    handle: Mapped[str] = mapped_column(String(64), unique=True)
    """Stands for its credential id: one key is of one person."""
    name: Mapped[str] = mapped_column(String(60))
    registered_at: Mapped[datetime]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    suspended_at: Mapped[datetime | None] = mapped_column(default=None)
    """It answered as if there were two of it: it opens nothing more."""


class FactorChallenge(Base):
    """What a key is asked to answer: once, soon, by one person in one session, about one thing."""

    __tablename__ = "factor_challenges"
    __table_args__ = (Index("ix_factor_challenges_person", "person_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    holder: Mapped[str] = mapped_column(String(80))
    """The session, or the client of the API, in which it was asked."""
    purpose: Mapped[str] = mapped_column(String(10))
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class PlatformAdministrator(Base):
    """Whoever runs the installation. It is no membership: with it nobody is in any institution."""

    __tablename__ = "platform_administrators"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class SignInTries(Base):
    """How often somebody failed to come in lately: by who and from where, never by name."""

    __tablename__ = "sign_in_tries"

    of: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime]
    failed: Mapped[int] = mapped_column(default=0)
