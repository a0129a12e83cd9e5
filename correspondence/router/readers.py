"""Who else of the house may read an entry, over HTTP."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

import correspondence.service as service
import documents.service as documents
from correspondence.schemas.asking import Reason
from documents.forms import AccessForm
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READS = [permits(Permission.READ)]


class EntryReaderForm(BaseModel):
    """A unit, a post or a person, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"person_id": "01890a5d-ac96-774b-bcce-b302099a8057", "reason": "Informa en el sumario"}]
        },
    )

    unit_id: UUID | None = None
    post_id: UUID | None = None
    person_id: UUID | None = None
    reason: Reason

    def named(self) -> documents.Named:
        return documents.Named(self.unit_id, self.post_id, self.person_id)


class EntryReaderView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    mark: str
    name: str
    reason: str
    added_at: datetime
    added_by: str


def _view(work: Work, reception_id: UUID) -> list[EntryReaderView]:
    return [EntryReaderView.model_validate(each) for each in service.readers(work, reception_id)]


class EntryReadersView(BaseModel):
    items: list[EntryReaderView]


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


@router.post("/receptions/{reception_id}/readers", status_code=201, response_model=EntryReaderView, dependencies=READS)
def admit(reception_id: UUID, form: EntryReaderForm, once: DoOnce) -> Response:
    """Let a unit, a post or a person read it; what is secret or reserved, only people by name."""
    return once.act(
        lambda work: EntryReaderView.model_validate(service.admit_reader(work, reception_id, form.named(), form.reason))
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
