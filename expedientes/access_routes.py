"""Who may know of an expediente, over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

import expedientes.service as service
from documents.access_views import AccessView
from documents.forms import AccessForm, ReaderForm
from expedientes.models import Expediente
from expedientes.schemas import ShareForm
from expedientes.views import ExpedienteView
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READ = [permits(Permission.READ)]


def told(work: Work, expediente: Expediente) -> AccessView:
    decided = service.decided(work, expediente)
    return AccessView.of(
        work,
        expediente.id,
        expediente.access_level,
        expediente.warning,
        cause=expediente.access_cause,
        until=expediente.restricted_until,
        sensitive=expediente.sensitive,
        decided_by=decided.by,
        decided_at=decided.at,
    )


@router.get("/{expediente_id}/access", dependencies=READ)
def show_access(expediente_id: UUID, desk: AtDesk) -> AccessView:
    """How open it is, who decided so, until when, and who else may read it."""
    with desk.reading() as work:
        return told(work, service.get(work, expediente_id))


@router.post("/{expediente_id}/access", status_code=201, response_model=ExpedienteView, dependencies=READ)
def change_access(expediente_id: UUID, form: AccessForm, once: DoOnce) -> Response:
    """Say who may know of it. Who may no longer, cannot from this answer on."""
    return once.act(lambda work: ExpedienteView.of(service.change_access(work, expediente_id, form.access())))


@router.post("/{expediente_id}/readers", status_code=201, response_model=ExpedienteView, dependencies=READ)
def share(expediente_id: UUID, form: ShareForm, once: DoOnce) -> Response:
    """Let units, posts or people of the institution read it; what is secret or reserved, only people by name."""
    return once.act(lambda work: ExpedienteView.of(service.share(work, expediente_id, form.readers(), form.reason)))


@router.post("/{expediente_id}/readers/removal", status_code=201, response_model=AccessView, dependencies=READ)
def exclude(expediente_id: UUID, form: ReaderForm, once: DoOnce) -> Response:
    """Take back what was given so. From this answer on they cannot find it, unless they take part in it."""

    def take_back(work: Work) -> AccessView:
        service.exclude(work, expediente_id, form.named(), form.reason)
        work.session.flush()
        return told(work, service.get(work, expediente_id))

    return once.act(take_back)
