"""Security keys of a person: one is added with a name, and removed, by whoever shows what they have already."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

import institutions.service as institutions
from institutions import authenticators, factors, sessions, showing
from institutions.challenges import Purpose
from institutions.errors import StillRequired
from institutions.factors import Factor
from institutions.service import Asked, FactorPolicy
from kernel.actor import PLATFORM, system
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.account.router import HERE, WHOEVER, page_of
from oficina.web.forms import FormIncomplete, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

FIELD_OF = {"authenticator-refused": "nombre"}


@router.post(f"{HERE}/llaves/pedido", dependencies=WHOEVER)
def call(visit: AtVisit, _form: AtForm) -> Response:
    """What the browser asks of the key that is to be registered."""
    gate = visit.platform.gate
    try:
        with visit.platform.database.writing(PLATFORM) as work:
            showing.refuse_stale(work, visit.token)
            return JSONResponse(authenticators.begin(work, gate.secrets, gate.party, _asked(visit)))
    except Refused as refusal:
        return JSONResponse({"says": refusal.message}, 422)


@router.post(f"{HERE}/llaves", dependencies=WHOEVER)
def register(visit: AtVisit, form: AtForm) -> Response:
    gate = visit.platform.gate

    def act(work: Work) -> None:
        showing.refuse_stale(work, visit.token)
        authenticators.register(work, gate.secrets, gate.party, _asked(visit), form["nombre"], form["registro"])
        showing.saw(work, visit.token, Factor.KEY)

    try:
        return visit.act(form, act, lands=f"{HERE}#llaves", says=f"Llave registrada: {form['nombre']}")
    except Refused as refusal:
        return page_of(visit, wrong_of(refusal, FIELD_OF, otherwise="llaves"), key_name=form["nombre"])


@router.post(f"{HERE}/llaves/quitar", dependencies=WHOEVER)
def remove(visit: AtVisit, form: AtForm) -> Response:
    """One of their own; not the last that a post of theirs asks for."""
    who = visit.session.person_id
    try:
        key_id, demanded = _id(form["llave"]), _demanded(visit)

        def act(work: Work) -> str:
            showing.refuse_stale(work, visit.token)
            row = authenticators.remove(work, who, key_id)
            if row.suspended_at is None and not factors.has(institutions.person(work, who), demanded):
                raise StillRequired("Su cargo exige esta llave y usted no tiene otra: agregue otra antes de quitarla.")
            return row.name

        return visit.act(form, act, lands=f"{HERE}#llaves", says=lambda name: f"Llave quitada: {name}")
    except Refused as refusal:
        return page_of(visit, wrong_of(refusal, otherwise="llaves"))


def _asked(visit: Visit) -> Asked:
    return showing.asked(visit.session, Purpose.REGISTER)


def _demanded(visit: Visit) -> FactorPolicy:
    """The strictest of all the posts that they hold now, in every institution of theirs."""
    database, asked = visit.platform.database, [FactorPolicy.NONE]
    with database.reading(PLATFORM) as work:
        who = institutions.person(work, visit.session.person_id)
        places = [each.id for each in sessions.places(work, who.id)]
    for place in places:
        with database.reading(system(place)) as work:
            actor = institutions.actor_of(work, sessions.bearer_at(who, place))
            asked.append(institutions.strictest(institutions.factor_policies(work, actor.posts)))
    return institutions.strictest(asked)


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise FormIncomplete("No se entiende qué llave quiere quitar: elija una de la lista.") from None
