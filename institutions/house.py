"""How an institution is made inside, and how that changes."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import or_, select

import audit.service as audit
from institutions.access import ROLES
from institutions.directory import publish
from institutions.errors import DatesReversed, NotInTheHouse, OfficeCodeTaken, UnknownRole
from institutions.models import (
    Assignment,
    Delegation,
    FactorPolicy,
    HouseHoliday,
    Membership,
    OfficeOfParts,
    Person,
    Post,
    RoleGrant,
    Substitution,
    Unit,
)
from kernel.actor import PLATFORM
from kernel.rows import Owned
from kernel.rut import Rut
from kernel.work import Work

Row = TypeVar("Row", bound=Owned)


def open_office(work: Work, name: str, code: str, *, main: bool = False) -> OfficeOfParts:
    """One more oficina de partes. There is one main one: a new main one takes the place of the earlier."""
    others = work.session.scalars(
        select(OfficeOfParts).where(OfficeOfParts.institution_id == work.institution_id)
    ).all()
    if code in {each.code for each in others}:
        raise OfficeCodeTaken(f"Ya hay una oficina de partes con el código {code}: use otro.")
    for each in others:
        each.main = each.main and not main
    office = OfficeOfParts(institution_id=work.institution_id, name=name, code=code, main=main)
    work.add(office)
    publish(work, office.id, "office", name)
    audit.record(work, "office.opened", office.id, code=code)
    return office


def add_unit(work: Work, name: str, office_id: UUID, *, parent_id: UUID | None = None) -> Unit:
    office(work, office_id)
    if parent_id:
        unit(work, parent_id)
    added = Unit(institution_id=work.institution_id, name=name, office_id=office_id, parent_id=parent_id)
    work.add(added)
    publish(work, added.id, "unit", name)
    audit.record(work, "unit.added", added.id, office=str(office_id))
    return added


def add_post(
    work: Work, unit_id: UUID, title: str, *, rank: int = 100, second_factor: FactorPolicy = FactorPolicy.NONE
) -> Post:
    within = unit(work, unit_id)
    post = Post(
        institution_id=work.institution_id,
        unit_id=unit_id,
        title=title,
        rank=rank,
        second_factor=second_factor,
    )
    work.add(post)
    publish(work, post.id, "post", title, unit=within.name)
    audit.record(work, "post.added", post.id, unit=str(unit_id), second_factor=str(second_factor))
    return post


def know_person(work: Work, name: str, run: str | None) -> Person:
    """The person with this RUN, known here from now on. A name is told once; whoever has it may correct it."""
    number = str(Rut.parse(run)) if run else None
    known = (number and known_by(work, number)) or _new_person(work, name, number)
    if work.institution_id != PLATFORM.institution_id:
        belong(work, known.id)
    return known


def _new_person(work: Work, name: str, run: str | None) -> Person:
    person = Person(run=run, name=name)
    if not work.add_unless_there(person):
        return work.session.scalars(select(Person).where(Person.run == run)).one()
    return person


def known_by(work: Work, run: str) -> Person | None:
    return work.session.scalar(select(Person).where(Person.run == run))


def belong(work: Work, person_id: UUID) -> None:
    """From now on the person may ask to work here, for as long as a post or a role lets them."""
    key = {"person_id": person_id, "institution_id": work.institution_id}
    if work.session.get(Membership, key) is None:
        work.add_unless_there(Membership(**key))


def assign(
    work: Work,
    person_id: UUID,
    post_id: UUID,
    *,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Assignment:
    """Give a post to somebody. Who held it until now no longer does."""
    post(work, post_id)
    colleague(work, person_id)
    begins = begins_at or work.now
    if ends_at is not None and ends_at <= begins:
        raise DatesReversed("El nombramiento termina antes de empezar: revise las fechas.")
    for earlier in work.session.scalars(
        select(Assignment).where(
            Assignment.institution_id == work.institution_id,
            Assignment.post_id == post_id,
            or_(Assignment.ends_at.is_(None), Assignment.ends_at > begins),
        )
    ):
        if earlier.begins_at > begins:
            raise DatesReversed("Hay un nombramiento en el cargo que empieza después: termínelo primero.")
        earlier.ends_at = begins
    assignment = Assignment(
        institution_id=work.institution_id, person_id=person_id, post_id=post_id, begins_at=begins, ends_at=ends_at
    )
    work.add(assignment)
    audit.record(work, "post.assigned", post_id, person=str(person_id))
    return assignment


def grant(
    work: Work,
    person_id: UUID,
    role: str,
    *,
    unit_id: UUID | None = None,
    office_id: UUID | None = None,
    ends_at: datetime | None = None,
) -> RoleGrant:
    """Let somebody do what a role may do, and see what is done in a unit or an oficina de partes."""
    if role not in ROLES:
        raise UnknownRole(f"El rol «{role}» no existe: use uno de {', '.join(ROLES)}.")
    colleague(work, person_id)
    if unit_id:
        unit(work, unit_id)
    if office_id:
        office(work, office_id)
    granted = RoleGrant(
        institution_id=work.institution_id,
        person_id=person_id,
        role=role,
        begins_at=work.now,
        unit_id=unit_id,
        office_id=office_id,
        ends_at=ends_at,
    )
    work.add(granted)
    audit.record(work, "role.granted", granted.id, person=str(person_id), role=role)
    return granted


def substitute(
    work: Work, post_id: UUID, substitute_id: UUID, *, act_cited: str, begins_at: datetime, ends_at: datetime
) -> Substitution:
    """Name who holds a post while its holder is away. The dates are those of the act."""
    if ends_at <= begins_at:
        raise DatesReversed("La subrogancia termina antes de empezar: revise las fechas.")
    post(work, post_id)
    colleague(work, substitute_id)
    substitution = Substitution(
        institution_id=work.institution_id,
        post_id=post_id,
        substitute_id=substitute_id,
        act_cited=act_cited,
        begins_at=begins_at,
        ends_at=ends_at,
    )
    work.add(substitution)
    audit.record(work, "substitution.named", post_id, substitute=str(substitute_id), act=act_cited)
    return substitution


def delegate(
    work: Work, delegator_post_id: UUID, delegate_post_id: UUID, *, act_cited: str, ends_at: datetime | None = None
) -> Delegation:
    """Let one post sign «por orden de» another."""
    if ends_at is not None and ends_at <= work.now:
        raise DatesReversed("La delegación termina antes de empezar: revise las fechas.")
    post(work, delegator_post_id)
    post(work, delegate_post_id)
    delegation = Delegation(
        institution_id=work.institution_id,
        delegator_post_id=delegator_post_id,
        delegate_post_id=delegate_post_id,
        act_cited=act_cited,
        begins_at=work.now,
        ends_at=ends_at,
    )
    work.add(delegation)
    audit.record(work, "delegation.made", delegator_post_id, delegate=str(delegate_post_id), act=act_cited)
    return delegation


def set_holiday(work: Work, day: date, name: str, *, is_holiday: bool) -> HouseHoliday:
    """Add a day to the feriados that hold here, or take one from them."""
    row = work.session.merge(
        HouseHoliday(institution_id=work.institution_id, day=day, name=name, is_holiday=is_holiday)
    )
    audit.record(work, "holiday.set", work.institution_id, day=day.isoformat(), is_holiday=is_holiday)
    return row


def office(work: Work, office_id: UUID) -> OfficeOfParts:
    return _have(work, OfficeOfParts, office_id, "La oficina de partes no existe en su institución.")


def default_office(work: Work) -> OfficeOfParts:
    """The main oficina de partes, or the first that was opened."""
    first = select(OfficeOfParts).where(OfficeOfParts.institution_id == work.institution_id)
    found = work.session.scalar(first.order_by(OfficeOfParts.main.desc(), OfficeOfParts.id).limit(1))
    if found is None:
        raise NotInTheHouse("La institución aún no tiene oficina de partes: créela primero.")
    return found


def unit(work: Work, unit_id: UUID) -> Unit:
    return _have(work, Unit, unit_id, "La unidad no existe en su institución.")


def post(work: Work, post_id: UUID) -> Post:
    return _have(work, Post, post_id, "El cargo no existe en su institución.")


def posts(work: Work, ids: Collection[UUID]) -> dict[UUID, Post]:
    return _all_of(work, Post, ids, "Hay cargos que no existen en su institución")


def units(work: Work, ids: Collection[UUID]) -> dict[UUID, Unit]:
    return _all_of(work, Unit, ids, "Hay unidades que no existen en su institución")


def person(work: Work, person_id: UUID) -> Person:
    return people(work, [person_id])[person_id]


def people(work: Work, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Whoever they are: those who did something here, or who sign in. Whom somebody names is a colleague."""
    return _whole(ids, work.session.scalars(select(Person).where(Person.id.in_(ids))))


def colleague(work: Work, person_id: UUID) -> Person:
    return colleagues(work, [person_id])[person_id]


def colleagues(work: Work, ids: Collection[UUID]) -> dict[UUID, Person]:
    """People of this house: somebody of another is as if they were not there."""
    here = (Membership.person_id == Person.id) & (Membership.institution_id == work.institution_id)
    return _whole(ids, work.session.scalars(select(Person).join(Membership, here).where(Person.id.in_(ids))))


def _whole(ids: Collection[UUID], found: Iterable[Person]) -> dict[UUID, Person]:
    known = {each.id: each for each in found}
    if missing := set(ids) - known.keys():
        raise NotInTheHouse("Hay personas que no existen: revíselas.", missing=", ".join(sorted(map(str, missing))))
    return known


def _have(work: Work, table: type[Row], id_: UUID, message: str) -> Row:
    row = work.find(table, id=id_)
    if row is None:
        raise NotInTheHouse(message, id=id_)
    return row


def _all_of(work: Work, table: Any, ids: Collection[UUID], message: str) -> dict[UUID, Any]:
    mine = select(table).where(table.institution_id == work.institution_id, table.id.in_(ids))
    found = {each.id: each for each in work.session.scalars(mine)}
    if missing := set(ids) - found.keys():
        raise NotInTheHouse(f"{message}: revíselos.", missing=", ".join(sorted(map(str, missing))))
    return found
