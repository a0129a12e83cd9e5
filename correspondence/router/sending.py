from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

import correspondence.service as service
import search.service as search
from correspondence.models import Communication, DeliveryState
from correspondence.schemas.asking import (
    OutsideDispatchForm,
    OutsideResultForm,
    ReasonForm,
    RedirectForm,
    ReminderForm,
    SendForm,
    StateRegisterForm,
)
from correspondence.schemas.sending import (
    CommunicationView,
    DeliveryView,
    EvidenceList,
    OutsideDispatchView,
    SentView,
)
from kernel.http import AtDesk, DoOnce, permits
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READS, SENDS = [permits(Permission.READ)], [permits(Permission.DISPATCH)]


@router.post("/communications", status_code=201, response_model=CommunicationView, dependencies=SENDS)
def send(form: SendForm, once: DoOnce) -> Response:
    """Send a signed and numbered document along its distribution."""

    def act(work: Work) -> CommunicationView:
        sent = service.send(
            work,
            document_id=form.document_id,
            distribution=form.lines(),
            expectation=form.expectation(),
            behalf_post_id=form.behalf_post_id,
        )
        return view(work, sent)

    return once.act(act)


@router.get("/communications", dependencies=READS)
def sent(
    desk: AtDesk, after: After = None, limit: Limit = 50, state: Annotated[DeliveryState | None, Query()] = None
) -> Page[SentView]:
    """What was sent, newest first; with a state, what has a copy in it."""
    with desk.reading() as work:
        page = paged(work, service.sent(work, state), Communication.id, after, limit, newest_first=True)
        copies = service.progress(work, [row[0].id for row in page.items])
        return page.map(lambda row: SentView.of(row[0], copies[row[0].id], readable=row[1]))


@router.get("/communications/{communication_id}", dependencies=READS)
def follow(communication_id: UUID, desk: AtDesk) -> CommunicationView:
    """Where each copy is, who acknowledged or returned it, and when."""
    with desk.reading() as work:
        return view(work, service.get(work, communication_id))


@router.post(
    "/communications/{communication_id}/state-register",
    status_code=201,
    response_model=CommunicationView,
    dependencies=SENDS,
)
def register_with_the_state(communication_id: UUID, form: StateRegisterForm, once: DoOnce) -> Response:
    """Write down its number in the State's platform (Ley 19.880, art. 19)."""
    return once.act(lambda work: view(work, service.register_with_the_state(work, communication_id, form.number)))


@router.post(
    "/communications/{communication_id}/reminder",
    status_code=201,
    response_model=CommunicationView,
    dependencies=SENDS,
)
def remind(communication_id: UUID, form: ReminderForm, once: DoOnce) -> Response:
    """Ask everybody again who has it and has not answered yet."""

    def act(work: Work) -> CommunicationView:
        service.remind(work, communication_id, form.note)
        return view(work, service.get(work, communication_id))

    return once.act(act)


@router.post("/deliveries/{delivery_id}/withdrawal", status_code=201, response_model=DeliveryView, dependencies=SENDS)
def withdraw(delivery_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Take a copy back while nobody over there has opened it."""
    return once.act(lambda work: DeliveryView.model_validate(service.withdraw(work, delivery_id, form.reason)))


@router.post("/deliveries/{delivery_id}/redirection", status_code=201, response_model=DeliveryView, dependencies=SENDS)
def redirect(delivery_id: UUID, form: RedirectForm, once: DoOnce) -> Response:
    """Send what came back to another recipient, under the same number."""
    return once.act(lambda work: DeliveryView.model_validate(service.redirect(work, delivery_id, form.line())))


@router.post(
    "/outside-dispatches/{dispatch_id}/dispatch",
    status_code=201,
    response_model=OutsideDispatchView,
    dependencies=SENDS,
)
def dispatch_outside(dispatch_id: UUID, form: OutsideDispatchForm, once: DoOnce) -> Response:
    """Write down that the copy left, with its tracking number."""
    return once.act(
        lambda work: OutsideDispatchView.model_validate(
            service.dispatch_outside(work, dispatch_id, tracking_number=form.tracking_number, at=form.at)
        )
    )


@router.post(
    "/outside-dispatches/{dispatch_id}/result",
    status_code=201,
    response_model=OutsideDispatchView,
    dependencies=SENDS,
)
def settle_outside(dispatch_id: UUID, form: OutsideResultForm, once: DoOnce) -> Response:
    """Write down who received it, or why nobody did."""
    return once.act(
        lambda work: OutsideDispatchView.model_validate(
            service.settle_outside(work, dispatch_id, delivered=form.delivered, result=form.result, at=form.at)
        )
    )


@router.post(
    "/outside-dispatches/{dispatch_id}/withdrawal",
    status_code=201,
    response_model=OutsideDispatchView,
    dependencies=SENDS,
)
def withdraw_outside(dispatch_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Not to be sent after all."""
    return once.act(
        lambda work: OutsideDispatchView.model_validate(service.withdraw_outside(work, dispatch_id, form.reason))
    )


@router.get("/outside-dispatches/{dispatch_id}/evidence", dependencies=READS)
def evidence(dispatch_id: UUID, desk: AtDesk) -> EvidenceList:
    """What proves that it left and arrived."""
    with desk.reading() as work:
        return EvidenceList.of(service.evidence_of(work, dispatch_id))


def view(work: Work, communication: Communication) -> CommunicationView:
    work.session.flush()
    return CommunicationView.of(
        communication,
        service.lines(work, communication.id),
        service.deliveries(work, communication.id),
        service.outside_of(work, communication.id),
        readable=search.may_read(work, communication.document_id),
    )
