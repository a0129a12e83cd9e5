"""People, what they may do, and the keys with which they and other systems come in."""

from uuid import UUID

from fastapi import APIRouter, Response

import institutions.service as service
from institutions import recovery
from institutions.access import ROLES
from institutions.models import ApiKey, Person, RoleGrant
from institutions.schemas.people import (
    DismissalView,
    GrantForm,
    GrantView,
    IssuedKeyView,
    KeyForm,
    KeyView,
    PersonForm,
    PersonView,
    ReasonForm,
    RoleView,
)
from kernel.http import AtDesk, DoOnce, permits
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()

ADMINISTER = [permits(Permission.ADMINISTER)]


@router.get("/people", dependencies=ADMINISTER)
def people(desk: AtDesk, after: After = None, limit: Limit = 50) -> Page[PersonView]:
    """Whoever has or had a post, a role or a key in your institution."""
    with desk.reading() as work:
        return paged(work, service.people_of(work), Person.id, after, limit).map(PersonView.of)


@router.post("/people", status_code=201, response_model=PersonView, dependencies=ADMINISTER)
def know(form: PersonForm, once: DoOnce) -> Response:
    """Make somebody known, to give them a post, a role or a key. A RUN that is known already is the same person."""
    return once.act(lambda work: PersonView.of(service.know_person(work, form.name, form.run)))


@router.post("/people/{person_id}/dismissal", status_code=201, response_model=DismissalView, dependencies=ADMINISTER)
def dismiss(person_id: UUID, once: DoOnce) -> Response:
    """Somebody leaves: all that they hold here ends at once. What they did stays."""
    return once.act(lambda work: DismissalView(person_id=person_id, ended=service.dismiss(work, person_id)))


@router.post(
    "/people/{person_id}/second-factor-reset", status_code=201, response_model=PersonView, dependencies=ADMINISTER
)
def reset_second_factor(person_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """They lost their authenticator: their sessions end, and they enrol another one."""
    return once.act(lambda work: PersonView.of(recovery.remove(work, person_id, form.reason)))


@router.get("/roles")
def roles(_desk: AtDesk) -> list[RoleView]:
    """The table that decides: which role carries which permission."""
    return [RoleView.of(code, role) for code, role in ROLES.items()]


@router.get("/role-grants", dependencies=ADMINISTER)
def grants(desk: AtDesk, person_id: UUID | None = None, after: After = None, limit: Limit = 50) -> Page[GrantView]:
    """Who has, or had, which role."""
    with desk.reading() as work:
        asked = service.all_of(work, RoleGrant, person_id=person_id)
        return paged(work, asked, RoleGrant.id, after, limit, newest_first=True).map(GrantView.of)


@router.post("/role-grants", status_code=201, response_model=GrantView, dependencies=ADMINISTER)
def grant(form: GrantForm, once: DoOnce) -> Response:
    """Let somebody do what a role may do, and see what is done in a unit or an oficina de partes."""
    told = form.model_dump()
    return once.act(lambda work: GrantView.of(service.grant(work, **told)))


@router.post("/role-grants/{grant_id}/end", status_code=201, response_model=GrantView, dependencies=ADMINISTER)
def end_grant(grant_id: UUID, once: DoOnce) -> Response:
    """They have that role no more."""
    return once.act(lambda work: GrantView.of(service.end_grant(work, grant_id)))


@router.get("/keys", dependencies=ADMINISTER)
def keys(desk: AtDesk, after: After = None, limit: Limit = 50) -> Page[KeyView]:
    """The keys that were issued. What they are is not kept: only how each begins."""
    with desk.reading() as work:
        return paged(work, service.keys_of(work), ApiKey.id, after, limit, newest_first=True).map(KeyView.of)


@router.post("/keys", status_code=201, response_model=IssuedKeyView, dependencies=ADMINISTER)
def issue(form: KeyForm, once: DoOnce) -> Response:
    """A key for a person or for a system. It is shown this once."""

    def act(work: Work) -> IssuedKeyView:
        if form.person_id:
            return IssuedKeyView.shown(*service.key_for_person(work, form.person_id))
        issued = service.key_for_system(work, form.system or "", roles=form.roles, office_id=form.office_id)
        return IssuedKeyView.shown(*issued)

    return once.reveal(act)


@router.post("/keys/{key_id}/revocation", status_code=201, response_model=KeyView, dependencies=ADMINISTER)
def revoke(key_id: UUID, once: DoOnce) -> Response:
    """It opens nothing from now on."""
    return once.act(lambda work: KeyView.of(service.revoke_key(work, key_id)))
