"""How an institution is made inside: offices, units, posts, who holds them, and who stands in for whom."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.rows import Owned, new_id, refers_to


class OfficeOfParts(Owned):
    """An oficina de partes: it keeps a book of its own and seals with a certificate of its own."""

    __tablename__ = "offices"

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(20))
    main: Mapped[bool] = mapped_column(default=False)


class Unit(Owned):
    __tablename__ = "units"
    __table_args__ = (refers_to("offices", "office_id"), refers_to("units", "parent_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(200))
    office_id: Mapped[UUID]
    parent_id: Mapped[UUID | None] = mapped_column(default=None)


class FactorPolicy(StrEnum):
    """What a post asks, beside a password or a PIN, of whoever comes in or signs in it."""

    NONE = "none"
    ANY = "any"
    """A code of their telephone, or a key."""
    WEBAUTHN = "webauthn"
    """Only a key: what it answers was made for this office and for nobody else."""


class Post(Owned):
    """A cargo. Whoever holds it signs as such; a lower rank is a higher place."""

    __tablename__ = "posts"
    __table_args__ = (refers_to("units", "unit_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    unit_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int] = mapped_column(default=100)
    second_factor: Mapped[str] = mapped_column(String(8), default=FactorPolicy.NONE)


class Assignment(Owned):
    """Who holds a post, and for how long."""

    __tablename__ = "assignments"
    __table_args__ = (refers_to("posts", "post_id"), Index("ix_assignments_person", "institution_id", "person_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    person_id: Mapped[UUID]
    post_id: Mapped[UUID]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)


class RoleGrant(Owned):
    """What a person may do here, and where they see it done: in a unit, or in an oficina de partes."""

    __tablename__ = "role_grants"
    __table_args__ = (
        refers_to("units", "unit_id"),
        refers_to("offices", "office_id"),
        Index("ix_role_grants_person", "institution_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(40))
    begins_at: Mapped[datetime]
    unit_id: Mapped[UUID | None] = mapped_column(default=None)
    office_id: Mapped[UUID | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)


class Substitution(Owned):
    """Who holds a post while its holder is away «(S)», by which act, and for how long."""

    __tablename__ = "substitutions"
    __table_args__ = (refers_to("posts", "post_id"), Index("ix_substitutions_post", "institution_id", "post_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    post_id: Mapped[UUID]
    substitute_id: Mapped[UUID]
    act_cited: Mapped[str] = mapped_column(String(300))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Delegation(Owned):
    """Which post signs «por orden de» which other, by which act."""

    __tablename__ = "delegations"
    __table_args__ = (
        refers_to("posts", "delegator_post_id"),
        refers_to("posts", "delegate_post_id"),
        Index("ix_delegations_delegator", "institution_id", "delegator_post_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    delegator_post_id: Mapped[UUID]
    delegate_post_id: Mapped[UUID]
    act_cited: Mapped[str] = mapped_column(String(300))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)


class Assistance(Owned):
    """Who prepares and dispatches for a post without ever signing: a person, or whoever holds another post."""

    __tablename__ = "assistances"
    __table_args__ = (
        refers_to("posts", "chief_post_id"),
        refers_to("posts", "assistant_post_id"),
        Index("ix_assistances_person", "institution_id", "assistant_id"),
        Index("ix_assistances_post", "institution_id", "assistant_post_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    chief_post_id: Mapped[UUID]
    assistant_id: Mapped[UUID | None]
    assistant_post_id: Mapped[UUID | None]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)


class NamedKind(StrEnum):
    """What may be given another name."""

    INSTITUTION = "institution"
    OFFICE = "office"
    UNIT = "unit"
    POST = "post"


class Naming(Owned):
    """Another name of the institution, or of something in it, from a date on. What was written before keeps the old."""

    __tablename__ = "namings"
    __table_args__ = (Index("ix_namings_thing", "institution_id", "thing_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    thing_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    was: Mapped[str] = mapped_column(String(200))
    begins_at: Mapped[datetime]
    act_cited: Mapped[str] = mapped_column(String(300), default="")
    begun_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class HouseHoliday(Owned):
    """A day that the institution adds to the feriados of its country, or takes from them."""

    __tablename__ = "house_holidays"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    is_holiday: Mapped[bool] = mapped_column(default=True)
