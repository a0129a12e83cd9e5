"""The people of the institution: one by one, or all at once from a table."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import enrolling, overview
from institutions.schemas.people import PersonForm
from kernel.errors import Refused
from oficina.web.administration.asking import ADMINISTERS, HERE
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

PEOPLE = f"{HERE}/personas"
LARGEST = 2 * 1024 * 1024
MOST_SHOWN = 200


@router.get("/administracion/personas", dependencies=ADMINISTERS)
def people(visit: AtVisit) -> Response:
    return _page(visit)


@router.post("/administracion/personas", dependencies=ADMINISTERS)
def know(visit: AtVisit, form: AtForm) -> Response:
    """Somebody new, known here from now on: their page says what they still need."""
    try:
        if not form["run"]:
            raise FormRefused(Wrong("run", "Escriba su RUN: con él entrará, y con él la conocen los otros sistemas."))
        asked = form.into(PersonForm, {"name": form["nombre"], "run": form["run"]}, at={"name": "nombre"})

        return visit.act(
            form,
            lambda work: institutions.know_person(work, asked.name, asked.run),
            lands=lambda person: f"{PEOPLE}/{person.id}",
            says=lambda person: f"{person.name} ya está en la institución. Dele un cargo y un rol",
        )
    except Refused as refusal:
        return _page(visit, form, wrong_of(refusal, {"rut-invalid": "run"}, otherwise="nombre"))


@router.get("/administracion/personas/plantilla.csv", dependencies=ADMINISTERS)
def template() -> Response:
    """The table to fill in, with an example."""
    headers = {"Content-Disposition": 'attachment; filename="personas.csv"', "X-Content-Type-Options": "nosniff"}
    return Response(enrolling.template(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/administracion/personas/planilla", dependencies=ADMINISTERS)
def upload(visit: AtVisit, form: AtForm) -> Response:
    """All of them or nobody: with one error nothing is done, and every error is told by its line."""
    try:
        sent = form.file("planilla")
        if sent is None:
            raise FormRefused(Wrong("planilla", "Elija el archivo de la planilla, en formato CSV."))
        content = sent.file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise FormRefused(Wrong("planilla", "La planilla pesa más de 2 MB: divídala en dos."))
        lines = enrolling.read(content)
        return visit.act(form, lambda work: enrolling.enrol(work, lines), lands=PEOPLE, says=_enrolled)
    except enrolling.TableRefused as refusal:
        return _page(visit, form, [Wrong("planilla", refusal.message)], refusal.faults)
    except Refused as refusal:
        return _page(visit, form, wrong_of(refusal, otherwise="planilla"))


def _enrolled(made: enrolling.Enrolled) -> str:
    return (
        f"Personas cargadas: {made.people}. Nombramientos: {made.posts}, en {made.new_posts} cargos nuevos. "
        f"Roles: {made.roles}. Ahora dé a cada una su enlace para entrar"
    )


def _page(
    visit: Visit, form: Filled | None = None, wrong: Sequence[Wrong] = (), faults: Sequence[enrolling.Fault] = ()
) -> Response:
    with visit.desk.reading() as work:
        everybody = overview.everybody(work)
    return visit.page(
        "administration/people",
        active=HERE,
        status=422 if wrong else 200,
        filled=form,
        wrong=wrong,
        people=everybody,
        faults=faults[:MOST_SHOWN],
        unsaid=max(0, len(faults) - MOST_SHOWN),
        columns=enrolling.COLUMNS,
    )
