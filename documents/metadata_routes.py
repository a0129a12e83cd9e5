"""What is known of a document over HTTP: its metadata, its official record, and what was done to it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

import audit.service as audit
import documents.service as service
from audit.schemas import EntryView
from documents import wiring
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
    known = wiring.opened(
        desk, document_id, lambda work: service.by_element(work, service.read(work, document_id, metadata=True))
    )
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
    return wiring.opened(
        desk, document_id, lambda work: service.official_record(work, service.read(work, document_id, record=True))
    )


@router.get("/trail", dependencies=READER)
def trail(document_id: UUID, desk: AtDesk) -> list[EntryView]:
    """All that was done to the document, and by whom, oldest first."""
    with desk.reading() as work:
        entries = audit.trail(work, service.get(work, document_id).id)
        people = audit.people_in(work, entries)
        return [EntryView.of(entry, people[entry.id]) for entry in entries]
