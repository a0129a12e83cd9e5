"""Numbers over HTTP: giving them, annulling them, and the book that they stay in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

import documents.service as service
import institutions.service as institutions
from documents.forms import AnnulForm, DeclareForm
from documents.models import Folio
from documents.schemas import BookView, CorrelativeView, FolioView
from kernel.http import AtDesk, DoOnce, permits
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()


@router.get("/correlatives", dependencies=[permits(Permission.READ)])
def correlatives(desk: AtDesk) -> list[CorrelativeView]:
    """Every series of numbers, where it began and where it is."""
    with desk.reading() as work:
        return [CorrelativeView.of(each) for each in service.correlatives(work)]


@router.post(
    "/correlatives",
    status_code=201,
    response_model=CorrelativeView,
    dependencies=[permits(Permission.CONFIGURE_NUMBERING)],
)
def declare(form: DeclareForm, once: DoOnce) -> Response:
    """Go on from a book kept elsewhere: the first number of a series that has given none yet."""

    def act(work: Work) -> CorrelativeView:
        office_id = form.office_id or institutions.default_office(work).id
        return CorrelativeView.of(service.declare_next(work, form.series, office_id, form.year, form.next))

    return once.act(act)


@router.get("/folios", dependencies=[permits(Permission.READ)])
def book(
    desk: AtDesk,
    year: int | None = None,
    series: Annotated[str | None, Query(max_length=40)] = None,
    office_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[BookView]:
    """The book of numbers, with the annulled ones. What one may not read shows its number only."""
    with desk.reading() as work:
        query = service.book(work, office_id=office_id, series=series, year=year)
        page = paged(work, query, Folio.document_id, after, limit)
        readable = service.get_many(work, [folio.document_id for folio in page.items])
        return page.map(lambda folio: BookView.line(folio, readable))


@router.post(
    "/{document_id}/folio", status_code=201, response_model=FolioView, dependencies=[permits(Permission.NUMBER)]
)
def number(document_id: UUID, once: DoOnce) -> Response:
    """Give a signed document the next number of the year, and today's date."""
    return once.act(lambda work: FolioView.of(service.number(work, document_id)))


@router.post(
    "/{document_id}/annulment", status_code=201, response_model=FolioView, dependencies=[permits(Permission.ANNUL)]
)
def annul(document_id: UUID, form: AnnulForm, once: DoOnce) -> Response:
    """Annul the number of what has not been dispatched. It stays in the book, with the reason."""
    return once.act(lambda work: FolioView.of(service.annul(work, document_id, form.reason)))
