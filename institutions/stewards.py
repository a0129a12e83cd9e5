"""Whoever runs the installation: which institutions there are, and whether it attends. They are in none of them.

Only whoever has the machine names them. What they do is written in a log of its own, that of nobody's institution.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from institutions import house
from institutions.access import PLATFORM_ROLE
from institutions.errors import NotASteward, NotSignedIn
from institutions.models import Person, PlatformAdministrator, Session
from kernel.actor import PLATFORM, Actor
from kernel.work import Work


def name(work: Work, told: str, run: str | None) -> Person:
    """From now on this person runs the platform, whatever else they are."""
    person = house.know_person(work, told, run)
    work.session.flush()
    known = work.session.get(PlatformAdministrator, person.id)
    if known is None:
        work.add(PlatformAdministrator(person_id=person.id, named_at=work.now))
    elif known.ended_at:
        known.named_at, known.ended_at = work.now, None
    audit.record(work, "steward.named", person.id, people={"person": person.name})
    return person


def end(work: Work, person_id: UUID) -> Person:
    """They no longer do, from this moment: their sessions at the platform end."""
    row = _row(work, person_id)
    if row is None:
        raise NotASteward("Esa persona no administra la plataforma: revise la lista.", person_id=person_id)
    row.ended_at = work.now
    here = (Session.person_id == person_id, Session.at_platform.is_(True), Session.closed_at.is_(None))
    for session in work.session.scalars(select(Session).where(*here)):
        session.closed_at = work.now
    audit.record(work, "steward.ended", person_id)
    return house.person(work, person_id)


def listed(work: Work) -> Sequence[Person]:
    query = select(Person).join(PlatformAdministrator, PlatformAdministrator.person_id == Person.id)
    return work.session.scalars(query.where(PlatformAdministrator.ended_at.is_(None)).order_by(Person.name)).all()


def is_one(work: Work, person_id: UUID) -> bool:
    return _row(work, person_id) is not None


def require(work: Work, person_id: UUID) -> None:
    if not is_one(work, person_id):
        raise NotSignedIn("Usted no administra la plataforma: elija en qué institución trabaja.")


def actor(work: Work, person: Person) -> Actor:
    """A person who runs the platform: of no institution, and with no mark that any document asks for."""
    require(work, person.id)
    return Actor(
        person.name,
        PLATFORM.institution_id,
        client=f"person:{person.id}",
        person_id=person.id,
        permissions=PLATFORM_ROLE.permissions,
    )


def _row(work: Work, person_id: UUID) -> PlatformAdministrator | None:
    row = work.session.get(PlatformAdministrator, person_id)
    return row if row and row.ended_at is None else None
