"""One person of the institution: posts, roles, the way in, the way out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import links, overview, recovery, sessions
from institutions.access import ROLES
from institutions.errors import NotInTheHouse
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.administration import leaving
from oficina.web.administration.asking import ADMINISTERS, HERE, begins, ends, needed, shown_once
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

HOURS = links.LASTS // timedelta(hours=1)


@router.get("/administracion/personas/{person_id}", dependencies=ADMINISTERS)
def person(visit: AtVisit, person_id: UUID) -> Response:
    return _page(visit, person_id)


@router.post("/administracion/personas/{person_id}/cargo", dependencies=ADMINISTERS)
def assign(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """Give them a post, for these dates."""

    def act(work: Work) -> object:
        needed(form, cargo="Elija el cargo.")
        zone = institutions.local_zone(work)
        post = _one_id(form, "cargo")
        return institutions.assign(
            work, person_id, post, begins_at=begins(form, "desde", zone), ends_at=ends(form, "hasta", zone)
        )

    return _do(visit, person_id, form, act, "Cargo dado. Quien lo tenía ya no lo ejerce", "cargo")


@router.post("/administracion/personas/{person_id}/rol", dependencies=ADMINISTERS)
def grant(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """Give them a role, and say where they see what is done."""

    def act(work: Work) -> object:
        needed(form, rol="Elija el rol.")
        zone = institutions.local_zone(work)
        unit = _one_id(form, "unidad") if form["unidad"] else None
        office = _one_id(form, "oficina") if form["oficina"] else None
        until = ends(form, "rol-hasta", zone)
        return institutions.grant(work, person_id, form["rol"], unit_id=unit, office_id=office, ends_at=until)

    return _do(visit, person_id, form, act, "Rol otorgado: vale desde ahora", "rol")


@router.post("/administracion/personas/{person_id}/terminar", dependencies=ADMINISTERS)
def end(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """One of their posts or roles ends now."""
    enders: dict[str, Callable[[Work, UUID], object]] = {
        "cargo": institutions.end_assignment,
        "rol": institutions.end_grant,
    }
    ender = enders.get(form["que"])

    def act(work: Work) -> object:
        if ender is None:
            raise FormRefused(Wrong("contenido", "Elija un cargo o un rol de la lista."))
        return ender(work, _one_id(form, "cual"))

    return _do(visit, person_id, form, act, "Terminado desde ahora", "contenido")


@router.post("/administracion/personas/{person_id}/enlace", dependencies=ADMINISTERS)
def link(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """A one-time link with which they choose their password. Nobody else learns it."""
    base = visit.platform.settings.public_url.rstrip("/")

    def show(secret: str) -> Response:
        return _page(visit, person_id, link=f"{base}/clave/{secret}")

    def act(work: Work) -> str:
        _here(work, person_id)
        return links.make_link(work, person_id)

    return shown_once(visit, form, act, show, lands=f"{HERE}/personas/{person_id}")


@router.post("/administracion/personas/{person_id}/segundo-factor", dependencies=ADMINISTERS)
def forget_second_factor(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """They lost their telephone or their keys: they enrol another one before anything else."""

    def act(work: Work) -> object:
        _here(work, person_id)
        return recovery.remove(work, person_id, form["motivo"])

    says = "Segundo factor quitado y sus sesiones cerradas: al entrar enrolará otro"
    return _do(visit, person_id, form, act, says, "motivo")


@router.post("/administracion/personas/{person_id}/sesiones", dependencies=ADMINISTERS)
def close_sessions(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """Close whatever they have open at this institution."""

    def act(work: Work) -> int:
        return sessions.close_all(work, person_id, institution_id=work.institution_id)

    return _do(visit, person_id, form, act, lambda closed: f"Sesiones cerradas: {closed}", "contenido")


@router.get("/administracion/personas/{person_id}/egreso", dependencies=ADMINISTERS)
def ask_to_leave(visit: AtVisit, person_id: UUID) -> Response:
    return _leaving(visit, person_id)


@router.post("/administracion/personas/{person_id}/egreso", dependencies=ADMINISTERS)
def leave(visit: AtVisit, person_id: UUID, form: AtForm) -> Response:
    """All that they hold ends, their sessions too, and what waited for them goes on to somebody."""
    try:
        heir = _one_id(form, "recibe") if form["recibe"] else None
        if person_id == visit.session.person_id:
            raise FormRefused(Wrong("recibe", "Nadie se egresa a sí mismo: pídalo a otro administrador."))
        asked = leaving.Asked(heir, frozenset(form.ids("vacante")), form["acto"])

        def act(work: Work) -> str:
            _here(work, person_id)
            name = institutions.person(work, person_id).name
            return leaving.leave(work, person_id, asked).says(name)

        return visit.act(form, act, lands=f"{HERE}/personas", says=lambda says: says)
    except Refused as refusal:
        return _leaving(visit, person_id, wrong_of(refusal, otherwise="recibe"), form)


def _do(
    visit: Visit,
    person_id: UUID,
    form: Filled,
    act: Callable[[Work], Any],
    says: str | Callable[[Any], str],
    field: str,
) -> Response:
    def at_home(work: Work) -> Any:
        _here(work, person_id)
        return act(work)

    try:
        return visit.act(form, at_home, lands=f"{HERE}/personas/{person_id}", says=says)
    except NotInTheHouse:
        raise
    except Refused as refusal:
        return _page(visit, person_id, form=form, wrong=wrong_of(refusal, otherwise=field))


def _one_id(form: Filled, field: str) -> UUID:
    ids = form.ids(field)
    if not ids:
        raise FormRefused(Wrong(field, "Elija uno de la lista."))
    return ids[0]


def _here(work: Work, person_id: UUID) -> institutions.Person:
    """Somebody of this institution: the people of others are not administered here."""
    found: institutions.Person | None = work.session.scalar(
        institutions.people_of(work).where(institutions.Person.id == person_id)
    )
    if found is None:
        raise NotInTheHouse("Esa persona no es de su institución: búsquela en la lista de personas.", id=person_id)
    return found


def _page(
    visit: Visit, person_id: UUID, *, form: Filled | None = None, wrong: Sequence[Wrong] = (), link: str = ""
) -> Response:
    with visit.desk.reading() as work:
        who = _here(work, person_id)
        told = {
            "assignments": overview.assignments_of(work, person_id),
            "grants": overview.grants(work, person_id),
            "posts": overview.every_post(work),
            "units": overview.tree(work),
            "offices": overview.offices(work),
            "sessions": overview.open_sessions(work, person_id),
        }
    return visit.page(
        "administration/person",
        active=HERE,
        status=422 if wrong else 200,
        who=who,
        roles=ROLES,
        filled=form,
        wrong=wrong,
        link=link,
        hours=HOURS,
        over=overview.over,
        **told,
    )


def _leaving(visit: Visit, person_id: UUID, wrong: Sequence[Wrong] = (), form: Filled | None = None) -> Response:
    with visit.desk.reading() as work:
        who = _here(work, person_id)
        waiting = leaving.waiting(work, person_id)
        heirs = [each for each in overview.everybody(work) if each.posts and each.person.id != person_id]
    return visit.page(
        "administration/leaving",
        active=HERE,
        status=422 if wrong else 200,
        who=who,
        waiting=waiting,
        heirs=heirs,
        filled=form,
        wrong=wrong,
    )
