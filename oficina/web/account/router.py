"""Change the password, enrol a second factor, see where one is signed in."""

from collections.abc import Callable, Sequence
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import authenticators, identity, recovery, sessions, showing, tries
from institutions.errors import CurrentPasswordWrong, SecondFactorRefused, TooManyTries
from institutions.factors import Factor
from kernel.actor import PLATFORM
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.account.squares import drawn
from oficina.web.entrance import doors
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter()

HERE = "/cuenta"
WHOEVER = [enters(their_own=True)]
FIELD_OF = {
    "current-password-wrong": "actual",
    "weak-password": "nueva",
    "second-factor-refused": "codigo",
    "too-many-tries": "actual",
    "second-factor-too-old": "llaves",
}
DONE = 303
GUESSED = (CurrentPasswordWrong, SecondFactorRefused)


@router.get(HERE, dependencies=WHOEVER)
def account(visit: AtVisit) -> Response:
    return page_of(visit)


@router.post(f"{HERE}/clave", dependencies=WHOEVER)
def change_password(visit: AtVisit, form: AtForm) -> Response:
    """Whoever knows the present one. Their other sessions end: one of them may be why."""

    def act(work: Work) -> None:
        if form["nueva"] != form["otra"]:
            raise FormRefused(Wrong("otra", "Las dos claves no son iguales: escriba la misma en ambas."))
        identity.change_password(work, visit.session.person_id, form["actual"], form["nueva"])
        sessions.close_others(work, visit.token)

    return _guarded(visit, form, act, "Clave cambiada. Sus demás sesiones se cerraron")


@router.post(f"{HERE}/segundo-factor", dependencies=WHOEVER)
def begin_second_factor(visit: AtVisit, _form: AtForm) -> Response:
    """A secret to be read by a telephone. Nothing changes until a code of it is shown."""
    return page_of(visit, offer=identity.offer_totp(visit.platform.secrets, visit.session.person_id)[1])


@router.post(f"{HERE}/segundo-factor/confirmar", dependencies=WHOEVER)
def confirm_second_factor(visit: AtVisit, form: AtForm) -> Response:
    """The telephone has it: from now on it is asked for. Whoever has one already shows a code of that one too."""
    secrets, who = visit.platform.secrets, visit.session.person_id

    def act(work: Work) -> list[str]:
        _show_again(work, visit, form["anterior"])
        identity.accept_totp(work, secrets, who, form["oferta"], form["codigo"])
        showing.saw(work, visit.token, Factor.TOTP)
        return recovery.make_codes(work, secrets, who)

    return _with_codes(visit, form, act, offer=form["oferta"])


@router.post(f"{HERE}/recuperacion", dependencies=WHOEVER)
def make_codes(visit: AtVisit, form: AtForm) -> Response:
    """Ten new codes, for whoever shows a code of their telephone. Those of before open nothing more."""
    secrets, who = visit.platform.secrets, visit.session.person_id

    def act(work: Work) -> list[str]:
        _show_again(work, visit, form["vigente"])
        return recovery.make_codes(work, secrets, who)

    return _with_codes(visit, form, act, field="vigente")


@router.post(f"{HERE}/sesiones", dependencies=WHOEVER)
def close_others(visit: AtVisit, form: AtForm) -> Response:
    return visit.act(
        form,
        lambda work: sessions.close_others(work, visit.token),
        lands=HERE,
        says=lambda closed: f"Sesiones cerradas: {closed}" if closed else "No había otras sesiones abiertas",
    )


def _show_again(work: Work, visit: Visit, code: str) -> None:
    """Whoever changes a factor shows one that they have: a code in this very form, or a key a short while ago."""
    who = institutions.person(work, visit.session.person_id)
    if who.wrapped_totp is not None:
        recovery.show(work, visit.platform.secrets, who.id, code)
    else:
        showing.refuse_stale(work, visit.token)


def _with_codes(
    visit: Visit, form: Filled, act: Callable[[Work], list[str]], *, offer: str = "", field: str = "codigo"
) -> Response:
    """Do it, and show the codes that it made, this once: the same form again shows nothing."""
    codes: list[str] = []

    def keep(work: Work) -> None:
        codes.extend(act(work))

    says = "Segundo factor enrolado. Sus códigos de recuperación ya se mostraron: si los perdió, haga otros"
    answer = _guarded(visit, form, keep, says, offer=offer, field=field)
    return page_of(visit, codes=codes) if codes and answer.status_code == DONE else answer


def _guarded(
    visit: Visit, form: Filled, act: Callable[[Work], None], says: str, *, offer: str = "", field: str = "codigo"
) -> Response:
    """Guessing is counted: a browser that was left open is not a place to try passwords."""
    field_of = FIELD_OF | {"second-factor-refused": field}
    source = doors.source(visit.request, visit.platform.secrets, f"account-{visit.session.person_id}")
    try:
        with visit.platform.database.reading(PLATFORM) as work:
            tries.refuse_too_many(work, source)
        return visit.act(form, act, lands=HERE, says=says)
    except GUESSED as refusal:
        with visit.platform.database.writing(PLATFORM) as work:
            tries.count(work, source)
        return page_of(visit, wrong_of(refusal, field_of), offer=offer)
    except TooManyTries as refusal:
        return page_of(visit, wrong_of(refusal, field_of), status=429)
    except Refused as refusal:
        return page_of(visit, wrong_of(refusal, field_of, otherwise="actual"), offer=offer)


def page_of(
    visit: Visit,
    wrong: Sequence[Wrong] = (),
    *,
    offer: str = "",
    status: int = 0,
    codes: Sequence[str] = (),
    key_name: str = "",
) -> Response:
    with visit.platform.database.reading(PLATFORM) as work:
        who = institutions.person(work, visit.session.person_id)
        left = recovery.left(work, who.id)
        mine, keys = sessions.open_of(work, who.id), authenticators.theirs(work, who.id)
        fresh = not who.has_factor or showing.is_fresh(visit.session, work.now)
        places = {each.id: each.name for each in sessions.places(work, who.id)}
    secret = _secret(visit, offer)
    told = urlencode({"secret": secret, "issuer": "Oficina de Partes"})
    return visit.page(
        "account/account",
        active=HERE,
        status=status or (422 if wrong else 200),
        who=who,
        sessions=mine,
        keys=keys,
        fresh=fresh,
        party=visit.platform.gate.party,
        key_name=key_name,
        places=places,
        wrong=wrong,
        codes=codes,
        left=left,
        offer=offer if secret else "",
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        squares=drawn(f"otpauth://totp/{quote(who.name)}?{told}") if secret else None,
    )


def _secret(visit: Visit, offer: str) -> str:
    try:
        return identity.offered(visit.platform.secrets, visit.session.person_id, offer) if offer else ""
    except SecondFactorRefused:
        return ""
