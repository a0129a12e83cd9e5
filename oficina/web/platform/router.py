"""The institutions of the installation, its health and its queue. None of these pages reads an institution's house."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import admitting
from institutions.schemas.directory import NewInstitutionForm
from kernel.calendar import REGIONS, ZONES
from kernel.errors import Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.administration.asking import shown_once
from oficina.web.administration.house import REGION_NAMES, ZONE_NAMES
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.steering.words import JOBS, STATES
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from workers import shelf

router = APIRouter()

HERE = "/plataforma"
RUNS = [enters(Permission.RUN_PLATFORM)]
FIELDS = {
    "code": "codigo",
    "name": "nombre",
    "comuna": "comuna",
    "region": "region",
    "zone": "zona",
    "administrator": "administrador",
    "run": "run",
}
FIELD_OF = {"institution-code-taken": "codigo", "institution-name-taken": "nombre", "rut-invalid": "run"}
UNGUARDED = "Enrole antes su segundo factor en «Su cuenta»: sin él no se agregan instituciones ni se hacen enlaces."


@router.get(HERE, dependencies=RUNS)
def look(visit: AtVisit) -> Response:
    return _page(visit)


@router.post(f"{HERE}/instituciones", dependencies=RUNS)
def add(visit: AtVisit, form: AtForm) -> Response:
    """An institution with its oficina de partes, and the link of whoever administers it, shown this once."""
    try:
        _refuse_unguarded(visit)
        told = {name: form[field] for name, field in FIELDS.items() if form[field]}
        asked = form.into(NewInstitutionForm, told, at=FIELDS).model_dump()

        def enter(work: Work) -> str:
            return str(admitting.enter(work, **asked).id)

        return shown_once(visit, form, enter, lambda id_: _begun(visit, UUID(id_)), lands=HERE)
    except Refused as refusal:
        return _page(visit, form=form, wrong=wrong_of(refusal, FIELD_OF, otherwise="nombre"))


@router.post(f"{HERE}/instituciones/{{institution_id}}/enlace", dependencies=RUNS)
def link(visit: AtVisit, institution_id: UUID, form: AtForm) -> Response:
    """Another link for its first administrator, as long as nobody works there: theirs was lost, or is too old."""
    try:
        _refuse_unguarded(visit)
        return shown_once(visit, form, lambda _work: "", lambda _: _begun(visit, institution_id), lands=HERE)
    except Refused as refusal:
        return _page(visit, wrong=wrong_of(refusal, otherwise="instituciones"))


def _begun(visit: Visit, institution_id: UUID) -> Response:
    return _page(visit, admitted=admitting.begin(visit.platform.database, visit.desk.actor, institution_id))


def _refuse_unguarded(visit: Visit) -> None:
    if not _guarded(visit):
        raise FormRefused(Wrong("contenido", UNGUARDED))


def _guarded(visit: Visit) -> bool:
    """A password alone does not open the door to more institutions. A demonstration has nothing to guard."""
    with visit.desk.reading() as work:
        who = institutions.person(work, visit.session.person_id)
    return visit.platform.settings.demo or who.has_factor


def _page(
    visit: Visit,
    *,
    form: Filled | None = None,
    wrong: Sequence[Wrong] = (),
    admitted: admitting.Admitted | None = None,
) -> Response:
    with visit.desk.reading() as work:
        lines, waiting = admitting.listed(work), shelf.everywhere(work)
    base = visit.platform.settings.public_url.rstrip("/")
    return visit.page(
        "platform/platform",
        active=HERE,
        status=422 if wrong else 200,
        lines=lines,
        waiting=waiting,
        jobs=JOBS,
        states=STATES,
        unfit=visit.request.app.state.unfit(),
        guarded=_guarded(visit),
        unguarded=UNGUARDED,
        admitted=admitted,
        link=f"{base}/clave/{admitted.token}" if admitted and admitted.token else "",
        filled=form,
        wrong=wrong,
        **_places(),
    )


def _places() -> dict[str, Any]:
    regions = [(each, REGION_NAMES[each]) for each in REGION_NAMES if each in REGIONS]
    return {"zones": [(each, ZONE_NAMES[each]) for each in ZONES], "regions": regions}
