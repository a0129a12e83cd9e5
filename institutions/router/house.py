"""Offices, units, posts, who holds them, and who signs in their place."""

from uuid import UUID

from fastapi import APIRouter, Response

import institutions.service as service
from institutions import factors
from institutions.models import Assignment, Assistance, Delegation, OfficeOfParts, Post, Substitution, Unit
from institutions.schemas.house import (
    AssignmentForm,
    AssignmentView,
    AssistanceForm,
    AssistanceView,
    DelegationForm,
    DelegationView,
    OfficeForm,
    OfficeView,
    PolicyForm,
    PostForm,
    PostView,
    SubstitutionForm,
    SubstitutionView,
    UnitForm,
    UnitView,
)
from kernel.http import AtDesk, DoOnce, permits
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission

router = APIRouter()

ADMINISTER = [permits(Permission.ADMINISTER)]


@router.get("/offices")
def offices(desk: AtDesk, after: After = None, limit: Limit = 50) -> Page[OfficeView]:
    """The oficinas de partes of your institution."""
    with desk.reading() as work:
        asked = service.all_of(work, OfficeOfParts)
        return paged(work, asked, OfficeOfParts.id, after, limit).map(OfficeView.of)


@router.post("/offices", status_code=201, response_model=OfficeView, dependencies=ADMINISTER)
def open_office(form: OfficeForm, once: DoOnce) -> Response:
    """Open an oficina de partes, with a book of its own."""
    return once.act(lambda work: OfficeView.of(service.open_office(work, form.name, form.code, main=form.main)))


@router.get("/units")
def units(
    desk: AtDesk,
    office_id: UUID | None = None,
    parent_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[UnitView]:
    """The units of your institution."""
    with desk.reading() as work:
        asked = service.all_of(work, Unit, office_id=office_id, parent_id=parent_id)
        return paged(work, asked, Unit.id, after, limit).map(UnitView.of)


@router.post("/units", status_code=201, response_model=UnitView, dependencies=ADMINISTER)
def add_unit(form: UnitForm, once: DoOnce) -> Response:
    """Add a unit, which the other institutions may address from now on."""
    return once.act(
        lambda work: UnitView.of(service.add_unit(work, form.name, form.office_id, parent_id=form.parent_id))
    )


@router.get("/posts")
def posts(desk: AtDesk, unit_id: UUID | None = None, after: After = None, limit: Limit = 50) -> Page[PostView]:
    """The posts of your institution, and who holds each now."""
    with desk.reading() as work:
        page = paged(work, service.all_of(work, Post, unit_id=unit_id), Post.id, after, limit)
        holders = service.holders(work, [post.id for post in page.items])
        return page.map(lambda post: PostView.held(post, holders))


@router.post("/posts", status_code=201, response_model=PostView, dependencies=ADMINISTER)
def add_post(form: PostForm, once: DoOnce) -> Response:
    """Add a cargo to a unit. Nobody holds it yet."""
    told = form.model_dump()
    return once.act(lambda work: PostView.of(service.add_post(work, **told)))


@router.post("/posts/{post_id}/second-factor", status_code=201, response_model=PostView, dependencies=ADMINISTER)
def set_policy(post_id: UUID, form: PolicyForm, once: DoOnce) -> Response:
    """What second factor it asks from now on of whoever comes in or signs in it."""
    return once.act(lambda work: PostView.of(factors.set_policy(work, post_id, form.second_factor)))


@router.get("/assignments", dependencies=ADMINISTER)
def assignments(
    desk: AtDesk,
    post_id: UUID | None = None,
    person_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[AssignmentView]:
    """Who has held which post, and when."""
    with desk.reading() as work:
        asked = service.all_of(work, Assignment, post_id=post_id, person_id=person_id)
        return paged(work, asked, Assignment.id, after, limit, newest_first=True).map(AssignmentView.of)


@router.post("/assignments", status_code=201, response_model=AssignmentView, dependencies=ADMINISTER)
def assign(form: AssignmentForm, once: DoOnce) -> Response:
    """Give a post to somebody. Who held it until then no longer does."""
    told = form.model_dump()
    return once.act(lambda work: AssignmentView.of(service.assign(work, **told)))


@router.post(
    "/assignments/{assignment_id}/end", status_code=201, response_model=AssignmentView, dependencies=ADMINISTER
)
def end_assignment(assignment_id: UUID, once: DoOnce) -> Response:
    """Leave a post vacant."""
    return once.act(lambda work: AssignmentView.of(service.end_assignment(work, assignment_id)))


@router.get("/substitutions")
def substitutions(
    desk: AtDesk, post_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> Page[SubstitutionView]:
    """Who holds, held and will hold a post while its holder is away."""
    with desk.reading() as work:
        asked = service.all_of(work, Substitution, post_id=post_id)
        return paged(work, asked, Substitution.id, after, limit, newest_first=True).map(SubstitutionView.of)


@router.post("/substitutions", status_code=201, response_model=SubstitutionView, dependencies=ADMINISTER)
def substitute(form: SubstitutionForm, once: DoOnce) -> Response:
    """Name a subrogante, for the dates of the act that names them."""
    told = form.model_dump()
    return once.act(lambda work: SubstitutionView.of(service.substitute(work, **told)))


@router.post(
    "/substitutions/{substitution_id}/end", status_code=201, response_model=SubstitutionView, dependencies=ADMINISTER
)
def end_substitution(substitution_id: UUID, once: DoOnce) -> Response:
    """«Terminar subrogancia ahora»."""
    return once.act(lambda work: SubstitutionView.of(service.end_substitution(work, substitution_id)))


@router.get("/delegations")
def delegations(
    desk: AtDesk, delegator_post_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> Page[DelegationView]:
    """Which posts sign by order of which."""
    with desk.reading() as work:
        asked = service.all_of(work, Delegation, delegator_post_id=delegator_post_id)
        return paged(work, asked, Delegation.id, after, limit, newest_first=True).map(DelegationView.of)


@router.post("/delegations", status_code=201, response_model=DelegationView, dependencies=ADMINISTER)
def delegate(form: DelegationForm, once: DoOnce) -> Response:
    """Let one post sign «por orden de» another."""
    told = form.model_dump()
    return once.act(lambda work: DelegationView.of(service.delegate(work, **told)))


@router.post(
    "/delegations/{delegation_id}/end", status_code=201, response_model=DelegationView, dependencies=ADMINISTER
)
def end_delegation(delegation_id: UUID, once: DoOnce) -> Response:
    """It signs by that order no more."""
    return once.act(lambda work: DelegationView.of(service.end_delegation(work, delegation_id)))


@router.get("/assistances")
def assistances(
    desk: AtDesk, chief_post_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> Page[AssistanceView]:
    """Who prepares and dispatches for whom, now and before."""
    with desk.reading() as work:
        asked = service.all_of(work, Assistance, chief_post_id=chief_post_id)
        return paged(work, asked, Assistance.id, after, limit, newest_first=True).map(AssistanceView.of)


@router.post("/assistances", status_code=201, response_model=AssistanceView, dependencies=ADMINISTER)
def assist(form: AssistanceForm, once: DoOnce) -> Response:
    """Name the assistant of a chief: whatever they prepare and dispatch says for whom."""
    told = form.model_dump()
    return once.act(lambda work: AssistanceView.of(service.assist(work, **told)))


@router.post(
    "/assistances/{assistance_id}/end", status_code=201, response_model=AssistanceView, dependencies=ADMINISTER
)
def end_assistance(assistance_id: UUID, once: DoOnce) -> Response:
    """They act for that chief no more."""
    return once.act(lambda work: AssistanceView.of(service.end_assistance(work, assistance_id)))
