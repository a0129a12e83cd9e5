"""What an institution has, with the names of whom it touches, for whoever runs it: one statement for each list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from institutions.models import (
    ApiKey,
    Assignment,
    Delegation,
    HouseHoliday,
    OfficeOfParts,
    Person,
    Post,
    RoleGrant,
    Session,
    Substitution,
    Unit,
)
from institutions.roll import people_of
from kernel.rows import Owned
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list, and what those whom it names are called."""

    row: Any
    person: str = ""
    post: str = ""
    other: str = ""
    person_id: UUID | None = None


def offices(work: Work) -> list[OfficeOfParts]:
    """The main one first."""
    mine = select(OfficeOfParts).where(OfficeOfParts.institution_id == work.institution_id)
    return list(work.session.scalars(mine.order_by(OfficeOfParts.main.desc(), OfficeOfParts.name)))


def tree(work: Work) -> list[tuple[int, Unit]]:
    """The units in the order in which they hang from each other, each with its depth."""
    mine = select(Unit).where(Unit.institution_id == work.institution_id).order_by(Unit.name)
    below: dict[UUID | None, list[Unit]] = {}
    for each in work.session.scalars(mine):
        below.setdefault(each.parent_id, []).append(each)
    laid: list[tuple[int, Unit]] = []
    ahead = [(0, each) for each in reversed(below.get(None, []))]
    while ahead:
        depth, unit = ahead.pop()
        laid.append((depth, unit))
        ahead += [(depth + 1, each) for each in reversed(below.get(unit.id, []))]
    return laid


def every_post(work: Work) -> list[Entry]:
    """Every post by its unit and its rank, and who holds it now."""
    query = (
        select(Post, Unit.name, Person, Assignment.id)
        .join(Unit, (Unit.id == Post.unit_id) & (Unit.institution_id == Post.institution_id))
        .outerjoin(
            Assignment,
            (Assignment.post_id == Post.id)
            & (Assignment.institution_id == work.institution_id)
            & (Assignment.begins_at <= work.now)
            & or_(Assignment.ends_at.is_(None), Assignment.ends_at > work.now),
        )
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(Post.institution_id == work.institution_id, Unit.institution_id == work.institution_id)
        .order_by(Unit.name, Post.rank, Post.title, Assignment.id)
    )
    held: dict[UUID, Entry] = {}
    for post, unit, person, _assignment in work.session.execute(query):
        name, id_ = (person.name, person.id) if person else ("", None)
        held[post.id] = Entry(post, person=name, person_id=id_, other=unit)
    return list(held.values())


def assignments_of(work: Work, person_id: UUID) -> list[Entry]:
    query = (
        select(Assignment, Post.title, Unit.name)
        .join(Post, (Post.id == Assignment.post_id) & (Post.institution_id == Assignment.institution_id))
        .join(Unit, (Unit.id == Post.unit_id) & (Unit.institution_id == Post.institution_id))
        .where(Assignment.institution_id == work.institution_id, Assignment.person_id == person_id)
        .where(Post.institution_id == work.institution_id, Unit.institution_id == work.institution_id)
        .order_by(Assignment.id.desc())
    )
    return [Entry(row, post=title, other=unit) for row, title, unit in work.session.execute(query)]


def grants(work: Work, person_id: UUID | None = None) -> list[Entry]:
    """Who has which role now, or will, and where they see what is done."""
    query = (
        select(RoleGrant, Person.name, Unit.name, OfficeOfParts.name)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(Unit, (Unit.id == RoleGrant.unit_id) & (Unit.institution_id == work.institution_id))
        .outerjoin(
            OfficeOfParts,
            (OfficeOfParts.id == RoleGrant.office_id) & (OfficeOfParts.institution_id == work.institution_id),
        )
        .where(RoleGrant.institution_id == work.institution_id, _not_over(work, RoleGrant))
        .order_by(Person.name, RoleGrant.role)
    )
    if person_id:
        query = query.where(RoleGrant.person_id == person_id)
    return [
        Entry(row, person=name, person_id=row.person_id, other=", ".join(filter(None, (unit, office))))
        for row, name, unit, office in work.session.execute(query)
    ]


def substitutions(work: Work) -> list[Entry]:
    """Those that hold or are to come first, then those that ended."""
    query = (
        select(Substitution, Post.title, Person.name)
        .join(Post, (Post.id == Substitution.post_id) & (Post.institution_id == Substitution.institution_id))
        .join(Person, Person.id == Substitution.substitute_id)
        .where(Substitution.institution_id == work.institution_id, Post.institution_id == work.institution_id)
        .order_by(Substitution.ends_at.desc())
        .limit(200)
    )
    return [Entry(row, person=name, post=title) for row, title, name in work.session.execute(query)]


def delegations(work: Work) -> list[Entry]:
    delegate = aliased(Post)
    query = (
        select(Delegation, Post.title, delegate.title)
        .join(Post, (Post.id == Delegation.delegator_post_id) & (Post.institution_id == Delegation.institution_id))
        .join(
            delegate,
            (delegate.id == Delegation.delegate_post_id) & (delegate.institution_id == Delegation.institution_id),
        )
        .where(Delegation.institution_id == work.institution_id, Post.institution_id == work.institution_id)
        .where(delegate.institution_id == work.institution_id)
        .order_by(Delegation.id.desc())
        .limit(200)
    )
    return [Entry(row, post=title, other=other) for row, title, other in work.session.execute(query)]


def keys(work: Work) -> list[Entry]:
    query = (
        select(ApiKey, Person.name)
        .outerjoin(Person, Person.id == ApiKey.person_id)
        .where(ApiKey.institution_id == work.institution_id)
        .order_by(ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc())
        .limit(200)
    )
    return [Entry(row, person=name or "") for row, name in work.session.execute(query)]


def open_sessions(work: Work, person_id: UUID | None = None) -> list[Entry]:
    """Who is at a browser of this institution now."""
    query = (
        select(Session, Person.name)
        .join(Person, Person.id == Session.person_id)
        .where(Session.institution_id == work.institution_id, Session.closed_at.is_(None), Session.ends_at > work.now)
        .order_by(Session.seen_at.desc())
        .limit(200)
    )
    if person_id:
        query = query.where(Session.person_id == person_id)
    return [Entry(row, person=name, person_id=row.person_id) for row, name in work.session.execute(query)]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each an institution has now."""

    offices: int
    units: int
    posts: int
    people: int
    grants: int
    substitutions: int
    delegations: int
    keys: int
    holidays: int


def tally(work: Work) -> Tally:
    """One statement counts them all."""
    here = work.institution_id
    live_keys = select(func.count()).where(ApiKey.institution_id == here, ApiKey.revoked_at.is_(None))
    people = select(func.count(Assignment.person_id.distinct())).where(
        Assignment.institution_id == here, _not_over(work, Assignment)
    )
    counts = (
        *(_count(work, each) for each in (OfficeOfParts, Unit, Post)),
        people.scalar_subquery(),
        *(_count(work, each, _not_over(work, each)) for each in (RoleGrant, Substitution, Delegation)),
        live_keys.scalar_subquery(),
        _count(work, HouseHoliday),
    )
    return Tally(*work.session.execute(select(*counts)).one())


def _count(work: Work, table: type[Owned], *more: Any) -> Any:
    query: Select[Any] = select(func.count()).select_from(table).where(table.institution_id == work.institution_id)
    return query.where(*more).scalar_subquery()


def _not_over(work: Work, table: Any) -> Any:
    return or_(table.ends_at.is_(None), table.ends_at > work.now)


def begun(row: Any, at: datetime) -> bool:
    """Whether something with dates has begun."""
    return bool(row.begins_at <= at)


def over(row: Any, at: datetime) -> bool:
    return row.ends_at is not None and bool(row.ends_at <= at)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody of the institution, as a list shows them."""

    person: Person
    posts: list[str]
    roles: list[str]

    @property
    def can_come_in(self) -> bool:
        return self.person.password_hash is not None


def everybody(work: Work) -> list[Standing]:
    """Everybody who may come in here, or may be told how: their posts and roles of now. Three statements for all."""
    query = people_of(work).order_by(Person.name)
    posts: dict[UUID, list[str]] = {}
    for each in every_post(work):
        if each.person_id:
            posts.setdefault(each.person_id, []).append(each.row.title)
    roles: dict[UUID, list[str]] = {}
    for each in grants(work):
        roles.setdefault(each.row.person_id, []).append(each.row.role)
    return [Standing(each, posts.get(each.id, []), roles.get(each.id, [])) for each in work.session.scalars(query)]
