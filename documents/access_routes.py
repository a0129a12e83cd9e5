"""Who may know of a document, over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

import documents.service as service
from documents import levels
from documents.access_views import AccessView, ReaderView
from documents.forms import AccessForm, ReaderForm
from documents.models import Document
from documents.schemas import DocumentView
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READER = [permits(Permission.READ)]
DRAFTER = [permits(Permission.DRAFT)]


class LevelView(BaseModel):
    code: int
    name: str
    says: str
    warning: str
    named_only: bool


class CauseView(BaseModel):
    """By what law something is kept from people. Its code may be given wherever a cause is asked for."""

    code: str
    cites: str
    says: str
    needs_detail: bool


def told(work: Work, document: Document) -> AccessView:
    return AccessView.of(
        work,
        document.id,
        document.access_level,
        document.access_warning,
        cause=document.access_cause,
        until=document.access_until,
        sensitive=document.sensitive,
        decided_by=document.access_decided_by,
        decided_at=document.access_decided_at,
    )


@router.get("/access-levels", dependencies=READER)
def show_levels() -> list[LevelView]:
    """The levels of access that there are."""
    return [LevelView.model_validate(each, from_attributes=True) for each in levels.LEVELS.values()]


@router.get("/access-causes", dependencies=READER)
def show_causes() -> list[CauseView]:
    """The legal causes of a reserve that are usual. Another may be written in full."""
    return [CauseView.model_validate(each, from_attributes=True) for each in levels.CAUSES.values()]


@router.get("/{document_id}/access", dependencies=READER)
def show_access(document_id: UUID, desk: AtDesk) -> AccessView:
    """How open it is, who decided so, until when, and who else may read it."""
    with desk.reading() as work:
        return told(work, service.get(work, document_id))


@router.post("/{document_id}/access", status_code=201, response_model=DocumentView, dependencies=DRAFTER)
def change_access(document_id: UUID, form: AccessForm, once: DoOnce) -> Response:
    """Say who may know of it. Who may no longer, cannot from this answer on."""

    def change(work: Work) -> DocumentView:
        document = service.change_access(work, document_id, form.access())
        return DocumentView.of(document, service.entry_of(work, document))

    return once.act(change)


@router.post("/{document_id}/readers", status_code=201, response_model=ReaderView, dependencies=READER)
def admit(document_id: UUID, form: ReaderForm, once: DoOnce) -> Response:
    """Let a unit, a post or a person read it; what is secret or reserved, only people by name."""
    return once.act(lambda work: ReaderView.model_validate(service.admit(work, document_id, form.named(), form.reason)))


@router.post("/{document_id}/readers/removal", status_code=201, response_model=AccessView, dependencies=READER)
def exclude(document_id: UUID, form: ReaderForm, once: DoOnce) -> Response:
    """Take back what was given so. From this answer on they cannot find it, unless they take part in it."""

    def take_back(work: Work) -> AccessView:
        service.exclude(work, document_id, form.named(), form.reason)
        work.session.flush()
        return told(work, service.get(work, document_id))

    return once.act(take_back)
