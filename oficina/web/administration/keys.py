"""What opens the office for machines: the seal of each oficina de partes, and the keys of the API."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import overview
from institutions.access import ROLES
from institutions.schemas.people import KeyForm
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.administration.asking import ADMINISTERS, HERE, shown_once
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit
from signature import access, credentials
from signature.issuing import BringSeal, IssueSeal

router = APIRouter()

LARGEST = 100 * 1024
SEALS, KEYS = f"{HERE}/sellos", f"{HERE}/claves"


@router.get("/administracion/sellos", dependencies=ADMINISTERS)
def seals(visit: AtVisit) -> Response:
    return seals_page(visit)


@router.post("/administracion/sellos/{office_id}", dependencies=ADMINISTERS)
def bring(visit: AtVisit, office_id: UUID, form: AtForm) -> Response:
    """Keep the certificate with which an oficina de partes seals: the server opens it, because nobody is asked."""
    field = f"p12-{office_id}"
    try:
        sent = form.file("p12")
        if sent is None:
            raise FormRefused(Wrong(field, "Elija el archivo del certificado, .p12 o .pfx."))
        p12 = sent.file.read(LARGEST + 1)
        if len(p12) > LARGEST:
            raise FormRefused(Wrong(field, "Ese archivo no es un certificado: pesa demasiado."))
        operation = BringSeal(visit.platform.secrets, visit.platform.workshop.providers, office_id, p12, form["clave"])
        return visit.operate(form, operation, lands=SEALS, says="Certificado guardado: con él se sella desde ahora")
    except Refused as refusal:
        return seals_page(visit, wrong_of(refusal, otherwise=field))


@router.post("/administracion/sellos/{office_id}/demostracion", dependencies=ADMINISTERS)
def issue(visit: AtVisit, office_id: UUID, form: AtForm) -> Response:
    """A seal without legal value. Only a demonstration makes them."""
    if not visit.platform.settings.demo:
        wrong = "Esta oficina no es de demostración: cargue el certificado que le entregó su prestador."
        return seals_page(visit, [Wrong(f"p12-{office_id}", wrong)])
    operation = IssueSeal(visit.platform.demonstration, visit.platform.secrets, office_id)
    return visit.operate(form, operation, lands=SEALS, says="Sello de demostración hecho: no tiene valor legal")


@router.get("/administracion/claves", dependencies=ADMINISTERS)
def keys(visit: AtVisit) -> Response:
    return _keys_page(visit)


@router.post("/administracion/claves", dependencies=ADMINISTERS)
def issue_key(visit: AtVisit, form: AtForm) -> Response:
    """A key for another system of the institution, shown this once."""
    told = {"system": form["sistema"] or None, "roles": form.all("rol"), "office_id": form["oficina"] or None}
    try:
        if not form["sistema"]:
            raise FormRefused(Wrong("sistema", "Escriba el nombre del sistema, por ejemplo Permisos de Circulación."))
        asked = form.into(KeyForm, told, at={"system": "sistema", "office_id": "oficina", "roles": "rol"})

        def act(work: Work) -> str:
            return institutions.key_for_system(work, asked.system or "", roles=asked.roles, office_id=asked.office_id)[
                1
            ]

        return shown_once(visit, form, act, lambda key: _keys_page(visit, key=key), lands=KEYS)
    except Refused as refusal:
        return _keys_page(visit, form=form, wrong=wrong_of(refusal, otherwise="sistema"))


@router.post("/administracion/claves/{key_id}/revocar", dependencies=ADMINISTERS)
def revoke(visit: AtVisit, key_id: UUID, form: AtForm) -> Response:
    return visit.act(
        form, lambda work: institutions.revoke_key(work, key_id), lands=KEYS, says="Clave revocada: ya no abre nada"
    )


def seals_page(visit: Visit, wrong: Sequence[Wrong] = ()) -> Response:
    with visit.desk.reading() as work:
        told = [(each, credentials.current_seal(work, each.id)) for each in overview.offices(work)]
        by_firmagob = access.current(work) is not None
    return visit.page(
        "administration/seals",
        active=HERE,
        status=422 if wrong else 200,
        seals=told,
        wrong=wrong,
        makes_demonstration=visit.platform.settings.demo,
        by_firmagob=by_firmagob,
    )


def _keys_page(visit: Visit, *, form: Filled | None = None, wrong: Sequence[Wrong] = (), key: str = "") -> Response:
    with visit.desk.reading() as work:
        told, offices = overview.keys(work), overview.offices(work)
    return visit.page(
        "administration/keys",
        active=HERE,
        status=422 if wrong else 200,
        keys=told,
        offices=offices,
        roles=ROLES,
        filled=form,
        wrong=wrong,
        key=key,
    )
