"""Who may know of an expediente, over HTTP."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

import documents.service as documents
import expedientes.service as service
from documents.forms import AccessForm, ReaderForm
from expedientes.models import Expediente
from expedientes.schemas import ShareForm
from expedientes.views import ExpedienteView
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READ = [permits(Permission.READ)]


class CaseReaderView(BaseModel):
    """Somebody who was let read it, besides those who take part in it."""

    model_config = ConfigDict(from_attributes=True)

    mark: str
    name: str
    reason: str
    added_at: datetime
    added_by: str


class CaseAccessView(BaseModel):
    """How open an expediente is, by what law and until when, who said so, and who else may read it."""

    level: int
    name: str
    cause: str
    until: date | None
    warning: str
    sensitive: bool
    decided_by: str
    decided_at: datetime
    readers: list[CaseReaderView]

    @classmethod
    def of(cls, work: Work, expediente: Expediente) -> Self:
        level, decided = documents.LEVELS[expediente.access_level], service.decided(work, expediente)
        return cls(
            level=level.code,
            name=level.name,
            cause=expediente.access_cause,
            until=expediente.restricted_until,
            warning=expediente.warning or level.warning,
            sensitive=expediente.sensitive,
            decided_by=decided.by,
            decided_at=decided.at,
            readers=[CaseReaderView.model_validate(each) for each in documents.readers_of(work, expediente.id)],
        )


@router.get("/{expediente_id}/access", dependencies=READ)
def show_access(expediente_id: UUID, desk: AtDesk) -> CaseAccessView:
    """How open it is, who decided so, until when, and who else may read it."""
    with desk.reading() as work:
        return CaseAccessView.of(work, service.get(work, expediente_id))


@router.post("/{expediente_id}/access", status_code=201, response_model=ExpedienteView, dependencies=READ)
def change_access(expediente_id: UUID, form: AccessForm, once: DoOnce) -> Response:
    """Say who may know of it. Who may no longer, cannot from this answer on."""
    return once.act(lambda work: ExpedienteView.of(service.change_access(work, expediente_id, form.access())))


@router.post("/{expediente_id}/readers", status_code=201, response_model=ExpedienteView, dependencies=READ)
def share(expediente_id: UUID, form: ShareForm, once: DoOnce) -> Response:
    """Let units, posts or people of the institution read it; what is secret or reserved, only people by name."""
    return once.act(lambda work: ExpedienteView.of(service.share(work, expediente_id, form.readers(), form.reason)))


@router.post("/{expediente_id}/readers/removal", status_code=201, response_model=CaseAccessView, dependencies=READ)
def exclude(expediente_id: UUID, form: ReaderForm, once: DoOnce) -> Response:
    """Take back what was given so. From this answer on they cannot find it, unless they take part in it."""

    def take_back(work: Work) -> CaseAccessView:
        service.exclude(work, expediente_id, form.named(), form.reason)
        work.session.flush()
        return CaseAccessView.of(work, service.get(work, expediente_id))

    return once.act(take_back)
