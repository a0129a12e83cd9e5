from uuid import UUID

from fastapi import APIRouter, Response

import correspondence.service as service
from correspondence.router.receiving import seen
from correspondence.schemas.asking import ReasonForm
from correspondence.schemas.receiving import ReceptionView, ReferralView
from correspondence.schemas.working import (
    AnswerForm,
    AnswerView,
    AntecedentView,
    BulkCloseForm,
    BulkReferForm,
    CloseForm,
    ReassignForm,
    ReferForm,
    ReferralsView,
    ResultsView,
)
from kernel.http import AtDesk, DoOnce, permits
from kernel.permissions import Permission

router = APIRouter()
READS = [permits(Permission.READ)]
REFERS = [permits(Permission.REFER)]
ATTENDS = [permits(Permission.ATTEND)]


@router.post(
    "/receptions/{reception_id}/referrals", status_code=201, response_model=ReferralsView, dependencies=ATTENDS
)
def refer(reception_id: UUID, form: ReferForm, once: DoOnce) -> Response:
    """Refer an entry to units or people. Whoever does not dispatch for the office passes on what it holds."""
    return once.act(
        lambda work: ReferralsView.of(service.refer(work, reception_id, form.named(), from_referral=form.from_referral))
    )


@router.post("/referrals/{referral_id}/taking", status_code=201, response_model=ReferralView, dependencies=ATTENDS)
def take(referral_id: UUID, once: DoOnce) -> Response:
    """Say that one attends to it."""
    return once.act(lambda work: ReferralView.model_validate(service.take(work, referral_id)))


@router.post(
    "/referrals/{referral_id}/reassignment", status_code=201, response_model=ReferralView, dependencies=ATTENDS
)
def reassign(referral_id: UUID, form: ReassignForm, once: DoOnce) -> Response:
    """Give it to another unit or person."""
    return once.act(
        lambda work: ReferralView.model_validate(service.reassign(work, referral_id, form.target.target(), form.reason))
    )


@router.post("/referrals/{referral_id}/return", status_code=201, response_model=ReferralView, dependencies=ATTENDS)
def hand_back(referral_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Return it to whoever referred it."""
    return once.act(lambda work: ReferralView.model_validate(service.hand_back(work, referral_id, form.reason)))


@router.post("/referrals/{referral_id}/closure", status_code=201, response_model=ReferralView, dependencies=ATTENDS)
def end(referral_id: UUID, form: CloseForm, once: DoOnce) -> Response:
    """Say that one is done with it."""
    return once.act(
        lambda work: ReferralView.model_validate(service.end(work, referral_id, way=form.way, reason=form.reason))
    )


@router.post("/receptions/{reception_id}/closure", status_code=201, response_model=ReceptionView, dependencies=ATTENDS)
def close(reception_id: UUID, form: CloseForm, once: DoOnce) -> Response:
    """End the entry, saying in which way and why."""
    return once.act(lambda work: seen(work, service.close(work, reception_id, way=form.way, reason=form.reason)))


@router.post("/receptions/{reception_id}/reopening", status_code=201, response_model=ReceptionView, dependencies=REFERS)
def reopen(reception_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Take up again what was ended."""
    return once.act(lambda work: seen(work, service.reopen(work, reception_id, form.reason)))


@router.get("/receptions/{reception_id}/antecedent", dependencies=READS)
def antecedent(reception_id: UUID, desk: AtDesk) -> AntecedentView:
    """How the ANT. of an answer names this entry."""
    with desk.reading() as work:
        return AntecedentView(antecedent=service.antecedent(work, reception_id))


@router.post("/receptions/{reception_id}/answers", status_code=201, response_model=AnswerView, dependencies=ATTENDS)
def answer(reception_id: UUID, form: AnswerForm, once: DoOnce) -> Response:
    """Say that a document of one's own answers it; it does so when it is dispatched."""
    return once.act(
        lambda work: AnswerView.of(
            service.answer(work, reception_id, document_id=form.document_id, definitive=form.definitive)
        )
    )


@router.post("/receptions/referrals", status_code=200, response_model=ResultsView, dependencies=REFERS)
def acknowledge_and_refer(form: BulkReferForm, once: DoOnce) -> Response:
    """Acknowledge and refer up to 50 entries, with a result for each."""
    return once.act(
        lambda work: ResultsView.of(service.acknowledge_and_refer(work, form.ids, form.named())), status=200
    )


@router.post("/receptions/closures", status_code=200, response_model=ResultsView, dependencies=REFERS)
def close_many(form: BulkCloseForm, once: DoOnce) -> Response:
    """Close up to 200 entries, with a result for each."""
    return once.act(
        lambda work: ResultsView.of(service.close_many(work, form.ids, way=form.way, reason=form.reason)), status=200
    )
