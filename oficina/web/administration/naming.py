"""Another name for the institution or for something in it, from a day on."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from institutions import naming
from institutions.schemas.house import NamingForm
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.administration.asking import ADMINISTERS, HERE, day_of, needed
from oficina.web.forms import Filled, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

NAMES = f"{HERE}/nombres"
FIELD_OF = {"named-in-the-past": "desde", "not-in-the-institution": "que"}
KINDS = {"institution": "Institución", "office": "Oficinas de partes", "unit": "Unidades", "post": "Cargos"}
ONE = {"institution": "Institución", "office": "Oficina de partes", "unit": "Unidad", "post": "Cargo"}


@router.get(NAMES, dependencies=ADMINISTERS)
def names(visit: AtVisit) -> Response:
    return _page(visit)


@router.post(NAMES, dependencies=ADMINISTERS)
def rename(visit: AtVisit, form: AtForm) -> Response:
    """From a day on. Whatever was written before keeps the name that it has."""
    try:
        needed(form, que="Elija qué cambia de nombre.", nombre="Escriba el nombre nuevo.")
        kind, _, thing_id = form["que"].partition("/")
        told = {"kind": kind, "thing_id": thing_id, "name": form["nombre"], "act_cited": form["acto"]}
        at = {"kind": "que", "thing_id": "que", "name": "nombre", "act_cited": "acto"}
        asked = form.into(NamingForm, told | {"day": day_of(form, "desde")}, at=at | {"day": "desde"})

        def act(work: Work) -> str:
            made = naming.rename(work, asked.kind, asked.thing_id, asked.name, day=asked.day, act_cited=asked.act_cited)
            return "Nombre cambiado desde ahora" if made.begun_at else "Cambio de nombre anotado: regirá desde su día"

        return visit.act(form, act, lands=NAMES, says=lambda says: f"{says}. Lo ya escrito conserva el anterior")
    except Refused as refusal:
        return _page(visit, form, wrong_of(refusal, FIELD_OF, otherwise="nombre"))


@router.post(f"{NAMES}/{{naming_id}}/retiro", dependencies=ADMINISTERS)
def withdraw(visit: AtVisit, naming_id: UUID, form: AtForm) -> Response:
    return visit.act(
        form, lambda work: naming.withdraw(work, naming_id), lands=NAMES, says="Cambio de nombre dejado sin efecto"
    )


def _page(visit: Visit, form: Filled | None = None, wrong: Sequence[Wrong] = ()) -> Response:
    with visit.desk.reading() as work:
        told, things = naming.listed(work), naming.things(work)
    status = 422 if wrong else 200
    return visit.page(
        "administration/names",
        active=HERE,
        status=status,
        names=told,
        things=things,
        kinds=KINDS,
        one=ONE,
        filled=form,
        wrong=wrong,
    )
