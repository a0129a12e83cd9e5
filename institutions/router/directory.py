"""Who asks, the directory, and what an institution says of itself."""

from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response

import institutions.service as service
from institutions import authenticators as keys
from institutions import recovery
from institutions.errors import SecondFactorRefused
from institutions.models import Addressee, Institution
from institutions.schemas.directory import (
    AddresseeView,
    HolidayForm,
    HolidayView,
    InstitutionForm,
    InstitutionView,
    OwnInstitutionView,
    SecondFactorForm,
    SecondFactorView,
    WhoView,
)
from institutions.schemas.people import AuthenticatorView
from kernel.http import AtDesk, DoOnce, permits, wired
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.secrets import Secrets
from kernel.work import Work

router = APIRouter()

ADMINISTER = [permits(Permission.ADMINISTER)]


@router.get("/whoami")
def whoami(desk: AtDesk) -> WhoView:
    """Whoever asks: their posts, units and permissions at this moment."""
    with desk.reading() as work:
        return WhoView.of(desk.actor, service.institution(work))


@router.post("/whoami/second-factor", status_code=201, response_model=SecondFactorView)
def enrol(form: SecondFactorForm, once: DoOnce, secrets: Annotated[Secrets, wired("secrets")]) -> Response:
    """Enrol your own authenticator. The secret is shown this once."""

    def act(work: Work) -> SecondFactorView:
        if work.actor.person_id is None:
            raise SecondFactorRefused("Un sistema no tiene segundo factor: entre con la clave de una persona.")
        secret, codes = recovery.replace(work, secrets, work.actor.person_id, form.code)
        told = urlencode({"secret": secret, "issuer": "Oficina de Partes"})
        uri = f"otpauth://totp/{quote(work.actor.name)}?{told}"
        return SecondFactorView(secret=secret, uri=uri, recovery_codes=codes)

    return once.reveal(act)


@router.get("/whoami/authenticators")
def authenticators(desk: AtDesk) -> list[AuthenticatorView]:
    """Your own keys (WebAuthn). They are registered and removed in «Su cuenta», with a browser."""
    with desk.reading() as work:
        mine = keys.theirs(work, work.actor.person_id) if work.actor.person_id else []
        return [AuthenticatorView.of(each) for each in mine]


@router.get("/institutions")
def search(
    desk: AtDesk,
    q: Annotated[str | None, Query(max_length=100, description="Part of a name or of a code.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[InstitutionView]:
    """The directory."""
    with desk.reading() as work:
        return paged(work, service.listed(q), Institution.id, after, limit).map(InstitutionView.of)


@router.get("/institutions/{institution_id}")
def line(institution_id: UUID, desk: AtDesk) -> InstitutionView:
    """A line of the directory."""
    with desk.reading() as work:
        return InstitutionView.of(service.line(work, institution_id))


@router.get("/institutions/{institution_id}/addressees")
def addressees(institution_id: UUID, desk: AtDesk, after: After = None, limit: Limit = 50) -> Page[AddresseeView]:
    """The units, posts and oficinas de partes to which it lets the others write."""
    with desk.reading() as work:
        service.line(work, institution_id)
        return paged(work, service.addressees(institution_id), Addressee.id, after, limit).map(AddresseeView.of)


@router.get("/institution")
def own(desk: AtDesk) -> OwnInstitutionView:
    """Your own institution."""
    with desk.reading() as work:
        return OwnInstitutionView.of(service.institution(work))


@router.post("/institution/amendments", status_code=201, response_model=OwnInstitutionView, dependencies=ADMINISTER)
def amend(form: InstitutionForm, once: DoOnce) -> Response:
    """Change what your institution says of itself, or when it numbers what arrives."""
    return once.act(lambda work: OwnInstitutionView.of(service.amend(work, **form.changes())))


@router.post("/institution/departure", status_code=201, response_model=OwnInstitutionView, dependencies=ADMINISTER)
def leave(once: DoOnce) -> Response:
    """Leave the platform: nothing more can be sent to your institution. What it has stays."""
    return once.act(lambda work: OwnInstitutionView.of(service.leave(work)))


@router.get("/holidays")
def holidays(desk: AtDesk, year: Annotated[int, Query(ge=1990, le=2100)]) -> list[HolidayView]:
    """The feriados of a year, with what your institution adds or takes away."""
    with desk.reading() as work:
        return [HolidayView.of(each) for each in service.holidays_of(work, year)]


@router.post("/holidays", status_code=201, response_model=HolidayView, dependencies=ADMINISTER)
def set_holiday(form: HolidayForm, once: DoOnce) -> Response:
    """Add a day to the feriados that hold for your institution, or take one away."""
    return once.act(
        lambda work: HolidayView.of(service.set_holiday(work, form.day, form.name, is_holiday=form.is_holiday))
    )
