"""The institutions of the installation, and whom they let the others address."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

import audit.service as audit
from institutions.errors import (
    AlreadyLeft,
    CodeTaken,
    NotInTheDirectory,
    RecipientLeft,
    UnknownInstitution,
    UnknownRegion,
    UnknownZone,
)
from institutions.models import Addressee, HouseHoliday, Institution, Naming
from kernel.actor import PLATFORM
from kernel.calendar import REGIONS, ZONES, Holidays, legal_year, names_of_the_country
from kernel.rows import new_id
from kernel.text import folded
from kernel.work import Work

OWN = "own"
"""Where a transaction keeps the row of its own institution."""


class NamedHoliday(NamedTuple):
    """A feriado, or a day that an institution took from them."""

    day: date
    name: str
    is_holiday: bool
    own: bool


def found(
    work: Work, name: str, *, code: str | None = None, zone: str = "America/Santiago", **told: Any
) -> Institution:
    """A new line of the directory. Its house is furnished in a transaction of its own."""
    _check_place(zone, told.get("region"))
    code = code or f"SIN-{new_id().hex[-12:].upper()}"
    institution = Institution(code=code, name=name, short_name=told.pop("short_name", name[:60]), zone=zone, **told)
    if not work.add_unless_there(institution):
        raise CodeTaken(f"El código {code} ya es de otra institución: revise el Gestor de Códigos.")
    return institution


def amend(work: Work, **changes: Any) -> Institution:
    """What the institution says of itself, and how it numbers what arrives, from now on."""
    institution = institution_of(work)
    _check_place(changes.get("zone", institution.zone), changes.get("region"))
    if id_of(work, changes.get("code", institution.code)) not in {None, institution.id}:
        raise CodeTaken(f"El código {changes['code']} ya es de otra institución: revise el Gestor de Códigos.")
    if changes.get("name", institution.name) != institution.name:
        keep_name(work, institution.id, changes["name"], institution.name)
    for name, value in changes.items():
        setattr(institution, name, value)
    audit.record(work, "institution.amended", institution.id, changed=sorted(changes))
    return institution


def keep_name(work: Work, thing_id: UUID, name: str, was: str) -> None:
    """The name that the institution had until now is remembered, and in the log."""
    changed = Naming(
        institution_id=work.institution_id,
        kind="institution",
        thing_id=thing_id,
        name=name,
        was=was,
        begins_at=work.now,
        begun_at=work.now,
    )
    work.add(changed)
    audit.record(work, "name.changed", thing_id, kind=changed.kind, was=was, name=name)


def _check_place(zone: str, region: str | None) -> None:
    if zone not in ZONES:
        raise UnknownZone(f"«{zone}» no es una zona de Chile: use una de {', '.join(ZONES)}.")
    if region is not None and region not in REGIONS:
        raise UnknownRegion(f"«{region}» no es una región de Chile: use una de {', '.join(REGIONS)}.")


def leave(work: Work) -> Institution:
    """The actor's institution leaves: nothing more can be sent to it. What it has stays."""
    institution = institution_of(work)
    if institution.left_at:
        raise AlreadyLeft("La institución ya se retiró de la plataforma: no hay nada más que hacer.")
    institution.left_at = work.now
    audit.record(work, "institution.left", institution.id)
    return institution


def institution_of(work: Work) -> Institution:
    """The actor's own: read once, for nearly every act asks for it."""
    own: Institution = work.session.info.get(OWN) or work.session.get_one(Institution, work.institution_id)
    work.session.info[OWN] = own
    return own


def line(work: Work, institution_id: UUID) -> Institution:
    """The line of the directory with this id."""
    found = work.session.get(Institution, institution_id)
    if found is None:
        raise NotInTheDirectory("Esa institución no está en el directorio: búsquela por su nombre o su código.")
    return found


def id_of(work: Work, code: str) -> UUID | None:
    """Which institution has this code."""
    return work.session.scalar(select(Institution.id).where(Institution.code == code))


def all_ids(work: Work) -> Sequence[UUID]:
    """Every institution of the directory."""
    return work.session.scalars(select(Institution.id).order_by(Institution.id)).all()


def all_logs(work: Work) -> Sequence[UUID]:
    """Whoever keeps a log: every institution, and the platform itself, which is none."""
    return (PLATFORM.institution_id, *all_ids(work))


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


def codes_of(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    """Each by its code and its name, as a list offers it: «MU110 · Municipalidad de Ancud»."""
    query = select(Institution.id, Institution.code, Institution.name).where(Institution.id.in_(ids))
    return {id_: f"{code} · {name}" for id_, code, name in work.session.execute(query)}


def ids_of_codes(work: Work, codes: Collection[str]) -> dict[str, UUID]:
    """Those that have these codes. A code of nobody is not there."""
    query = select(Institution.code, Institution.id).where(Institution.code.in_(codes))
    return {row.code: row.id for row in work.session.execute(query)}


def listed(text: str | None = None, *, region: str | None = None) -> Select[Any]:
    """The directory, or what of it answers to a text or lies in a region."""
    query = select(Institution)
    if region:
        query = query.where(Institution.region == region)
    if text:
        told = (Institution.name, Institution.short_name, Institution.code)
        query = query.where(or_(*(each.icontains(text, autoescape=True) for each in told)))
    return query


def receiving(work: Work, text: str | None = None, *, region: str | None = None, most: int = 40) -> list[Institution]:
    """The others that receive through the platform, by name: of those that answer to a text, the first."""
    others = listed(text, region=region).where(
        Institution.id != work.institution_id, or_(Institution.left_at.is_(None), Institution.left_at > work.now)
    )
    return list(work.session.scalars(others.order_by(Institution.name).limit(most)))


def matching(work: Work, text: str, *, most: int = 12) -> list[tuple[UUID, str]]:
    """Those that have all of these words, or parts of them, by code and name: what begins like the text comes first.

    However accents and capitals are typed. The whole directory is a thousand short lines: it is read as it is.
    """
    words = folded(text).replace("·", " ").split()
    query = select(Institution.id, Institution.code, Institution.name, Institution.short_name).where(
        or_(Institution.left_at.is_(None), Institution.left_at > work.now)
    )
    found = []
    for id_, code, name, short in work.session.execute(query):
        told = folded(f"{code} {name} {short}")
        if all(word in told for word in words):
            place = 0 if words and told.startswith(words[0]) else 1 if words and f" {words[0]}" in told else 2
            found.append((place, folded(name), id_, f"{code} · {name}"))
    return [(id_, says) for _place, _name, id_, says in sorted(found, key=lambda each: each[:2])[:most]]


def ids_of_written(work: Work, written: Collection[str]) -> dict[str, UUID]:
    """Those that are named plainly: by their code, as a list offers them, or by their whole name."""
    codes = {each: each.partition("·")[0].strip() for each in written if each}
    query = select(Institution.id, Institution.code, Institution.name).where(
        or_(Institution.code.in_(codes.values()), Institution.name.in_(codes))
    )
    by_code, by_name = {}, {}
    for id_, code, name in work.session.execute(query) if codes else ():
        by_code[code], by_name[name] = id_, id_
    found = {each: by_code.get(code) or by_name.get(each) for each, code in codes.items()}
    return {each: id_ for each, id_ in found.items() if id_}


def places_of(work: Work, institution_ids: Collection[UUID]) -> list[Addressee]:
    """The units, posts and oficinas de partes that these institutions let the others address, by name."""
    query = select(Addressee).where(Addressee.institution_id.in_(institution_ids))
    return list(work.session.scalars(query.order_by(Addressee.name, Addressee.id)))


def addressees(institution_id: UUID) -> Select[Any]:
    """The units, posts and offices that an institution lets the others address."""
    return select(Addressee).where(Addressee.institution_id == institution_id)


def publish(work: Work, id_: UUID, kind: str, name: str, **facts: str) -> None:
    """Let the others address a unit, post or office of the actor's institution, by its present name."""
    work.session.merge(Addressee(id=id_, institution_id=work.institution_id, kind=kind, name=name, facts=facts))


def zone(work: Work) -> str:
    return institution_of(work).zone


def local_zone(work: Work) -> ZoneInfo:
    """In which the actor's institution tells days and hours."""
    return ZoneInfo(zone(work))


def today(work: Work) -> date:
    """The day it is where the actor's institution is."""
    return work.now.astimezone(local_zone(work)).date()


def current_year(work: Work) -> int:
    """The year it is where the actor's institution is."""
    return legal_year(work.now, zone(work))


def holidays(work: Work) -> Holidays:
    """The feriados that hold for the actor's institution."""
    own = _own_holidays(work)
    return Holidays(
        region=institution_of(work).region,
        added=frozenset(each.day for each in own if each.is_holiday),
        removed=frozenset(each.day for each in own if not each.is_holiday),
    )


def holidays_of(work: Work, year: int) -> list[NamedHoliday]:
    """Those of a year by their names, and the days that the institution took away."""
    named = {
        day: NamedHoliday(day, name, is_holiday=True, own=False)
        for day, name in names_of_the_country(year, institution_of(work).region).items()
    }
    for each in _own_holidays(work):
        if each.day.year == year:
            named[each.day] = NamedHoliday(each.day, each.name, is_holiday=each.is_holiday, own=True)
    return [named[day] for day in sorted(named)]


def _own_holidays(work: Work) -> Sequence[HouseHoliday]:
    return work.session.scalars(select(HouseHoliday).where(HouseHoliday.institution_id == work.institution_id)).all()
