"""What is shown to be let in: keys of people and of systems. Only their hash is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from institutions import house
from institutions.access import ROLES
from institutions.errors import NotInTheHouse, UnknownKey, UnknownRole
from institutions.models import ApiKey, Institution, Membership, Person
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever showed a key: a person or a system, of one institution."""

    institution_id: UUID
    name: str
    client: str
    person_id: UUID | None
    system: str | None
    roles: tuple[str, ...]
    office_id: UUID | None


def bearer_of(work: Work, key: str) -> Bearer:
    """Whoever the key was issued to, if it still opens."""
    query = (
        select(ApiKey, Person.name)
        .outerjoin(Person, Person.id == ApiKey.person_id)
        .where(ApiKey.digest == _digest(key), ApiKey.revoked_at.is_(None))
    )
    known = work.session.execute(query).one_or_none()
    if known is None:
        raise UnknownKey("La clave no es válida: pida una nueva al administrador de su institución.")
    return _bearer(*known)


def bearer_again(work: Work, institution_id: UUID, client: str, person_id: UUID | None) -> Bearer | None:
    """Whoever acted as this client before: a person at a page, or somebody with a key that still opens."""
    if person_id is not None and client == f"person:{person_id}":
        person = work.session.get(Person, person_id)
        return Bearer(institution_id, person.name, client, person_id, None, (), None) if person else None
    query = (
        select(ApiKey, Person.name)
        .outerjoin(Person, Person.id == ApiKey.person_id)
        .where(ApiKey.institution_id == institution_id, ApiKey.revoked_at.is_(None))
    )
    known = {str(row.id): (row, name) for row, name in work.session.execute(query)}
    return _bearer(*known[client]) if client in known else None


def _bearer(row: ApiKey, name: str | None) -> Bearer:
    return Bearer(
        institution_id=row.institution_id,
        name=name or row.system or "sistema",
        client=str(row.id),
        person_id=row.person_id,
        system=row.system,
        roles=tuple(row.roles),
        office_id=row.office_id,
    )


def issue_key(work: Work, institution: Institution, person_name: str, *, roles: Iterable[str] = ("todo",)) -> str:
    """A key for the first person of an institution: whoever is to make the rest of it. Shown this once."""
    person = Person(run=None, name=person_name)
    work.add(person)
    work.session.flush()
    work.add(Membership(person_id=person.id, institution_id=institution.id))
    return _issue(work, institution.id, person_id=person.id, roles=roles)[1]


def key_for_person(work: Work, person_id: UUID) -> tuple[ApiKey, str]:
    """A key with which a person acts for the actor's institution, with the roles that were granted to them."""
    house.colleague(work, person_id)
    row, key = _issue(work, work.institution_id, person_id=person_id)
    audit.record(work, "key.issued", row.id, person=str(person_id))
    return row, key


def key_for_system(
    work: Work, system: str, *, roles: Iterable[str], office_id: UUID | None = None
) -> tuple[ApiKey, str]:
    """A key with which another system acts: whatever it does says that it was this system."""
    roles = tuple(roles)
    if office_id:
        house.office(work, office_id)
    row, key = _issue(work, work.institution_id, system=system, roles=roles, office_id=office_id)
    audit.record(work, "key.issued", row.id, system=system, roles=sorted(roles))
    return row, key


def revoke_key(work: Work, key_id: UUID) -> ApiKey:
    row = work.session.get(ApiKey, key_id)
    if row is None or row.institution_id != work.institution_id:
        raise NotInTheHouse("La clave no existe en su institución: elija una de la lista de claves.", id=key_id)
    row.revoked_at = row.revoked_at or work.now
    audit.record(work, "key.revoked", row.id)
    return row


def _issue(
    work: Work,
    institution_id: UUID,
    *,
    person_id: UUID | None = None,
    system: str | None = None,
    roles: Iterable[str] = (),
    office_id: UUID | None = None,
) -> tuple[ApiKey, str]:
    roles = tuple(roles)
    if unknown := set(roles) - ROLES.keys():
        raise UnknownRole(f"Hay roles que no existen: {', '.join(sorted(unknown))}. Use uno de {', '.join(ROLES)}.")
    key = secrets.token_urlsafe(32)
    row = ApiKey(
        digest=_digest(key),
        hint=key[:4],
        institution_id=institution_id,
        created_at=work.now,
        person_id=person_id,
        system=system,
        roles=list(roles),
        office_id=office_id,
    )
    work.add(row)
    return row, key


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
