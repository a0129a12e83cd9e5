"""The checklist, and the house: institution, oficinas de partes, units and posts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import factors, overview
from institutions.schemas.directory import InstitutionForm
from institutions.schemas.house import OfficeForm, PolicyForm, PostForm, UnitForm
from institutions.service import FactorPolicy
from kernel.calendar import REGIONS, ZONES
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.administration import guide
from oficina.web.administration.asking import ADMINISTERS, EITHER, HERE
from oficina.web.forms import Filled, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

POLICIES = {
    FactorPolicy.NONE: "Ninguno",
    FactorPolicy.ANY: "Cualquiera",
    FactorPolicy.WEBAUTHN: "Solo llave de seguridad",
}
"""What a post may ask beside a password or a PIN, as it is chosen."""
FROM_NOW = {FactorPolicy.NONE: "Ya no lo pide"} | dict.fromkeys(
    (FactorPolicy.ANY, FactorPolicy.WEBAUTHN), "Lo pide al entrar y al firmar; quien no lo tenga lo agrega al entrar"
)
ZONE_NAMES = {
    "America/Santiago": "Chile continental",
    "America/Punta_Arenas": "Magallanes",
    "America/Coyhaique": "Aysén",
    "Pacific/Easter": "Isla de Pascua",
}
REGION_NAMES = {
    "AP": "Arica y Parinacota",
    "TA": "Tarapacá",
    "AN": "Antofagasta",
    "AT": "Atacama",
    "CO": "Coquimbo",
    "VS": "Valparaíso",
    "RM": "Metropolitana de Santiago",
    "LI": "Libertador General Bernardo O'Higgins",
    "ML": "Maule",
    "NB": "Ñuble",
    "BI": "Biobío",
    "AR": "La Araucanía",
    "LR": "Los Ríos",
    "LL": "Los Lagos",
    "AI": "Aysén del General Carlos Ibáñez del Campo",
    "MA": "Magallanes y de la Antártica Chilena",
}
INSTITUTION_FIELDS = {
    "name": "nombre",
    "short_name": "sigla",
    "letterhead": "membrete",
    "comuna": "comuna",
    "region": "region",
    "zone": "zona",
    "numbers_entries": "ingresos",
    "code": "codigo",
}


@router.get("/administracion", dependencies=EITHER)
def checklist(visit: AtVisit) -> Response:
    """What is done, what is missing, and where to go on."""
    with visit.desk.reading() as work:
        steps = guide.steps(work)
    stamped = bool(visit.platform.settings.tsa_url)
    return visit.page("administration/checklist", active=HERE, steps=steps, stamped=stamped)


@router.get("/administracion/institucion", dependencies=ADMINISTERS)
def institution(visit: AtVisit) -> Response:
    with visit.desk.reading() as work:
        own = institutions.institution(work)
    filled = {field: getattr(own, name) or "" for name, field in INSTITUTION_FIELDS.items()}
    return _institution(visit, filled | {"membrete": "\n".join(own.letterhead)})


@router.post("/administracion/institucion", dependencies=ADMINISTERS)
def amend(visit: AtVisit, form: AtForm) -> Response:
    """What the institution says of itself from now on."""
    told = {name: form[field] for name, field in INSTITUTION_FIELDS.items() if form[field]}
    lines = [line.strip() for line in form["membrete"].split("\n") if line.strip()]
    try:
        changes = form.into(InstitutionForm, told | {"letterhead": lines}, at=INSTITUTION_FIELDS).changes()
        return visit.act(
            form,
            lambda work: institutions.amend(work, **changes),
            lands=HERE,
            says="Datos de la institución guardados",
        )
    except Refused as refusal:
        wrong = wrong_of(refusal, {"institution-code-taken": "codigo"}, otherwise="nombre")
        return _institution(visit, {field: form[field] for field in INSTITUTION_FIELDS.values()}, wrong)


@router.get("/administracion/oficinas", dependencies=ADMINISTERS)
def offices(visit: AtVisit) -> Response:
    return _list(visit, "offices")


@router.post("/administracion/oficinas", dependencies=ADMINISTERS)
def open_office(visit: AtVisit, form: AtForm) -> Response:
    told = {"name": form["nombre"], "code": form["codigo"].upper(), "main": bool(form["principal"])}
    try:
        asked = form.into(OfficeForm, told, at={"name": "nombre", "code": "codigo"})
        return visit.act(
            form,
            lambda work: institutions.open_office(work, asked.name, asked.code, main=asked.main),
            lands=f"{HERE}/oficinas",
            says=f"{asked.name} abierta. Le falta su certificado de sello",
        )
    except Refused as refusal:
        return _list(visit, "offices", form, wrong_of(refusal, otherwise="codigo"))


@router.get("/administracion/unidades", dependencies=ADMINISTERS)
def units(visit: AtVisit) -> Response:
    return _list(visit, "units")


@router.post("/administracion/unidades", dependencies=ADMINISTERS)
def add_unit(visit: AtVisit, form: AtForm) -> Response:
    told = {"name": form["nombre"], "office_id": form["oficina"], "parent_id": form["depende"] or None}
    try:
        asked = form.into(UnitForm, told, at={"name": "nombre", "office_id": "oficina", "parent_id": "depende"})
        return visit.act(
            form,
            lambda work: institutions.add_unit(work, asked.name, asked.office_id, parent_id=asked.parent_id),
            lands=f"{HERE}/unidades",
            says=f"Unidad agregada: {asked.name}",
        )
    except Refused as refusal:
        return _list(visit, "units", form, wrong_of(refusal, otherwise="nombre"))


@router.get("/administracion/cargos", dependencies=ADMINISTERS)
def posts(visit: AtVisit) -> Response:
    return _list(visit, "posts")


@router.post("/administracion/cargos", dependencies=ADMINISTERS)
def add_post(visit: AtVisit, form: AtForm) -> Response:
    told = {"title": form["titulo"], "unit_id": form["unidad"], "rank": form["orden"] or 100}
    told["second_factor"] = form["segundo-factor"] or FactorPolicy.NONE
    at = {"title": "titulo", "unit_id": "unidad", "rank": "orden", "second_factor": "segundo-factor"}
    try:
        asked = form.into(PostForm, told, at=at)
        return visit.act(
            form,
            lambda work: institutions.add_post(work, **asked.model_dump()),
            lands=f"{HERE}/cargos",
            says=f"Cargo agregado: {asked.title}",
        )
    except Refused as refusal:
        return _list(visit, "posts", form, wrong_of(refusal, otherwise="titulo"))


@router.post("/administracion/cargos/segundo-factor", dependencies=ADMINISTERS)
def set_policy(visit: AtVisit, form: AtForm) -> Response:
    """What a post asks from now on of whoever comes in or signs in it."""
    try:
        (post_id,) = form.ids("elegido") or [UUID(int=0)]
        asked = form.into(PolicyForm, {"second_factor": form["politica"]}, at={"second_factor": "cargos"})
        return visit.act(
            form,
            lambda work: factors.set_policy(work, post_id, asked.second_factor).title,
            lands=f"{HERE}/cargos",
            says=lambda title: f"{title}: {POLICIES[asked.second_factor].lower()}. {FROM_NOW[asked.second_factor]}",
        )
    except Refused as refusal:
        return _list(visit, "posts", None, wrong_of(refusal, otherwise="cargos"))


def _institution(visit: Visit, filled: dict[str, Any], wrong: Sequence[Wrong] = ()) -> Response:
    regions = [(each, REGION_NAMES.get(each, each)) for each in REGION_NAMES if each in REGIONS]
    return visit.page(
        "administration/institution",
        active=HERE,
        status=422 if wrong else 200,
        filled=filled,
        wrong=wrong,
        regions=regions,
        zones=[(each, ZONE_NAMES[each]) for each in ZONES],
    )


def _list(visit: Visit, name: str, form: Filled | None = None, wrong: Sequence[Wrong] = ()) -> Response:
    """A list, and below it how one more is added."""
    with visit.desk.reading() as work:
        told = _told(work, name)
    status = 422 if wrong else 200
    return visit.page(f"administration/{name}", active=HERE, status=status, filled=form, wrong=wrong, **told)


def _told(work: Work, name: str) -> dict[str, Any]:
    told: dict[str, Any] = {"offices": overview.offices(work)}
    if name != "offices":
        told["units"] = overview.tree(work)
    if name == "posts":
        told |= {"posts": overview.every_post(work), "policies": list(POLICIES.items())}
    return told
