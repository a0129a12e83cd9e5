"""The log over HTTP: checkpoints for anybody, entries for whoever audits. To consult them is an entry too."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import PlainTextResponse

import audit.service as service
from audit.errors import LogNotFound
from audit.schemas import ConsistencyView, EntryView, ExtractView, LogPage, ProofView
from kernel.actor import system
from kernel.database import Database, Desk
from kernel.http import AtDesk, permits, wired
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter(prefix="/log", tags=["log"])

AUDITOR = [permits(Permission.AUDIT)]
LONGEST_EXTRACT = 1_000

Directory = Callable[[str], UUID | None]
"""Which institution has this code. Wired by `oficina.app`."""
Closed = Callable[[Work, Collection[UUID]], Collection[UUID]]
"""Which of these things the actor may not read. Wired by `oficina.app`."""
AtClosed = Annotated[Closed, wired("closed_to")]


def _anybody(
    code: str,
    database: Annotated[Database, wired("database")],
    directory: Annotated[Directory, wired("log_directory")],
) -> Desk:
    """A desk for whoever asks about this institution's log, to read what is public of it."""
    institution_id = directory(code)
    if institution_id is None:
        raise LogNotFound("No hay ninguna institución con ese código: revíselo.", institution=code)
    return database.desk(system(institution_id))


OfAnybody = Annotated[Desk, Depends(_anybody)]


@contextmanager
def _consulting(desk: Desk, what: str, **of: Any) -> Iterator[Work]:
    """Reading the log, which is itself something that somebody does."""
    with desk.writing() as work:
        service.record(work, "log.consulted", work.institution_id, what=what, **of)
        yield work


@router.get("/{code}/checkpoint", response_class=PlainTextResponse)  # noqa: FAST003 -- `_anybody` reads it
def checkpoint(desk: OfAnybody) -> PlainTextResponse:
    """What the log of an institution is now, signed. Keep it: it proves any later change."""
    with desk.reading() as work:
        note = service.checkpoint_note(work)
    if note is None:
        raise LogNotFound("La bitácora de esa institución todavía está vacía: vuelva cuando haya hecho algo.")
    return PlainTextResponse(note)


@router.get("/{code}/keys", response_class=PlainTextResponse)  # noqa: FAST003 -- `_anybody` reads it
def keys(desk: OfAnybody) -> PlainTextResponse:
    """The keys that sign its checkpoints, one a line, newest first."""
    with desk.reading() as work:
        return PlainTextResponse("".join(f"{each}\n" for each in service.verifiers(work)))


@router.get("/{code}/consistency")  # noqa: FAST003 -- `_anybody` reads it
def consistency(desk: OfAnybody, old: Annotated[int, Query(ge=0, le=2**62)]) -> ConsistencyView:
    """What shows that the log only grew since it had this many entries."""
    with desk.reading() as work:
        return ConsistencyView.of(old, service.consistency_proof(work, old))


@router.get("", dependencies=AUDITOR)
def entries(
    desk: AtDesk,
    closed: AtClosed,
    after: Annotated[int, Query(ge=-1, le=2**62)] = -1,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> LogPage:
    """The institution's own log, in its order."""
    with _consulting(desk, "entries", after=after, limit=limit) as work:
        found = service.entries(work, after=after, limit=limit)
        people = service.people_in(work, found, closed(work, service.subjects_of(found)))
        more = str(found[-1].index) if len(found) == limit else None
        return LogPage(items=[EntryView.of(each, people[each.id]) for each in found], next=more)


@router.get("/entries/{index}/proof", dependencies=AUDITOR)
def proof(desk: AtDesk, closed: AtClosed, index: Annotated[int, Path(ge=0, le=2**62)]) -> ProofView:
    """An entry with all that is needed to check it without asking anybody."""
    with _consulting(desk, "proof", index=index) as work:
        entry = service.entry(work, index)
        people = service.people_in(work, [entry], closed(work, service.subjects_of([entry])))[entry.id]
        return ProofView.of(entry, service.inclusion_proof(work, index), list(service.verifiers(work)), people)


@router.get("/extract", dependencies=AUDITOR)
def extract(
    desk: AtDesk, start: Annotated[int, Query(ge=0, le=2**62)], end: Annotated[int, Query(ge=1, le=2**62)]
) -> ExtractView:
    """Some entries in a row, provable without the rest."""
    with _consulting(desk, "extract", start=start, end=end) as work:
        return ExtractView.of(
            service.extract(work, start, min(end, start + LONGEST_EXTRACT)), list(service.verifiers(work))
        )


@router.get("/subjects/{subject_id}", dependencies=AUDITOR)
def trail(desk: AtDesk, closed: AtClosed, subject_id: UUID) -> LogPage:
    """Everything that was done to one thing."""
    with _consulting(desk, "trail", subject=str(subject_id)) as work:
        found = service.trail(work, subject_id)
        people = service.people_in(work, found, closed(work, service.subjects_of(found)))
        return LogPage(items=[EntryView.of(each, people[each.id]) for each in found], next=None)
