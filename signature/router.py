"""Asking for signatures, giving them, and seeing which there are."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from documents.contents import made_response
from institutions.errors import SecondFactorRefused
from kernel.http import PROBLEMS, AtDesk, DoOnce, Once, permits, wired
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work
from signature import approving, credentials, reporting, service
from signature.approving import Picked
from signature.errors import WrongPin
from signature.etsi import MEDIA_TYPE, as_xml
from signature.marking import Workshop
from signature.models import SignatureRequest
from signature.operations import EndorseDocument, SignDocument
from signature.panel import Examiner
from signature.reporting import PDF
from signature.schemas import (
    CancelForm,
    ChallengeForm,
    ChallengeView,
    EndorseForm,
    ReportView,
    RequestedView,
    RequestForm,
    ReturnForm,
    SignatureRequestView,
    SignForm,
)

router = APIRouter(tags=["signature"])

AtWorkshop = Annotated[Workshop, wired("workshop")]


@router.post(
    "/documents/{document_id}/signature-requests",
    status_code=201,
    response_model=RequestedView,
    responses=PROBLEMS,
    dependencies=[permits(Permission.REQUEST_SIGNATURE)],
)
def request(document_id: UUID, form: RequestForm, once: DoOnce) -> Response:
    """Send the document to be endorsed and signed: in a chain, or by everybody at once."""
    steps = [each.step() for each in form.steps]
    told: dict[str, Any] = {"mode": form.mode, "behalf_post_id": form.behalf_post_id}
    return once.act(lambda work: RequestedView.of(service.request(work, document_id, steps, **told)))


@router.get(
    "/documents/{document_id}/signature-requests",
    responses=PROBLEMS,
    dependencies=[permits(Permission.READ)],
)
def requests_of(document_id: UUID, desk: AtDesk) -> RequestedView:
    """All that was asked and decided on a document, and whose turn it is."""
    with desk.reading() as work:
        return RequestedView.of(service.requests_of(work, document_id))


@router.get("/documents/{document_id}/signatures", responses=PROBLEMS, dependencies=[permits(Permission.READ)])
def signatures(document_id: UUID, desk: AtDesk, examiner: Annotated[Examiner, wired("examiner")]) -> ReportView:
    """What the signatures of the last version prove, each of them and all together."""
    return ReportView.model_validate(examiner.of_document(desk, document_id))


@router.get(
    "/documents/{document_id}/signatures/report.xml",
    response_class=Response,
    responses=PROBLEMS | {200: {"description": "As ETSI TS 119 102-2.", "content": {MEDIA_TYPE: {}}}},
    dependencies=[permits(Permission.READ)],
)
def report_xml(document_id: UUID, desk: AtDesk, examiner: Annotated[Examiner, wired("examiner")]) -> Response:
    """The same, for programs that read the reports of ETSI TS 119 102-2."""
    told = examiner.of_document(desk, document_id)
    return Response(as_xml(told, told["sha256"]), media_type=MEDIA_TYPE)


@router.get(
    "/documents/{document_id}/signatures/report.pdf",
    response_class=Response,
    responses=PROBLEMS | PDF,
    dependencies=[permits(Permission.READ)],
)
def report_pdf(document_id: UUID, desk: AtDesk, examiner: Annotated[Examiner, wired("examiner")]) -> Response:
    """The same as a PDF/A, with the other two inside, under the seal of the document's oficina de partes."""
    pdf, examined = reporting.of_document(desk, examiner, document_id)
    return made_response(pdf, examined.file_name)


@router.post(
    "/documents/{document_id}/signature-cancellation",
    status_code=201,
    response_model=RequestedView,
    responses=PROBLEMS,
    dependencies=[permits(Permission.REQUEST_SIGNATURE)],
)
def cancel(document_id: UUID, form: CancelForm, once: DoOnce) -> Response:
    """Take the document back from those who have not signed yet."""
    return once.act(lambda work: RequestedView.of(service.cancel(work, document_id, form.reason)))


@router.get("/signature-requests", responses=PROBLEMS, dependencies=[permits(Permission.READ)])
def tray(desk: AtDesk, after: After = None, limit: Limit = 50) -> Page[SignatureRequestView]:
    """What waits for the signature or V°B° of whoever asks, oldest first."""
    with desk.reading() as work:
        return paged(work, service.tray(work), SignatureRequest.id, after, limit).map(SignatureRequestView.of)


@router.post(
    "/signature-requests/{request_id}/signature",
    status_code=201,
    response_model=SignatureRequestView,
    responses=PROBLEMS,
    dependencies=[permits(Permission.SIGN)],
)
def sign(request_id: UUID, form: SignForm, once: DoOnce, workshop: AtWorkshop) -> Response:
    """Sign the version that was read, or attest to it."""
    pin, code = (each.get_secret_value() if each else None for each in (form.pin, form.code))
    answer = json.dumps(form.answer) if form.answer else None
    holder = once.desk.actor.client
    signing = SignDocument(workshop, request_id, form.sha256, form.observations, pin, code, answer, holder)
    try:
        return once.operate(signing, SignatureRequestView.of)
    except WrongPin:
        _note_wrong_pin(once)
        raise
    except SecondFactorRefused as refusal:
        approving.note_refused(once.desk, workshop, refusal)
        raise


@router.post(
    "/signature-requests/{request_id}/factor-challenges",
    status_code=201,
    response_model=ChallengeView,
    responses=PROBLEMS,
    dependencies=[permits(Permission.SIGN)],
)
def challenge(request_id: UUID, form: ChallengeForm, once: DoOnce, workshop: AtWorkshop) -> Response:
    """What a key of the signer is asked before this version is signed: its answer opens this signature and no other."""
    picked, party = [Picked(request_id, form.sha256)], approving.gate_of(workshop).party

    def act(work: Work) -> ChallengeView:
        options = approving.call(work, workshop, once.desk.actor.client, picked)
        return ChallengeView(options=options, origin=party.origin, seconds=approving.SECONDS)

    return once.act(act)


@router.post(
    "/signature-requests/{request_id}/endorsement",
    status_code=201,
    response_model=SignatureRequestView,
    responses=PROBLEMS,
    dependencies=[permits(Permission.ENDORSE)],
)
def endorse(request_id: UUID, form: EndorseForm, once: DoOnce, workshop: AtWorkshop) -> Response:
    """Put a V°B°: it may be signed."""
    return once.operate(EndorseDocument(workshop, request_id, form.sha256, form.observations), SignatureRequestView.of)


@router.post(
    "/signature-requests/{request_id}/return",
    status_code=201,
    response_model=SignatureRequestView,
    responses=PROBLEMS,
    dependencies=[permits(Permission.READ)],
)
def return_(request_id: UUID, form: ReturnForm, once: DoOnce) -> Response:
    """Send it back to whoever drafts it, with what has to change."""
    return once.act(lambda work: SignatureRequestView.of(service.return_(work, request_id, form.observations)))


def _note_wrong_pin(once: Once) -> None:
    """In a transaction of its own: the refusal leaves nothing else."""
    person_id = once.desk.actor.person_id
    if person_id:
        with once.desk.writing() as work:
            credentials.note_wrong_pin(work, person_id)
