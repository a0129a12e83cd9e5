"""Another name, from a date on, for the institution, an oficina de partes, a unit or a post.

From that day lists, screens and what is written say the new one. What was signed, sent, referred or filed before
keeps the name of its moment, which lies in its own rows and files: nothing of that is touched.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

import audit.service as audit
from institutions import directory, house, overview
from institutions.errors import NamedInThePast, NamingBegun, NotInTheHouse, SameName
from institutions.jobs import BeginName
from institutions.models import Naming
from institutions.models.house import NamedKind as Kind
from kernel.work import Work


def rename(
    work: Work, kind: Kind, thing_id: UUID, name: str, *, day: date | None = None, act_cited: str = ""
) -> Naming:
    """Give it another name from the first instant of a day that is still to come, or from now on."""
    thing, told = _thing(work, kind, thing_id), " ".join(name.split())
    if told == _name(kind, thing):
        raise SameName("Ese es el nombre que ya tiene: escriba el nuevo.")
    begins_at = _begins(work, day)
    naming = Naming(
        institution_id=work.institution_id,
        kind=kind,
        thing_id=thing_id,
        name=told,
        was=_name(kind, thing),
        act_cited=act_cited,
        begins_at=begins_at,
    )
    work.add(naming)
    audit.record(work, "name.decided", thing_id, kind=kind.value, name=told, from_=begins_at.isoformat(), act=act_cited)
    if begins_at > work.now:
        work.enqueue(BeginName(naming.id), due_at=begins_at)
    else:
        _begin(work, naming)
    return naming


def begin(work: Work, naming_id: UUID) -> None:
    """Its day has come. What was withdrawn, or begun already, changes nothing."""
    naming = work.find(Naming, lock=True, id=naming_id)
    if naming and naming.begun_at is None and naming.withdrawn_at is None:
        _begin(work, naming)


def withdraw(work: Work, naming_id: UUID) -> Naming:
    """It will not be called that: as long as the day has not come."""
    naming = work.find(Naming, lock=True, id=naming_id)
    if naming is None:
        raise NotInTheHouse("Ese cambio de nombre no existe en su institución: vea la lista.", id=naming_id)
    if naming.begun_at or naming.withdrawn_at:
        raise NamingBegun("Ese cambio ya rige o se dejó sin efecto: dé otro nombre si hace falta.")
    naming.withdrawn_at = work.now
    audit.record(work, "name.withdrawn", naming.thing_id, kind=naming.kind, name=naming.name)
    return naming


def listed(work: Work) -> Sequence[Naming]:
    """Those to come, then those that hold, the newest first."""
    mine = select(Naming).where(Naming.institution_id == work.institution_id)
    return work.session.scalars(mine.order_by(Naming.begins_at.desc(), Naming.id.desc()).limit(200)).all()


def many(work: Work) -> int:
    mine = (Naming.institution_id == work.institution_id, Naming.withdrawn_at.is_(None))
    return work.session.scalar(select(func.count()).select_from(Naming).where(*mine)) or 0


def things(work: Work) -> dict[Kind, list[tuple[UUID, str]]]:
    """All that has a name, by kind, for a list to choose from."""
    own = directory.institution_of(work)
    return {
        Kind.INSTITUTION: [(own.id, own.name)],
        Kind.OFFICE: [(each.id, each.name) for each in overview.offices(work)],
        Kind.UNIT: [(each.id, each.name) for _depth, each in overview.tree(work)],
        Kind.POST: [(each.row.id, f"{each.row.title}, {each.other}") for each in overview.every_post(work)],
    }


FINDERS: dict[Kind, Callable[[Work, UUID], Any]] = {
    Kind.OFFICE: house.office,
    Kind.UNIT: house.unit,
    Kind.POST: house.post,
}


def _thing(work: Work, kind: Kind, thing_id: UUID) -> Any:
    if kind is not Kind.INSTITUTION:
        return FINDERS[kind](work, thing_id)
    if thing_id != work.institution_id:
        raise NotInTheHouse("Esa no es su institución: elija una cosa de la lista.", id=thing_id)
    return directory.institution_of(work)


def _name(kind: Kind, thing: Any) -> str:
    return str(thing.title if kind is Kind.POST else thing.name)


def _begins(work: Work, day: date | None) -> datetime:
    local = directory.local_zone(work)
    today = work.now.astimezone(local).date()
    if day is not None and day < today:
        raise NamedInThePast("Lo ya escrito conserva su nombre: elija el día de hoy o uno que venga.")
    return datetime.combine(day, time(), local) if day and day > today else work.now


def _publish(work: Work, kind: Kind, thing: Any) -> None:
    """The others address it by its new name, and the posts of a unit as of that unit."""
    if kind is Kind.INSTITUTION:
        return
    if kind is Kind.POST:
        posts = [thing]
    else:
        directory.publish(work, thing.id, kind.value, thing.name)
        posts = [each.row for each in overview.every_post(work) if each.row.unit_id == thing.id]
    for post in posts:
        directory.publish(work, post.id, Kind.POST.value, post.title, unit=house.unit(work, post.unit_id).name)


def _begin(work: Work, naming: Naming) -> None:
    kind = Kind(naming.kind)
    thing = _thing(work, kind, naming.thing_id)
    naming.was, naming.begun_at = _name(kind, thing), work.now
    if kind is Kind.POST:
        thing.title = naming.name
    else:
        thing.name = naming.name
    _publish(work, kind, thing)
    audit.record(work, "name.changed", naming.thing_id, kind=kind.value, was=naming.was, name=naming.name)
