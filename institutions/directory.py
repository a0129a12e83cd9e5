"""The institutions of the installation, and whom they let the others address."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

import audit.service as audit
from institutions.errors import CodeTaken, RecipientLeft, UnknownInstitution
from institutions.models import Addressee, HouseHoliday, Institution
from kernel.calendar import ZONES, Holidays, legal_year
from kernel.errors import Invalid
from kernel.rows import new_id
from kernel.work import Work


class UnknownZone(Invalid):
    code = "unknown-zone"


def found(
    work: Work, name: str, *, code: str | None = None, zone: str = "America/Santiago", **told: Any
) -> Institution:
    """A new line of the directory. Its house is furnished in a transaction of its own."""
    if zone not in ZONES:
        raise UnknownZone(f"«{zone}» no es una zona de Chile: use una de {', '.join(ZONES)}.")
    code = code or f"SIN-{new_id().hex[-12:].upper()}"
    if work.session.scalar(select(Institution.id).where(Institution.code == code)):
        raise CodeTaken(f"El código {code} ya es de otra institución: revise el Gestor de Códigos.")
    institution = Institution(code=code, name=name, short_name=told.pop("short_name", name[:60]), zone=zone, **told)
    work.add(institution)
    work.session.flush()
    return institution


def leave(work: Work) -> Institution:
    """The actor's institution leaves: nothing more can be sent to it. What it has stays."""
    institution = institution_of(work)
    institution.left_at = work.now
    audit.record(work, "institution.left", institution.id)
    return institution


def institution_of(work: Work) -> Institution:
    """The actor's own."""
    return work.session.get_one(Institution, work.institution_id)


def id_of(work: Work, code: str) -> UUID | None:
    """Which institution has this code."""
    return work.session.scalar(select(Institution.id).where(Institution.code == code))


def all_ids(work: Work) -> Sequence[UUID]:
    """Every institution of the directory."""
    return work.session.scalars(select(Institution.id).order_by(Institution.id)).all()


def names_of(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of all of them, or a refusal that says which cannot be written to."""
    query = select(Institution.id, Institution.name, Institution.left_at).where(Institution.id.in_(ids))
    known = {id_: (name, left_at) for id_, name, left_at in work.session.execute(query)}
    if unknown := set(ids) - known.keys():
        listed = ", ".join(sorted(map(str, unknown)))
        raise UnknownInstitution("Hay destinatarios que no están en el directorio: revíselos.", unknown=listed)
    if left := sorted(name for name, left_at in known.values() if left_at and left_at <= work.now):
        raise RecipientLeft(f"Ya no recibe por esta plataforma: {', '.join(left)}. Quítelo o use otro medio.")
    return {id_: name for id_, (name, _left) in known.items()}


def listed(text: str | None = None) -> Select[Any]:
    """The directory, or what of it answers to a text."""
    query = select(Institution)
    if text:
        like = f"%{text.replace('%', '')}%"
        query = query.where(
            or_(Institution.name.ilike(like), Institution.short_name.ilike(like), Institution.code.ilike(like))
        )
    return query


def addressees(work: Work, institution_id: UUID) -> Sequence[Addressee]:
    """The units and offices that an institution lets the others address."""
    query = select(Addressee).where(Addressee.institution_id == institution_id).order_by(Addressee.name)
    return work.session.scalars(query).all()


def publish(work: Work, id_: UUID, kind: str, name: str) -> None:
    """Let the others address a unit or office of the actor's institution, by its present name."""
    work.session.merge(Addressee(id=id_, institution_id=work.institution_id, kind=kind, name=name))


def zone(work: Work) -> str:
    return institution_of(work).zone


def current_year(work: Work) -> int:
    """The year it is where the actor's institution is."""
    return legal_year(work.now, zone(work))


def holidays(work: Work) -> Holidays:
    """The feriados that hold for the actor's institution."""
    own = work.session.scalars(select(HouseHoliday).where(HouseHoliday.institution_id == work.institution_id)).all()
    return Holidays(
        region=institution_of(work).region,
        added=frozenset(each.day for each in own if each.is_holiday),
        removed=frozenset(each.day for each in own if not each.is_holiday),
    )
