"""How what somebody had in the institution ends. What they did with it stays."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from institutions import house
from institutions.errors import NotInTheHouse
from institutions.models import ApiKey, Assignment, Assistance, Delegation, RoleGrant, Substitution
from institutions.roll import holders
from institutions.sessions import close_all
from kernel.work import Work

Dated = TypeVar("Dated", Assignment, Assistance, Delegation, RoleGrant, Substitution)


def end_substitution(work: Work, substitution_id: UUID) -> Substitution:
    """«Terminar subrogancia ahora»."""
    ended = _ended(work, Substitution, substitution_id, "La subrogancia no existe en su institución.")
    audit.record(work, "substitution.ended", ended.post_id, substitute=str(ended.substitute_id))
    return ended


def end_own_substitution(work: Work, substitution_id: UUID) -> Substitution:
    """The same, by whoever is back in their post, or by whoever held it meanwhile."""
    row = work.find(Substitution, id=substitution_id)
    holder = next((each.id for each in holders(work, [row.post_id]).values()), None) if row else None
    if row is None or work.actor.person_id not in {row.substitute_id, holder}:
        raise NotInTheHouse("Esa subrogancia no es suya: la termina el titular, el subrogante o el administrador.")
    return end_substitution(work, substitution_id)


def end_assignment(work: Work, assignment_id: UUID) -> Assignment:
    """The post is vacant until it is given to somebody."""
    ended = _ended(work, Assignment, assignment_id, "El nombramiento no existe en su institución.")
    audit.record(work, "post.vacated", ended.post_id, person=str(ended.person_id))
    return ended


def end_grant(work: Work, grant_id: UUID) -> RoleGrant:
    ended = _ended(work, RoleGrant, grant_id, "El rol otorgado no existe en su institución.")
    audit.record(work, "role.ended", ended.id, person=str(ended.person_id), role=ended.role)
    return ended


def end_delegation(work: Work, delegation_id: UUID) -> Delegation:
    ended = _ended(work, Delegation, delegation_id, "La delegación no existe en su institución.")
    audit.record(work, "delegation.ended", ended.delegator_post_id, delegate=str(ended.delegate_post_id))
    return ended


def end_assistance(work: Work, assistance_id: UUID) -> Assistance:
    ended = _ended(work, Assistance, assistance_id, "La asistencia no existe en su institución: elija una de la lista.")
    audit.record(work, "assistance.ended", ended.chief_post_id, assistance=str(ended.id))
    return ended


def dismiss(work: Work, person_id: UUID) -> int:
    """Somebody leaves the institution: their posts, roles, substitutions and keys end now. Says how many ended."""
    house.colleague(work, person_id)
    ended = _revoke_keys(work, person_id)
    for table, whose in (
        (Assignment, Assignment.person_id),
        (RoleGrant, RoleGrant.person_id),
        (Substitution, Substitution.substitute_id),
        (Assistance, Assistance.assistant_id),
    ):
        mine = (table.institution_id == work.institution_id, whose == person_id)
        rows: Any = work.session.scalars(select(table).where(*mine))
        ended += sum(_end(work, row) for row in rows)
    close_all(work, person_id, institution_id=work.institution_id)
    audit.record(work, "person.left", person_id, ended=ended)
    return ended


def _revoke_keys(work: Work, person_id: UUID) -> int:
    theirs = (ApiKey.institution_id == work.institution_id, ApiKey.person_id == person_id)
    keys = work.session.scalars(select(ApiKey).where(*theirs, ApiKey.revoked_at.is_(None))).all()
    for key in keys:
        key.revoked_at = work.now
    return len(keys)


def _ended(work: Work, table: type[Dated], id_: UUID, message: str) -> Dated:
    row = work.find(table, id=id_)
    if row is None:
        raise NotInTheHouse(message, id=id_)
    _end(work, row)
    return row


def _end(work: Work, row: Assignment | Assistance | Delegation | RoleGrant | Substitution) -> bool:
    """End it now, unless it is over already. What had not begun never begins."""
    if row.ends_at is not None and row.ends_at <= work.now:
        return False
    row.ends_at = work.now
    return True
