from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

import correspondence.book as register
import correspondence.service as service
from correspondence.models import Communication, Reception
from correspondence.schemas.book import DispatchListView, RegisterCount
from correspondence.schemas.receiving import ReceptionView
from correspondence.schemas.sending import SentView
from kernel.http import AtDesk, permits
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission

router = APIRouter()
READS = [permits(Permission.READ)]
REGISTERS = [permits(Permission.REGISTER)]

From = Annotated[date, Query(alias="from")]


@router.get("/register/entries", dependencies=REGISTERS)
def entries(
    desk: AtDesk, from_: From, until: date, after: UUID | None = None, limit: Limit = 50
) -> Page[ReceptionView]:
    """The libro de correspondencia: what came in between two days, in the order of the book."""
    with desk.reading() as work:
        query = register.entries(work, register.Range.of(work, from_, until))
        page = paged(work, query, Reception.id, after, limit)
        return page.map(lambda row: ReceptionView.of(row[0], work.now, readable=row[1]))


@router.get("/register/dispatches", dependencies=REGISTERS)
def dispatches(desk: AtDesk, from_: From, until: date, after: UUID | None = None, limit: Limit = 50) -> Page[SentView]:
    """The same for what went out."""
    with desk.reading() as work:
        query = register.dispatches(work, register.Range.of(work, from_, until))
        page = paged(work, query, Communication.id, after, limit)
        copies = service.progress(work, [row[0].id for row in page.items])
        return page.map(lambda row: SentView.of(row[0], copies[row[0].id], readable=row[1]))


@router.get("/register/count", dependencies=REGISTERS)
def count(desk: AtDesk, from_: From, until: date) -> RegisterCount:
    """How many lines the book has between two days."""
    with desk.reading() as work:
        within = register.Range.of(work, from_, until)
        came, went = register.count(work, within)
        return RegisterCount(entries=came, dispatches=went, annulled=len(register.annulled(work, within)))


@router.get(
    "/register.csv", dependencies=REGISTERS, response_class=Response, responses={200: {"content": {"text/csv": {}}}}
)
def as_csv(desk: AtDesk, from_: From, until: date, book: Literal["entries", "dispatches"] = "entries") -> Response:
    """The book between two days, for a spreadsheet."""
    with desk.reading() as work:
        within = register.Range.of(work, from_, until)
        if book == "entries":
            text = register.as_csv(register.entry_lines(work, within), register.EntryLine)
        else:
            text = register.as_csv(register.dispatch_lines(work, within), register.DispatchLine)
    name = f"libro-{'ingresos' if book == 'entries' else 'despachos'}-{from_:%Y%m%d}-{until:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/dispatch-list", dependencies=REGISTERS)
def dispatch_list(desk: AtDesk, day: date, medium: str | None = None) -> DispatchListView:
    """The nómina de despacho of a day: what waits to leave, and what left that day."""
    with desk.reading() as work:
        return DispatchListView.of(day, service.dispatch_list(work, day, medium=medium))


@router.get("/deadlines", dependencies=READS)
def deadlines(desk: AtDesk, until: AwareDatetime, after: After = None, limit: Limit = 50) -> Page[ReceptionView]:
    """What is due until then and still waits."""
    with desk.reading() as work:
        page = paged(work, service.deadlines(work, until), Reception.id, after, limit)
        return page.map(lambda row: ReceptionView.of(row[0], work.now, readable=row[1]))
