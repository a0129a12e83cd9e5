from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

import expedientes.service as service
from documents.storage import BlobStore
from documents.uploads import AtLimits, too_large
from expedientes import access_routes
from expedientes.exporting import package, zipped
from expedientes.models import Expediente
from expedientes.operations import FileAntecedent
from expedientes.schemas import (
    AmendForm,
    AntecedentForm,
    FileForm,
    OpenForm,
    PartyForm,
    ReasonForm,
)
from expedientes.service import Fileables
from expedientes.showing import around, elements, entries_page, index_shown, sees_all
from expedientes.views import (
    AccessView,
    ActView,
    ElementView,
    EntryView,
    ExpedienteView,
    FaultView,
    IndexView,
    PartyView,
    VerificationView,
)
from kernel.http import PROBLEMS, AtDesk, DoOnce, permits, wired
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter(prefix="/expedientes", tags=["expedientes"], responses=PROBLEMS)

router.include_router(access_routes.router)

AtBlobs = Annotated[BlobStore, wired("blobs")]
AtFileables = Annotated[Fileables, wired("fileables")]
AtPublicUrl = Annotated[str, wired("public_url")]
READ, FILE = [permits(Permission.READ)], [permits(Permission.FILE)]
OPEN, CLOSE = [permits(Permission.OPEN_EXPEDIENTE)], [permits(Permission.CLOSE_EXPEDIENTE)]


@router.post("", status_code=201, response_model=ExpedienteView, dependencies=OPEN)
def open_(form: OpenForm, once: DoOnce) -> Response:
    """Open an expediente. Its identifier (IUIe) is given here, once and for ever."""

    def act(work: Work) -> ExpedienteView:
        people = [party.interested() for party in form.interested]
        where = {"responsible_post_id": form.responsible_post_id, "unit_id": form.unit_id}
        return ExpedienteView.of(service.open_(work, form.opening(), interested=people, **where))

    return once.act(act)


@router.get("", dependencies=READ)
def list_(
    desk: AtDesk,
    state: Literal["open", "closed"] | None = None,
    holding: Annotated[UUID | None, Query(description="Those in which this thing is filed.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ExpedienteView]:
    """Those that you may read, newest first."""
    with desk.reading() as work:
        asked = service.readable(work, state=state, subject_id=holding)
        return paged(work, asked, Expediente.id, after, limit, newest_first=True).map(ExpedienteView.of)


@router.get("/{expediente_id}", dependencies=READ)
def show(expediente_id: UUID, desk: AtDesk) -> ExpedienteView:
    """One of them. That you looked is written in its register of accesses."""
    with desk.writing() as work:
        expediente = service.get(work, expediente_id)
        service.note_access(work, expediente, "opened")
        return ExpedienteView.of(expediente)


@router.get("/{expediente_id}/entries", dependencies=READ)
def entries(expediente_id: UUID, desk: AtDesk, after: After = None, limit: Limit = 50) -> Page[EntryView]:
    """What is in it, in successive order."""
    with desk.reading() as work:
        return entries_page(work, service.get(work, expediente_id), after, limit)


@router.post("/{expediente_id}/entries", status_code=201, response_model=EntryView, dependencies=FILE)
def file(expediente_id: UUID, form: FileForm, once: DoOnce, fileables: AtFileables) -> Response:
    """File a document, a reception or another expediente, as it is now."""
    return once.act(lambda work: EntryView.of(service.file_by_id(work, fileables, expediente_id, form.kind, form.id)))


@router.post("/{expediente_id}/antecedents", status_code=201, response_model=EntryView, dependencies=FILE)
def file_antecedent(
    expediente_id: UUID, form: AntecedentForm, once: DoOnce, blobs: AtBlobs, limits: AtLimits
) -> Response:
    """File something that is held nowhere else: a file, or a thing that lies somewhere."""
    if not form.content:
        return once.act(lambda work: EntryView.of(service.file(work, expediente_id, form.thing())))
    if len(form.content) > limits.attachment:
        raise too_large(limits.attachment)
    return once.operate(FileAntecedent(blobs, expediente_id, form.thing(), lambda: [form.content or b""]), EntryView.of)


@router.get("/{expediente_id}/entries/{entry_id}/content", dependencies=READ)
def content(expediente_id: UUID, entry_id: UUID, desk: AtDesk, blobs: AtBlobs) -> Response:
    """The bytes that were filed. That you looked is written in the register of accesses."""
    with desk.writing() as work:
        expediente = service.get(work, expediente_id)
        entry = service.readable_entry(work, expediente, entry_id)
        service.note_access(work, expediente, "read", entry)
    return StreamingResponse(blobs.get(entry.blob or ""), media_type=entry.media_type, headers=_download(entry_id))


@router.post(
    "/{expediente_id}/entries/{entry_id}/withdrawal", status_code=201, response_model=EntryView, dependencies=FILE
)
def withdraw(expediente_id: UUID, entry_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Take out what was filed by mistake. That it was there stays in sight."""
    return once.act(lambda work: EntryView.of(service.withdraw(work, expediente_id, entry_id, form.reason)))


@router.post("/{expediente_id}/amendments", status_code=201, response_model=ExpedienteView, dependencies=OPEN)
def amend(expediente_id: UUID, form: AmendForm, once: DoOnce) -> Response:
    """Correct what is told of it. What it said before stays in its acts."""
    return once.act(lambda work: ExpedienteView.of(service.amend(work, expediente_id, form.changes(), form.reason)))


@router.post("/{expediente_id}/parties", status_code=201, response_model=PartyView, dependencies=OPEN)
def add_party(expediente_id: UUID, form: PartyForm, once: DoOnce) -> Response:
    """Somebody has an interest in the case from now on."""
    return once.act(lambda work: PartyView.of(service.add_party(work, expediente_id, form.interested())))


@router.get("/{expediente_id}/parties", dependencies=READ)
def parties(expediente_id: UUID, desk: AtDesk) -> list[PartyView]:
    """Everybody who has or had an interest in the case."""
    with desk.reading() as work:
        return [PartyView.of(party) for party in service.parties(work, service.get(work, expediente_id))]


@router.post("/{expediente_id}/parties/{party_id}/end", status_code=201, response_model=PartyView, dependencies=OPEN)
def end_party(expediente_id: UUID, party_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """They have no interest in the case any more."""
    return once.act(lambda work: PartyView.of(service.end_party(work, expediente_id, party_id, form.reason)))


@router.post("/{expediente_id}/closure", status_code=201, response_model=ExpedienteView, dependencies=CLOSE)
def close(expediente_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Declare it finished. Its index is fixed by its hash."""
    return once.act(lambda work: ExpedienteView.of(service.close(work, expediente_id, form.reason)))


@router.post("/{expediente_id}/reopening", status_code=201, response_model=ExpedienteView, dependencies=CLOSE)
def reopen(expediente_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Go on with one that was closed."""
    return once.act(lambda work: ExpedienteView.of(service.reopen(work, expediente_id, form.reason)))


@router.get("/{expediente_id}/index", dependencies=READ)
def index(expediente_id: UUID, desk: AtDesk) -> IndexView:
    """The índice electrónico, with the hash of everything that was filed."""
    with desk.reading() as work:
        return index_shown(work, service.get(work, expediente_id))


@router.get("/{expediente_id}/index.xml", dependencies=READ, response_class=Response)
def index_xml(expediente_id: UUID, desk: AtDesk) -> Response:
    """The same, as XML."""
    with desk.reading() as work:
        shown = index_shown(work, service.get(work, expediente_id))
    return Response(service.index_xml(shown.index, shown.sha256), media_type="application/xml")


@router.get("/{expediente_id}/metadata", dependencies=READ)
def metadata(expediente_id: UUID, desk: AtDesk, public_url: AtPublicUrl) -> list[ElementView]:
    """The 29 elements of the guide, and which of the required ones are missing."""
    with desk.reading() as work:
        found = elements(work, service.get(work, expediente_id), public_url)
        return [ElementView.of(element) for element in found]


@router.get("/{expediente_id}/acts", dependencies=READ)
def acts(expediente_id: UUID, desk: AtDesk) -> list[ActView]:
    """Its traceability: everything that was done to it, by whom and when."""
    with desk.reading() as work:
        expediente = service.get(work, expediente_id)
        told = sees_all(work, expediente)
        return [ActView.of(act, told=told) for act in service.acts_of(work, expediente)]


@router.get("/{expediente_id}/accesses", dependencies=READ)
def accesses(expediente_id: UUID, desk: AtDesk) -> list[AccessView]:
    """Who looked at it, and when."""
    with desk.reading() as work:
        return [AccessView.of(access) for access in service.accesses(work, service.get(work, expediente_id))]


@router.get("/{expediente_id}/verification", dependencies=READ)
def verification(expediente_id: UUID, desk: AtDesk) -> VerificationView:
    """Whether it still says what its acts said, and exactly where it does not."""
    with desk.reading() as work:
        expediente = service.get(work, expediente_id)
        faults = [FaultView.of(fault) for fault in service.verify(work, expediente.id)]
    return VerificationView(clean=not faults, faults=faults)


@router.get("/{expediente_id}/export", dependencies=READ, response_class=StreamingResponse)
def export(expediente_id: UUID, desk: AtDesk, blobs: AtBlobs, public_url: AtPublicUrl) -> Response:
    """All of it that you may see, in a ZIP. That you took it is written in the register of accesses."""
    with desk.writing() as work:
        packed = package(work, expediente_id, around(work, public_url))
    headers = {"Content-Disposition": f'attachment; filename="{packed.name}.zip"'}
    return StreamingResponse(zipped(blobs, packed), media_type="application/zip", headers=headers)


def _download(entry_id: UUID) -> dict[str, str]:
    """Never shown inside our own pages as if it were ours, whatever it says it is."""
    return {"Content-Disposition": f'attachment; filename="{entry_id}"', "X-Content-Type-Options": "nosniff"}
