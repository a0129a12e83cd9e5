"""What ends soon, whom all trust here and what for, and which bundle of anchors was in force when."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import audit.service as audit
from kernel.errors import Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.administration.asking import ADMINISTERS, HERE
from oficina.web.forms import FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from signature import expiring
from signature.anchors import PURPOSES
from signature.authorities import warning
from signature.errors import TrustRefused
from signature.expiring import Ending, What
from signature.trust import LARGEST, Line, TrustFolder

router = APIRouter()
RUNS = [enters(Permission.RUN_PLATFORM)]
OWN, SHARED = f"{HERE}/confianza", "/plataforma/anclas"
NAMES = {
    What.CERTIFICATE: "Certificado de firma",
    What.SEAL: "Sello de la oficina de partes",
    What.AUTHORITY: "Autoridad de sellado de tiempo",
    What.ANCHOR: "Ancla de confianza",
}
DO = {
    What.CERTIFICATE: "Quien firma debe cargar el nuevo en «Por firmar».",
    What.SEAL: "Cargue el nuevo en «Certificado de sello».",
    What.AUTHORITY: "Pida a quien opera el servidor que agregue otra.",
    What.ANCHOR: "Se reemplaza con un conjunto de anclas más nuevo.",
}
FOR = {"signature": "Firmas de personas", "seal": "Sellos de instituciones", "timestamp": "Sellos de tiempo"}


@router.get(OWN, dependencies=ADMINISTERS)
def shown(visit: AtVisit) -> Response:
    """What the institution has that ends soon, and whom it trusts."""
    with visit.desk.reading() as work:
        endings = expiring.of_institution(work)
    return _page(visit, HERE, own=endings)


@router.get(SHARED, dependencies=RUNS)
def shared(visit: AtVisit) -> Response:
    """The anchors of all institutions, for whoever runs the platform."""
    return _page(visit, SHARED)


@router.post(SHARED, dependencies=RUNS)
def update(visit: AtVisit, form: AtForm) -> Response:
    """Put a newer bundle in force. Only one of the publisher that is known: who that is, is said at the machine."""
    file = form.file("conjunto")
    try:
        if file is None:
            raise FormRefused(Wrong("conjunto", "Elija el archivo del conjunto de anclas."))
        content = file.file.read(LARGEST + 1)[:LARGEST]
        folder = TrustFolder(visit.platform.settings.home / "trust")

        def act(work: Work) -> dict[str, Any]:
            bundle = folder.put_in_force(content, work.now)
            told = {"version": bundle["version"], "issued": bundle["issued"], "anchors": len(bundle["anchors"])}
            audit.record(work, "trust.put-in-force", UUID(int=0), **told)
            return bundle

        says = "Rige el conjunto {version}: las firmas se juzgan desde ahora con sus anclas"
        return visit.act(form, act, lands=SHARED, says=lambda bundle: says.format(**bundle))
    except Refused as refusal:
        return _page(visit, SHARED, wrong=wrong_of(refusal, otherwise="conjunto"))


def _page(visit: Visit, active: str, *, own: Sequence[Ending] = (), wrong: Sequence[Wrong] = ()) -> Response:
    settings = visit.platform.settings
    folder = TrustFolder(settings.home / "trust")
    with visit.desk.reading() as work:
        now = work.now
        endings = sorted([*own, *expiring.of_installation(work, settings.tsa_url, folder)], key=lambda one: one.ends_at)
    return visit.page(
        "administration/trust",
        active=active,
        status=422 if wrong else 200,
        endings=endings,
        named=NAMES,
        does=DO,
        wrong=wrong,
        may_update=active == SHARED,
        **_trusted(folder, now),
    )


def _trusted(folder: TrustFolder, now: Any) -> dict[str, Any]:
    """The anchors by what they are for; of a bundle that was changed in its folder, that it is not used."""
    try:
        lines, bundle, reigns = list(folder.lines()), folder.bundle(), folder.reigns()
        publisher, fault = folder.publisher(), ""
    except TrustRefused as refusal:
        lines, bundle, reigns, publisher, fault = [], None, [], None, refusal.message
    purposes = [(FOR[each], [_line(one, now) for one in lines if each in one.purposes]) for each in PURPOSES]
    return {"purposes": purposes, "bundle": bundle, "reigns": reigns, "publisher": publisher, "fault": fault}


def _line(line: Line, now: Any) -> dict[str, Any]:
    return {"line": line, "within": warning(line.ends, now)}


def urgent(work: Work, urls: str, folder: TrustFolder) -> list[Ending]:
    """What an administrator should hear of without asking."""
    return [*expiring.of_institution(work), *expiring.of_installation(work, urls, folder)]
