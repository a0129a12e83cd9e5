"""Come in, show the second factor, choose where to work, leave."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

import institutions.service as institutions
from institutions import factors, links, sessions, showing, stewards, tries
from institutions.access import PLATFORM_ROLE
from institutions.errors import NotSignedIn, TooManyTries, WrongPassword
from kernel.actor import PLATFORM, system
from kernel.database import Database
from kernel.errors import Refused
from oficina.platform import Platform
from oficina.web.entrance import doors
from oficina.web.entrance.players import players
from oficina.web.forms import Filled, Wrong, read_form, wrong_of
from oficina.web.pages import page
from oficina.web.visits import AtForm, AtVisit, csrf_of, enters, known

router = APIRouter()

AForm = Annotated[Filled, Depends(read_form)]
"""A form of whoever has no session yet: the browser says that our own page sent it."""
AT_PLATFORM = "plataforma"
"""What stands for the platform in the list of places."""
FIELD_OF = {"wrong-password": "run", "second-factor-refused": "codigo", "weak-password": "clave", "rut-invalid": "run"}


@router.get("/entrar")
def ask(request: Request, sigue: Annotated[str, Query(max_length=500)] = "/inicio") -> Response:
    """Where somebody says who they are."""
    return _door(request, sigue, "", [])


@router.post("/entrar")
def enter(request: Request, form: AForm) -> Response:
    """Whoever failed is told so in the same words, whatever failed."""
    platform: Platform = request.app.state.platform
    run, follows = form["run"], doors.inside(form["sigue"])
    source = doors.source(request, platform.secrets, run)
    shown = {"run": run, "password": form["clave"]}
    try:
        with platform.database.writing(PLATFORM) as work:
            opened = sessions.sign_in(work, sessions.LocalPassword(), shown, source=source)
    except WrongPassword as refusal:
        with platform.database.writing(PLATFORM) as work:
            tries.count(work, source)
        return _door(request, follows, run, wrong_of(refusal, FIELD_OF))
    except TooManyTries as refusal:
        return _door(request, follows, run, wrong_of(refusal, otherwise="run"), status=429)
    response = doors.let_in(opened, f"/cargo?sigue={quote(follows)}")
    doors.remember(response, platform.secrets, run)
    return response


@router.post("/entrar/demostracion")
def play(request: Request, form: AForm) -> Response:
    """Come in as one of the invented people. Only a demonstration has this door."""
    platform: Platform = request.app.state.platform
    if not platform.settings.demo:
        raise NotSignedIn("Esta oficina no es de demostración: entre con su RUN y su clave.")
    source = doors.source(request, platform.secrets, form["person"])
    with platform.database.writing(PLATFORM) as work:
        opened = sessions.sign_in(work, sessions.Chosen(), {"person": form["person"]}, source=source)
    return doors.let_in(opened, "/cargo")


@router.get("/entrar/codigo")
def ask_code(
    request: Request,
    sigue: Annotated[str, Query(max_length=500)] = "/inicio",
    cargo: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Whoever comes in, or is about to do what asks for it again, shows their second factor."""
    return _code(request, known(request)[1], doors.inside(sigue), cargo)


@router.post("/entrar/llave")
def call_key(request: Request, _form: AForm) -> Response:
    """What the browser asks of this person's keys."""
    platform: Platform = request.app.state.platform
    _, session = known(request)
    try:
        with platform.database.writing(PLATFORM) as work:
            return JSONResponse(platform.gate.call(work, showing.asked(session)))
    except Refused as refusal:
        return JSONResponse({"says": refusal.message}, 422)


@router.post("/entrar/codigo")
def show_code(request: Request, form: AForm) -> Response:
    platform: Platform = request.app.state.platform
    token, session = known(request)
    follows = doors.inside(form["sigue"])
    source = doors.source(request, platform.secrets, f"code-{session.person_id}")
    try:
        with platform.database.writing(PLATFORM) as work:
            tries.refuse_too_many(work, source)
            showing.confirm(work, platform.gate, token, form["codigo"], form["asercion"])
    except Refused as refusal:
        with platform.database.writing(PLATFORM) as work:
            tries.count(work, source)
            factors.note_refused(work, platform.gate, showing.asked(session), refusal)
        return _code(request, session, follows, form["cargo"], wrong_of(refusal, otherwise="codigo"))
    choices = _choices(platform.database, session)
    if choice := next((each for each in choices if each["value"] == form["cargo"]), None):
        return _settle(platform, token, choice, follows)
    within = session.institution_id is not None or session.at_platform
    return RedirectResponse(follows if within else f"/cargo?sigue={quote(follows)}", 303)


@router.get("/cargo")
def choose(request: Request, sigue: Annotated[str, Query(max_length=500)] = "/inicio") -> Response:
    """Where they may work. Whoever has one place only is not asked."""
    platform: Platform = request.app.state.platform
    token, session = known(request)
    follows = doors.inside(sigue)
    if session.awaits_code:
        return RedirectResponse(f"/entrar/codigo?sigue={quote(follows)}", 303)
    choices = _choices(platform.database, session)
    if len(choices) == 1 and session.institution_id is None and not session.at_platform:
        return _settle(platform, token, choices[0], follows)
    return page(
        "entrance/post",
        choices=choices,
        follows=follows,
        csrf=csrf_of(platform.secrets, token),
        chosen=AT_PLATFORM if session.at_platform else session.post_id,
    )


@router.post("/cargo")
def chosen(request: Request, form: AForm) -> Response:
    platform: Platform = request.app.state.platform
    token, session = known(request)
    if session.awaits_code:
        return RedirectResponse("/entrar/codigo", 303)
    choice = next((each for each in _choices(platform.database, session) if each["value"] == form["cargo"]), None)
    if choice is None:
        return RedirectResponse("/cargo", 303)
    return _settle(platform, token, choice, doors.inside(form["sigue"]))


@router.post("/salir", dependencies=[enters(their_own=True)])
def leave(visit: AtVisit, _form: AtForm) -> Response:
    with visit.platform.database.writing(PLATFORM) as work:
        sessions.sign_out(work, visit.token)
    return doors.let_out("/entrar")


@router.get("/clave/{token}")
def ask_password(request: Request, token: str) -> Response:
    """Where somebody sets their password with a one-time link."""
    database: Database = request.app.state.database
    with database.reading(PLATFORM) as work:
        person = links.behind(work, token)
    return page("entrance/password", person=person, wrong=[], run="")


@router.post("/clave/{token}")
def set_password(request: Request, token: str, form: AForm) -> Response:
    platform: Platform = request.app.state.platform
    with platform.database.reading(PLATFORM) as work:
        person = links.behind(work, token)
    if form["clave"] != form["otra"]:
        wrong = [Wrong("otra", "Las dos claves no son iguales: escriba la misma en ambas.")]
        return page("entrance/password", status=422, person=person, wrong=wrong, run=form["run"])
    try:
        with platform.database.writing(PLATFORM) as work:
            opened = links.use(work, token, form["clave"], form["run"])
    except Refused as refusal:
        wrong = wrong_of(refusal, FIELD_OF, otherwise="run")
        return page("entrance/password", status=422, person=person, wrong=wrong, run=form["run"])
    return doors.let_in(opened, "/cargo")


def _door(request: Request, follows: str, run: str, wrong: list[Wrong], *, status: int = 0) -> Response:
    platform: Platform = request.app.state.platform
    return page(
        "entrance/enter",
        status=status or (422 if wrong else 200),
        follows=doors.inside(follows),
        run=run,
        wrong=wrong,
        players=players(platform.database) if platform.settings.demo else [],
        demonstration=platform.settings.demo,
    )


def _code(
    request: Request, session: sessions.Session, follows: str, post: str, wrong: Sequence[Wrong] = ()
) -> Response:
    """What they may show: a key, and a code where the post in which they are to work takes one."""
    platform: Platform = request.app.state.platform
    within = f"{session.institution_id}/{session.post_id or ''}" if session.institution_id else ""
    chosen = next((each for each in _choices(platform.database, session) if each["value"] == (post or within)), None)
    with platform.database.reading(PLATFORM) as work:
        who = institutions.person(work, session.person_id)
    return page(
        "entrance/code",
        status=422 if wrong else 200,
        follows=follows,
        post=post,
        title=chosen["title"] if chosen else "",
        by_code=not chosen or chosen["asks"] != institutions.FactorPolicy.WEBAUTHN,
        by_key=who.keys > 0 and platform.gate.party.able,
        has_telephone=who.wrapped_totp is not None,
        wrong=wrong,
    )


def _choices(database: Database, session: sessions.Session) -> list[dict[str, Any]]:
    """Each institution and post where the person may work now, their own posts and those that they hold for others."""
    with database.reading(PLATFORM) as work:
        places = sessions.places(work, session.person_id)
    choices: list[dict[str, Any]] = []
    for place in places:
        with database.reading(system(place.id)) as work:
            person = institutions.person(work, session.person_id)
            actor = institutions.actor_of(work, sessions.bearer_at(person, place.id))
            if not actor.permissions:
                continue
            held = institutions.capacities(work, person.id)
            choices += [_choice(place, capacity) for capacity in held] or [_choice(place, None)]
    return choices + _platform_too(database, session.person_id)


def _platform_too(database: Database, person_id: UUID) -> list[dict[str, Any]]:
    """Whoever runs the platform may choose to: it is a place, and no institution."""
    with database.reading(PLATFORM) as work:
        runs = stewards.is_one(work, person_id)
    told = {
        "value": AT_PLATFORM,
        "institution": None,
        "post": None,
        "title": PLATFORM_ROLE.name,
        "substitutes": None,
        "asks": "none",
    }
    return [told] * runs


def _choice(place: Any, capacity: institutions.Capacity | None) -> dict[str, Any]:
    post = capacity.post_id if capacity else None
    return {
        "value": f"{place.id}/{post or ''}",
        "institution": place,
        "post": post,
        "title": capacity.post_title if capacity else "Sin cargo",
        "substitutes": capacity.substitute_for if capacity else None,
        "asks": capacity.second_factor if capacity else institutions.FactorPolicy.NONE,
    }


def _settle(platform: Platform, token: str, choice: dict[str, Any], follows: str) -> Response:
    if choice["value"] == AT_PLATFORM:
        with platform.database.writing(PLATFORM) as work:
            session = sessions.run_platform(work, token)
            sessions.came_in(work, session)
        return RedirectResponse("/plataforma", 303)
    institution: UUID = choice["institution"].id
    with platform.database.reading(system(institution)) as work:
        session = sessions.session_of(work, token)
        person = institutions.person(work, session.person_id)
        if not factors.suffices(choice["asks"], session.factor) and factors.has(person, choice["asks"]):
            return RedirectResponse(f"/entrar/codigo?cargo={quote(choice['value'])}&sigue={quote(follows)}", 303)
        actor = institutions.actor_of(work, sessions.bearer_at(person, institution))
    with platform.database.writing(actor) as work:
        session = sessions.work_at(work, token, institution, choice["post"])
        sessions.came_in(work, session)
    return RedirectResponse(follows, 303)
