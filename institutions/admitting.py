"""One more institution in the installation: a line of the directory, then its house, then its first administrator.

Two transactions, for no transaction belongs to two: in the first the platform writes what is shared, in the second it
acts for the new institution. Whatever is cut short between them is done by asking for the administrator's link again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

import audit.service as audit
from institutions import directory, house, links, overview
from institutions.errors import AlreadyAtWork, NameTaken
from institutions.models import Institution, Membership, Person
from kernel.actor import Actor, system
from kernel.database import Database
from kernel.work import Work

OFFICE = "Oficina de Partes", "OP"
ADMINISTRATOR = "administrador"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who administers it first. Whoever has a password already needs no link."""

    institution: str
    administrator: str
    token: str


class Standing(StrEnum):
    """How far an institution has come, as the platform may know it: nothing of this is in its house."""

    AWAITED = "awaited"
    AT_WORK = "at-work"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Line:
    """An institution, as whoever runs the platform sees it."""

    row: Institution
    people: int
    standing: Standing


def enter(work: Work, *, administrator: str, run: str | None = None, **told: Any) -> Institution:
    """A new line of the directory, and who is to administer it. Neither its code nor its name may be another's."""
    _refuse_double(work, told["name"])
    institution = directory.found(work, **told)
    person = house.know_person(work, administrator, run)
    work.session.flush()
    work.add(Membership(person_id=person.id, institution_id=institution.id))
    audit.record(work, "institution.entered", institution.id, code=institution.code)
    return institution


def furnish(work: Work) -> Admitted:
    """Its oficina de partes and its administrator, and the link of whoever never came in. It may be asked for again,
    until somebody works there: afterwards links are made by the institution itself.
    """
    first = _awaited(work)
    if not overview.offices(work):
        house.open_office(work, *OFFICE, main=True)
        audit.record(work, "institution.founded", work.institution_id, code=directory.institution_of(work).code)
    if not overview.grants(work, first.id):
        house.grant(work, first.id, ADMINISTRATOR)
    token = "" if first.password_hash else links.make_link(work, first.id)
    return Admitted(directory.institution_of(work).name, first.name, token)


def admit(database: Database, by: Actor, **told: Any) -> Admitted:
    """Both, one after the other."""
    with database.writing(by) as work:
        institution = enter(work, **told)
    return begin(database, by, institution.id)


def begin(database: Database, by: Actor, institution_id: UUID) -> Admitted:
    """The second half, by the platform in the name of whoever asks."""
    with database.reading(by) as work:
        directory.line(work, institution_id)
    with database.writing(system(institution_id, by.name)) as work:
        return furnish(work)


def listed(work: Work) -> Sequence[Line]:
    """Every institution of the installation by name: one statement, over what is shared."""
    query = (
        select(Institution, func.count(Person.id), func.count(Person.password_hash))
        .outerjoin(Membership, Membership.institution_id == Institution.id)
        .outerjoin(Person, Person.id == Membership.person_id)
        .group_by(Institution.id)
        .order_by(Institution.name)
    )
    return [Line(row, people, _standing(row, able)) for row, people, able in work.session.execute(query)]


def _standing(row: Institution, able: int) -> Standing:
    if row.left_at:
        return Standing.LEFT
    return Standing.AT_WORK if able or row.demonstration else Standing.AWAITED


def _refuse_double(work: Work, name: str) -> None:
    told = " ".join(name.split()).casefold()
    for code, known in work.session.execute(select(Institution.code, Institution.name)):
        if " ".join(known.split()).casefold() == told:
            raise NameTaken(f"«{known}» ya está en la plataforma, con el código {code}: no hace falta agregarla.")


def _awaited(work: Work) -> Person:
    """Whoever is to come in first, as long as nobody has."""
    people = list(
        work.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.institution_id == work.institution_id)
        )
    )
    told = overview.tally(work)
    begun = told.people or told.units or told.grants > 1 or any(True for _ in audit.acts(work, "session.opened"))
    if len(people) != 1 or begun or directory.institution_of(work).left_at:
        raise AlreadyAtWork("En esa institución ya se trabaja: los enlaces los hace su propio administrador.")
    return people[0]
