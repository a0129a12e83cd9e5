"""Lists of what and whom the institution has, for whoever runs it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, or_, select, union

from institutions.access import ROLES
from institutions.models import ApiKey, Assignment, Membership, Person, Post, RoleGrant, Substitution, Unit
from kernel.permissions import Permission
from kernel.rows import Owned
from kernel.work import Work


def all_of(work: Work, table: type[Owned], **is_: UUID | None) -> Select[Any]:
    """Every row of the institution, or those in which these columns have these values. A None asks nothing."""
    query = select(table).where(table.institution_id == work.institution_id)
    return query.filter_by(**{name: value for name, value in is_.items() if value is not None})


def every_unit(work: Work) -> list[Unit]:
    """The units of the institution by name, for a list to choose from."""
    return list(
        work.session.scalars(select(Unit).where(Unit.institution_id == work.institution_id).order_by(Unit.name))
    )


def keys_of(work: Work) -> Select[Any]:
    return select(ApiKey).where(ApiKey.institution_id == work.institution_id)


def people_of(work: Work) -> Select[Any]:
    """Whoever has or had a post, a role or a key here."""
    here: CompoundSelect[Any] = union(
        select(Assignment.person_id).where(Assignment.institution_id == work.institution_id),
        select(RoleGrant.person_id).where(RoleGrant.institution_id == work.institution_id),
        select(Substitution.substitute_id).where(Substitution.institution_id == work.institution_id),
        select(Membership.person_id).where(Membership.institution_id == work.institution_id),
        select(ApiKey.person_id).where(ApiKey.institution_id == work.institution_id, ApiKey.person_id.is_not(None)),
    )
    return select(Person).where(Person.id.in_(here))


def holders(work: Work, post_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Who holds each of these posts now. A vacant one is not there."""
    query = (
        select(Assignment.post_id, Person)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.institution_id == work.institution_id, Assignment.post_id.in_(post_ids))
        .where(Assignment.begins_at <= work.now, or_(Assignment.ends_at.is_(None), Assignment.ends_at > work.now))
        .order_by(Assignment.id)
    )
    return {row.post_id: row.Person for row in work.session.execute(query)}


def posts_of(work: Work) -> list[Post]:
    """The posts of the institution, the highest first."""
    mine = select(Post).where(Post.institution_id == work.institution_id)
    return list(work.session.scalars(mine.order_by(Post.rank, Post.title)))


def head_of(work: Work, unit_id: UUID | None = None) -> UUID | None:
    """The one post above all others of the institution, or of a unit of it; none, where no one stands alone on top."""
    ranked = [each for each in posts_of(work) if unit_id is None or each.unit_id == unit_id]
    alone = ranked and all(ranked[0].rank < each.rank for each in ranked[1:])
    return ranked[0].id if alone else None


def who_may(work: Work, permission: Permission) -> set[UUID]:
    """The people whose roles let them do this now."""
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    query = select(RoleGrant.person_id).where(
        RoleGrant.institution_id == work.institution_id,
        RoleGrant.role.in_(roles),
        RoleGrant.begins_at <= work.now,
        or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > work.now),
    )
    return set(work.session.scalars(query))


def roster(work: Work) -> list[tuple[Person, str]]:
    """Everybody who holds a post now, and which, in the order in which they came."""
    query = (
        select(Person, Post.title)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Post, Post.id == Assignment.post_id)
        .where(Assignment.institution_id == work.institution_id, Post.institution_id == work.institution_id)
        .where(Assignment.begins_at <= work.now, or_(Assignment.ends_at.is_(None), Assignment.ends_at > work.now))
        .order_by(Assignment.id)
    )
    return [(row.Person, row.title) for row in work.session.execute(query)]
