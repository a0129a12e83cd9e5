"""Metadata over HTTP: what is known of a document, and all that was known before."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

import documents.service as service
from documents.elements import scheme
from documents.forms import MetadatumForm
from documents.schemas import ElementView, MetadataView, MetadatumView
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter(prefix="/{document_id}")
READER = [permits(Permission.READ)]


@router.get("/metadata", dependencies=READER)
def metadata(document_id: UUID, desk: AtDesk) -> MetadataView:
    """Every element of the official guide, what is known of it, and which obligatory ones are missing."""
    with desk.reading() as work:
        known = service.by_element(work, service.get(work, document_id))
    lacking = [element.code for element, rows in known if element.obligation == "required" and not rows]
    return MetadataView(scheme=scheme().version, elements=[ElementView.of(*each) for each in known], missing=lacking)


@router.get("/metadata/{element}", dependencies=READER)
def history(document_id: UUID, element: Annotated[str, Path(max_length=16)], desk: AtDesk) -> list[MetadatumView]:
    """All that was ever said of an element, oldest first."""
    with desk.reading() as work:
        rows = service.history_of(work, service.get(work, document_id), scheme().element(element).code)
        return [MetadatumView.of(row) for row in rows]


@router.post("/metadata", status_code=201, response_model=MetadatumView, dependencies=[permits(Permission.DRAFT)])
def say(document_id: UUID, form: MetadatumForm, once: DoOnce) -> Response:
    """Say what is known of an element, or correct it with a reason. Nothing is overwritten."""

    def act(work: Work) -> MetadatumView:
        row = service.set_value(
            work, document_id, form.element, form.value, occurrence=form.occurrence, reason=form.reason
        )
        return MetadatumView.of(row)

    return once.act(act)


@router.get("/record", dependencies=READER)
def record(document_id: UUID, desk: AtDesk) -> dict[str, Any]:
    """The official record: the seven data of DS 4 art. 36, the unique identifier and the classification."""
    with desk.reading() as work:
        return service.official_record(work, service.get(work, document_id))
