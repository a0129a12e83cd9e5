"""What somebody may do at this moment, and in what capacity they sign."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from institutions import house, roll
from institutions.access import LENDING, permissions_of
from institutions.errors import DelegationEnded, NotYourPost, SubstitutionEnded, SubstitutionNotBegun
from institutions.keys import Bearer
from institutions.models import Assignment, Delegation, FactorPolicy, Person, Post, RoleGrant, Substitution
from kernel.actor import Actor
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Capacity:
    """In what capacity a person signs for a post: as its holder, for its holder «(S)», or by order of another post."""

    post_id: UUID
    post_title: str
    person_id: UUID
    person_name: str
    substitute_for: str | None = None
    by_order_of: str | None = None
    act_cited: str | None = None
    second_factor: str = FactorPolicy.NONE


def actor_of(work: Work, bearer: Bearer) -> Actor:
    """Whoever showed the key, with the posts, units, offices and permissions that are theirs now."""
    grants = _grants(work, bearer.person_id) if bearer.person_id else []
    posts = _posts_held(work, bearer.person_id) if bearer.person_id else []
    offices = {each.office_id for each in grants} | {bearer.office_id}
    roles = {*bearer.roles, *(each.role for each in grants)}
    permissions = permissions_of(roles)
    return Actor(
        bearer.name,
        work.institution_id,
        client=bearer.client,
        person_id=bearer.person_id,
        system=bearer.system,
        permissions=permissions,
        lent=permissions_of(roles & LENDING) - permissions_of(roles - LENDING),
        posts=frozenset(each.id for each in posts),
        units=frozenset({each.unit_id for each in posts} | {each.unit_id for each in grants if each.unit_id}),
        offices=frozenset(each for each in offices if each),
    )


def capacity_to_sign(work: Work, post_id: UUID, person_id: UUID | None = None) -> Capacity:
    """How the actor (or `person_id`) may sign for the post now; otherwise a refusal that says why not."""
    who = person_id or work.actor.person_id
    post = house.post(work, post_id)
    if who is None:
        raise NotYourPost("Firma una persona, con su propia clave: un sistema no firma.", post=post.title)
    person = house.person(work, who)
    holder = _holder(work, post_id)
    if holder and holder.id == who:
        return _capacity(post, person)
    if substitution := _substitution(work, post, who):
        away = holder.name if holder else "cargo vacante"
        return _capacity(post, person, substitute_for=away, act_cited=substitution.act_cited)
    return _by_order(work, post, person)


def capacities(work: Work, person_id: UUID) -> list[Capacity]:
    """Every post that a person holds now, their own first, and then those that they hold for somebody who is away."""
    held = [capacity_to_sign(work, post.id, person_id) for post in _posts_held(work, person_id)]
    return sorted(held, key=lambda each: (each.substitute_for is not None, each.post_title))


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody holds a post «(S)» now: whose, who, by which act, until when."""

    id: UUID
    post_id: UUID
    post_title: str
    holder: str | None
    holder_id: UUID | None
    substitute: str
    substitute_id: UUID
    act_cited: str
    ends_at: datetime


def replacements(work: Work, post_ids: Collection[UUID] | None = None) -> list[Replacement]:
    """Every substitution that holds now, or those of these posts: two statements."""
    query = (
        select(Substitution, Post.title, Person.name)
        .join(Post, Post.id == Substitution.post_id)
        .join(Person, Person.id == Substitution.substitute_id)
        .where(Substitution.institution_id == work.institution_id, *_now(work, Substitution))
        .where(Post.institution_id == work.institution_id)
    )
    if post_ids is not None:
        query = query.where(Substitution.post_id.in_(post_ids))
    found = work.session.execute(query.order_by(Post.rank, Substitution.id)).all()
    held = roll.holders(work, {row.Substitution.post_id for row in found})
    return [_replacement(row.Substitution, row.title, row.name, held.get(row.Substitution.post_id)) for row in found]


def _replacement(named: Substitution, title: str, substitute: str, holder: Person | None) -> Replacement:
    return Replacement(
        id=named.id,
        post_id=named.post_id,
        post_title=title,
        holder=holder.name if holder else None,
        holder_id=holder.id if holder else None,
        substitute=substitute,
        substitute_id=named.substitute_id,
        act_cited=named.act_cited,
        ends_at=named.ends_at,
    )


def orders(work: Work, post_ids: Collection[UUID]) -> list[tuple[UUID, str, str]]:
    """Which other posts sign now by order of these: for whom, who, and by which act."""
    query = (
        select(Delegation.delegator_post_id, Post.title, Delegation.act_cited)
        .join(Post, Post.id == Delegation.delegate_post_id)
        .where(
            Post.institution_id == work.institution_id,
            Delegation.institution_id == work.institution_id,
            Delegation.delegator_post_id.in_(post_ids),
            *_now(work, Delegation),
        )
    )
    return [(row.delegator_post_id, row.title, row.act_cited) for row in work.session.execute(query)]


def delegates_of(work: Work, post_ids: Collection[UUID]) -> frozenset[UUID]:
    """The posts that may sign now by order of these."""
    return frozenset(
        work.session.scalars(
            select(Delegation.delegate_post_id).where(
                Delegation.institution_id == work.institution_id,
                Delegation.delegator_post_id.in_(post_ids),
                *_now(work, Delegation),
            )
        )
    )


def delegators_of(work: Work, post_ids: Collection[UUID]) -> frozenset[UUID]:
    """The posts by whose order these may sign now."""
    return frozenset(
        work.session.scalars(
            select(Delegation.delegator_post_id).where(
                Delegation.institution_id == work.institution_id,
                Delegation.delegate_post_id.in_(post_ids),
                *_now(work, Delegation),
            )
        )
    )


def _capacity(post: Post, person: Person, **more: str) -> Capacity:
    return Capacity(
        post_id=post.id,
        post_title=post.title,
        person_id=person.id,
        person_name=person.name,
        second_factor=post.second_factor,
        **more,
    )


def _by_order(work: Work, post: Post, person: Person) -> Capacity:
    mine = {each.id: each for each in _posts_held(work, person.id)}
    delegations = work.session.scalars(
        select(Delegation)
        .where(
            Delegation.institution_id == work.institution_id,
            Delegation.delegator_post_id == post.id,
            Delegation.delegate_post_id.in_(mine),
        )
        .order_by(Delegation.id.desc())
    ).all()
    for each in delegations:
        if each.begins_at <= work.now and (each.ends_at is None or work.now < each.ends_at):
            held = mine[each.delegate_post_id]
            return _capacity(held, person, by_order_of=post.title, act_cited=each.act_cited)
    if delegations:
        raise DelegationEnded(
            f"La delegación para firmar por orden de {post.title} ya terminó: pida que la renueven.", post_id=post.id
        )
    raise NotYourPost(
        f"Usted no ejerce el cargo de {post.title}: lo hace quien lo tiene o lo subroga.", post_id=post.id
    )


def _holder(work: Work, post_id: UUID) -> Person | None:
    query = (
        select(Person)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(Assignment.institution_id == work.institution_id, Assignment.post_id == post_id)
        .where(*_now(work, Assignment))
    )
    return work.session.scalars(query.order_by(Assignment.id.desc()).limit(1)).first()


def _substitution(work: Work, post: Post, person_id: UUID) -> Substitution | None:
    """The one that holds now. One that is over, or is still to come, is said to be so."""
    named = work.session.scalars(
        select(Substitution)
        .where(
            Substitution.institution_id == work.institution_id,
            Substitution.post_id == post.id,
            Substitution.substitute_id == person_id,
        )
        .order_by(Substitution.ends_at.desc())
    ).all()
    for each in named:
        if each.begins_at <= work.now < each.ends_at:
            return each
    if named and work.now < named[0].begins_at:
        raise SubstitutionNotBegun(
            f"Su subrogancia de {post.title} aún no comienza: espere a la fecha del acto.", post_id=post.id
        )
    if named:
        raise SubstitutionEnded(
            f"Su subrogancia de {post.title} terminó: firma quien ejerce ahora el cargo.", post_id=post.id
        )
    return None


def _posts_held(work: Work, person_id: UUID) -> list[Post]:
    """Their own posts, and those that they hold for somebody who is away."""
    own = select(Assignment.post_id).where(
        Assignment.institution_id == work.institution_id, Assignment.person_id == person_id, *_now(work, Assignment)
    )
    others = select(Substitution.post_id).where(
        Substitution.institution_id == work.institution_id,
        Substitution.substitute_id == person_id,
        *_now(work, Substitution),
    )
    mine = select(Post).where(Post.institution_id == work.institution_id, Post.id.in_(own.union(others)))
    return list(work.session.scalars(mine))


def _grants(work: Work, person_id: UUID) -> list[RoleGrant]:
    mine = (RoleGrant.institution_id == work.institution_id, RoleGrant.person_id == person_id)
    return list(work.session.scalars(select(RoleGrant).where(*mine, *_now(work, RoleGrant))))


def _now(
    work: Work, table: type[Assignment | Delegation | RoleGrant | Substitution]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.begins_at <= work.now, or_(table.ends_at.is_(None), table.ends_at > work.now)
