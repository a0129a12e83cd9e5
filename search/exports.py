"""A result that is taken away: asked for at a page, gathered by a job, fetched by whoever asked, for some days."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from kernel.errors import Conflict, NotFound
from kernel.work import Work
from search.jobs import GatherExport
from search.models import Export
from search.saved import owner_of
from search.service import Result, Wanted

__all__ = [
    "AT_ONCE",
    "LASTS",
    "MOST",
    "Export",
    "ExportNotFound",
    "ExportNotReady",
    "Listed",
    "State",
    "TooManyExports",
    "ask",
    "export",
    "exports",
    "fetched",
    "forget",
    "forget_old",
    "is_over",
    "wanted_of",
]

MOST = 2_000
"""Results in one export. Whoever wants more narrows it: by year, by kind, by unit."""
LASTS = timedelta(days=3)
AT_ONCE = 10


class State(StrEnum):
    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"


class ExportNotFound(NotFound):
    code = "export-not-found"


class ExportNotReady(Conflict):
    code = "export-not-ready"


class TooManyExports(Conflict):
    code = "too-many-exports"


@dataclass(frozen=True, slots=True)
class Listed:
    """One result, as it was when the export was gathered."""

    subject_id: UUID
    kind: str
    type: str
    title: str
    state: str
    at: datetime

    @classmethod
    def of(cls, result: Result) -> Self:
        title = "".join(piece.text for piece in result.title)
        return cls(result.subject_id, result.kind, result.type, title, result.state, result.at)

    def kept(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def read(cls, told: dict[str, str]) -> Self:
        given: dict[str, Any] = dict(told)
        return cls(**given | {"subject_id": UUID(told["subject_id"]), "at": datetime.fromisoformat(told["at"])})


def ask(work: Work, wanted: Wanted) -> Export:
    """Have the whole result gathered, with the rights that its asker has then."""
    held = work.session.scalar(select(func.count()).select_from(Export).where(*_mine(work))) or 0
    if held >= AT_ONCE:
        raise TooManyExports(f"Ya tiene {AT_ONCE} exportaciones: baje o borre alguna antes de pedir otra.")
    asked = asdict(replace(wanted, after=None))
    export = Export(
        institution_id=work.institution_id,
        owner=owner_of(work),
        client=work.actor.client,
        person_id=work.actor.person_id,
        asked={name: asked[name] for name in ("typed", "zone", "facets", "newest_first")},
        asked_at=work.now,
    )
    work.add(export)
    work.enqueue(GatherExport(export.id))
    return export


def exports(work: Work) -> Sequence[Export]:
    """Those of the actor that can still be fetched or are being gathered, the newest first."""
    return work.session.scalars(select(Export).where(*_mine(work)).order_by(Export.id.desc())).all()


def export(work: Work, export_id: UUID) -> Export:
    """One of the actor's own: another's, and one that is over, are as if they were not there."""
    found = work.find(Export, id=export_id)
    if found is None or found.owner != owner_of(work) or is_over(found, work.now):
        raise ExportNotFound(
            "Esa exportación no está, o ya venció: vuelva a Buscar y pídala de nuevo.", export_id=export_id
        )
    return found


def fetched(work: Work, export_id: UUID) -> Export:
    """One that is ready, for whoever is about to take it."""
    found = export(work, export_id)
    if found.state != State.READY:
        raise ExportNotReady("La exportación todavía no está lista: vuelva a mirar en unos minutos.", state=found.state)
    return found


def forget(work: Work, export_id: UUID) -> None:
    work.session.delete(export(work, export_id))


def forget_old(work: Work) -> None:
    """Those of the institution that are over. What never became ready is over as soon."""
    mine = Export.institution_id == work.institution_id
    work.session.execute(delete(Export).where(mine, Export.asked_at < work.now - LASTS))


def is_over(export: Export, now: datetime) -> bool:
    return now >= export.asked_at + LASTS


def wanted_of(export: Export) -> Wanted:
    return Wanted(**export.asked)


def _mine(work: Work) -> tuple[ColumnElement[bool], ...]:
    fresh = Export.asked_at > work.now - LASTS
    return (Export.institution_id == work.institution_id, Export.owner == owner_of(work), fresh)
