"""Who else of the house may read an entry, over HTTP."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

import correspondence.service as service
from correspondence.schemas.asking import Reason
from documents.access_views import ReaderView
from documents.forms import AccessForm, ReaderForm
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READS = [permits(Permission.READ)]


class EntryReaderForm(ReaderForm):
    """A unit, a post or a person, and why."""

    reason: Reason


def _view(work: Work, reception_id: UUID) -> list[ReaderView]:
    return [ReaderView.model_validate(each) for each in service.readers(work, reception_id)]


class EntryReadersView(BaseModel):
    items: list[ReaderView]


class EntryAccessView(BaseModel):
    """How open an entry is, by what law and until when, and who said so."""

    model_config = ConfigDict(from_attributes=True)

    access_level: int
    access_cause: str
    access_until: date | None
    access_warning: str
    access_decided_by: str
    access_decided_at: datetime | None
    sensitive: bool


@router.get("/receptions/{reception_id}/access", dependencies=READS)
def access(reception_id: UUID, desk: AtDesk) -> EntryAccessView:
    """How open it is."""
    with desk.reading() as work:
        return EntryAccessView.model_validate(service.readable_reception(work, reception_id))


@router.post("/receptions/{reception_id}/access", status_code=201, response_model=EntryAccessView, dependencies=READS)
def change_access(reception_id: UUID, form: AccessForm, once: DoOnce) -> Response:
    """Say who may know of it. Who may no longer, cannot from this answer on."""
    return once.act(
        lambda work: EntryAccessView.model_validate(service.change_access(work, reception_id, form.access()))
    )


@router.get("/receptions/{reception_id}/readers", dependencies=READS)
def readers(reception_id: UUID, desk: AtDesk) -> EntryReadersView:
    """Who was let read it besides those who take part in it."""
    with desk.reading() as work:
        return EntryReadersView(items=_view(work, reception_id))


@router.post("/receptions/{reception_id}/readers", status_code=201, response_model=ReaderView, dependencies=READS)
def admit(reception_id: UUID, form: EntryReaderForm, once: DoOnce) -> Response:
    """Let a unit, a post or a person read it; what is secret or reserved, only people by name."""
    return once.act(
        lambda work: ReaderView.model_validate(service.admit_reader(work, reception_id, form.named(), form.reason))
    )


@router.post(
    "/receptions/{reception_id}/readers/removal",
    status_code=201,
    response_model=EntryReadersView,
    dependencies=READS,
)
def exclude(reception_id: UUID, form: EntryReaderForm, once: DoOnce) -> Response:
    """Take back what was given so."""

    def take_back(work: Work) -> EntryReadersView:
        service.exclude_reader(work, reception_id, form.named(), form.reason)
        work.session.flush()
        return EntryReadersView(items=_view(work, reception_id))

    return once.act(take_back)
