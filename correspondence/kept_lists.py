"""Listas de distribución: a distribution kept by its name, of a unit or of an oficina de partes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

import audit.service as audit
import institutions.service as institutions
from correspondence.errors import BadLine, ListNameTaken, ListNotFound, ListNotYours
from correspondence.lists import COPIES, MEDIA, SENDERS, one_of
from correspondence.models import DistributionList
from kernel.work import Work

PRINTED = "printed"
"""How a line goes that is in the distribution and is sent to nobody: «Archivo»."""
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line: who, how it goes, and for what."""

    addressee: str
    institution_id: UUID | None = None
    unit_id: UUID | None = None
    post_id: UUID | None = None
    way: str = "exchange"
    address: str = ""
    kind: str = "institution"
    purpose: str = "action"
    copy: str = "original"

    @property
    def told(self) -> dict[str, Any]:
        return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        ids = {name: UUID(told[name]) if told.get(name) else None for name in ("institution_id", "unit_id", "post_id")}
        return cls(**{each.name: told[each.name] for each in fields(cls) if each.name not in ids} | ids)


def keep_list(
    work: Work,
    name: str,
    lines: Sequence[ListLine],
    *,
    unit_id: UUID | None = None,
    office_id: UUID | None = None,
) -> DistributionList:
    """A new list of one of the actor's units or oficinas de partes."""
    if (unit_id is None) == (office_id is None):
        raise ListNotYours("Diga de quién es la lista: de una unidad, o de una oficina de partes.")
    if unit_id not in {None, *work.actor.units} or office_id not in {None, *work.actor.offices}:
        raise ListNotYours("Solo se guardan listas de su unidad o de su oficina de partes: elija una de ellas.")
    _refuse_taken(work, name, unit_id, office_id)
    row = DistributionList(
        institution_id=work.institution_id,
        name=name,
        unit_id=unit_id,
        office_id=office_id,
        lines=_checked(work, lines),
        changed_at=work.now,
        changed_by=work.actor.name,
    )
    work.add(row)
    audit.record(work, "distribution-list.kept", row.id, lines=len(lines))
    return row


def rewrite_list(work: Work, list_id: UUID, name: str, lines: Sequence[ListLine]) -> DistributionList:
    """What the list has from now on. What was sent with it before stays as it was sent."""
    row = kept_list(work, list_id, lock=True)
    if name != row.name:
        _refuse_taken(work, name, row.unit_id, row.office_id)
    row.name, row.lines = name, _checked(work, lines)
    row.changed_at, row.changed_by = work.now, work.actor.name
    audit.record(work, "distribution-list.rewritten", row.id, lines=len(lines))
    return row


def delete_list(work: Work, list_id: UUID) -> DistributionList:
    row = kept_list(work, list_id, lock=True)
    row.deleted_at = work.now
    audit.record(work, "distribution-list.deleted", row.id)
    return row


def kept_lists(work: Work) -> Sequence[DistributionList]:
    """Those of the actor's units and oficinas de partes, by name."""
    mine = select(DistributionList).where(DistributionList.institution_id == work.institution_id, _theirs(work))
    return work.session.scalars(mine.order_by(DistributionList.name, DistributionList.id)).all()


def kept_list(work: Work, list_id: UUID, *, lock: bool = False) -> DistributionList:
    row = work.find(DistributionList, lock=lock, id=list_id)
    theirs = row and (row.unit_id in work.actor.units or row.office_id in work.actor.offices)
    if row is None or row.deleted_at or not theirs:
        raise ListNotFound(
            "La lista no existe, o es de otra unidad: elija una de las suyas en Listas de distribución.",
            list_id=list_id,
        )
    return row


def lines_of(row: DistributionList) -> list[ListLine]:
    return [ListLine.of(each) for each in row.lines]


def _theirs(work: Work) -> ColumnElement[bool]:
    of = or_(DistributionList.unit_id.in_(work.actor.units), DistributionList.office_id.in_(work.actor.offices))
    return of & DistributionList.deleted_at.is_(None)


def _refuse_taken(work: Work, name: str, unit_id: UUID | None, office_id: UUID | None) -> None:
    same = (DistributionList.name == name, DistributionList.deleted_at.is_(None))
    owner = DistributionList.unit_id == unit_id if unit_id else DistributionList.office_id == office_id
    mine = DistributionList.institution_id == work.institution_id
    if work.session.scalar(select(DistributionList.id).where(mine, owner, *same).limit(1)):
        raise ListNameTaken(f"Ya hay una lista «{name}»: use otro nombre, o cambie esa lista.")


def _checked(work: Work, lines: Sequence[ListLine]) -> list[dict[str, Any]]:
    if not 1 <= len(lines) <= MOST_LINES:
        raise BadLine(f"Una lista tiene entre 1 y {MOST_LINES} líneas: agregue a quiénes va.")
    for line in lines:
        if not 1 <= len(line.addressee) <= 200 or len(line.address) > 300:  # noqa: PLR2004 -- as in a distribution
            raise BadLine("Cada línea dice a quién va, en no más de 200 letras: corríjala.")
        one_of(COPIES, line.copy, "tipo de copia")
        one_of(SENDERS, line.kind, "destinatario")
        one_of({**MEDIA, PRINTED: ""}, line.way, "medio de despacho")
        one_of({"action": "", "information": ""}, line.purpose, "para qué")
        if (line.way == "exchange") != (line.institution_id is not None):
            raise BadLine("Lo que va por la plataforma va a una institución de la lista: indíquela en cada línea.")
    institutions.names_of(work, {line.institution_id for line in lines if line.institution_id})
    return [line.told for line in lines]
