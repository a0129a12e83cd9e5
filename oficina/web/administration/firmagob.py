"""How the institution presents itself to FirmaGob: kept, tried, and seen but for its secrets; and sealing with it."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from institutions import overview
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.administration.asking import ADMINISTERS, HERE
from oficina.web.administration.keys import SEALS, seals_page
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit
from signature import access
from signature.choosing import SealByFirmaGob, TryFirmaGob
from signature.models import FirmaGobAccess
from signature.providers.firmagob import Access

router = APIRouter()

FIRMAGOB = f"{HERE}/firmagob"
TROUBLES = {
    "signature-wrong-pin": "El código OTP no es correcto o ya venció: pruebe con el siguiente.",
    "signature-remote-unavailable": "No responde: pruebe de nuevo en unos minutos.",
    "signature-remote-without-key": "No tiene un certificado vigente de ese RUN para ese propósito.",
    "signature-remote-access-refused": "No acepta la entidad, el token o el secreto: revíselos.",
    "signature-remote-not-set": "Esta oficina no tiene la dirección de FirmaGob: pídala a quien opera el servidor.",
}
OTHERWISE = "Respondió algo que no sirve: avise a quien opera el servidor."


@router.get("/administracion/firmagob", dependencies=ADMINISTERS)
def shown(visit: AtVisit) -> Response:
    return _page(visit)


@router.post("/administracion/firmagob", dependencies=ADMINISTERS)
def keep(visit: AtVisit, form: AtForm) -> Response:
    """From now on the institution presents itself so. What is secret goes in, and never comes out."""
    told = {each: form[each].strip() for each in ("entidad", "token", "secreto")}
    missing = [Wrong(each, "Cópielo de lo que le entregó Gobierno Digital.") for each, text in told.items() if not text]
    if missing:
        return _page(visit, missing, form)
    given = Access(told["entidad"][:200], told["token"], told["secreto"])

    def act(work: Work) -> FirmaGobAccess:
        return access.keep(work, visit.platform.secrets, given)

    return visit.act(form, act, lands=FIRMAGOB, says="Conexión guardada. Pruébela antes de usarla")


@router.post("/administracion/firmagob/prueba", dependencies=ADMINISTERS)
def try_it(visit: AtVisit, form: AtForm) -> Response:
    """Have FirmaGob sign nothing with somebody's certificate, to see whether all of it works."""
    platform = visit.platform
    trying = TryFirmaGob(platform.secrets, platform.workshop.providers, form["run"], form["codigo"].strip())
    try:
        return visit.operate(form, trying, lands=FIRMAGOB, says=_outcome)
    except Refused as refusal:
        return _page(visit, wrong_of(refusal, {"rut-invalid": "run"}, otherwise="run"), form)


@router.post("/administracion/sellos/{office_id}/firmagob", dependencies=ADMINISTERS)
def seal(visit: AtVisit, office_id: UUID, form: AtForm) -> Response:
    """The oficina de partes seals with the certificate that FirmaGob keeps of a RUN: nobody is asked."""
    platform, field = visit.platform, f"run-{office_id}"
    try:
        if not form["run"]:
            raise FormRefused(Wrong(field, "Escriba el RUN de quien tiene el certificado «Desatendido»."))
        sealing = SealByFirmaGob(platform.secrets, platform.workshop.providers, office_id, form["run"])
        return visit.operate(form, sealing, lands=SEALS, says="FirmaGob sella desde ahora por esta oficina de partes")
    except Refused as refusal:
        return seals_page(visit, wrong_of(refusal, otherwise=field))


def _outcome(row: FirmaGobAccess | None) -> str:
    return "Prueba hecha: vea qué falló" if _trouble(row) else "FirmaGob firmó la prueba: la conexión sirve"


def _trouble(row: FirmaGobAccess | None) -> str:
    return TROUBLES.get(row.trouble, OTHERWISE) if row and row.trouble else ""


def _page(visit: Visit, wrong: Sequence[Wrong] = (), form: Filled | None = None) -> Response:
    with visit.desk.reading() as work:
        row, offices = access.current(work), overview.offices(work)
    return visit.page(
        "administration/firmagob",
        active=HERE,
        status=422 if wrong else 200,
        access=row,
        trouble=_trouble(row),
        address=visit.platform.settings.firmagob_url,
        offices=offices,
        filled=form,
        wrong=wrong,
    )
