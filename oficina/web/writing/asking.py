"""The pages where signatures are asked for and taken back, and where versions are compared."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

import documents.service as documents
import signature.service as signature
from kernel.errors import Refused
from kernel.permissions import Permission
from oficina.web.forms import Wrong, wrong_of
from oficina.web.mended import mended
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from oficina.web.writing import chain, comparing, views
from oficina.web.writing.chain import Chain
from signature.schemas import CancelForm

router = APIRouter(prefix="/documentos/{document_id}")
ASKER = [enters(Permission.REQUEST_SIGNATURE)]
MISSING = {"field-missing": "contenido", "no-chief": "encargo", "chief-not-said": "encargo"}


@router.get("/firmas", dependencies=ASKER)
def ask(visit: AtVisit, document_id: UUID) -> Response:
    """Who was asked, and who will be."""
    return _shown(visit, document_id, None)


@router.post("/firmas", dependencies=ASKER)
def asked(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """A button of the list changes it; the last one sends the document to them."""
    steps = Chain.of_form(form)
    if form["haz"] != "pedir":
        steps.press(form)
        return _shown(visit, document_id, steps, encargo=form["encargo"])
    try:
        wanted = steps.asked(form)
        return visit.act(
            form,
            lambda work: signature.request(
                work,
                document_id,
                [each.step() for each in wanted.steps],
                mode=wanted.mode,
                behalf_post_id=next(iter(form.ids("encargo")), None),
            ),
            lands=f"/documentos/{document_id}",
            says=lambda made: f"Enviado. Primero lo recibe {made[0].whose}",
        )
    except Refused as refusal:
        return _shown(visit, document_id, steps, wrong_of(refusal, MISSING, otherwise="cadena"), form["encargo"])


@router.post("/firmas/anular", dependencies=ASKER)
def take_back(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """Take it back from those who have not signed; it can be written again."""
    try:
        reason = form.into(CancelForm, {"reason": form["motivo"]}, at={"reason": "motivo"}).reason
        return visit.act(
            form,
            lambda work: signature.cancel(work, document_id, reason),
            lands=f"/documentos/{document_id}/editar",
            says="Retirado de firma: ya puede editarlo",
        )
    except Refused as refusal:
        return _shown(visit, document_id, None, wrong_of(refusal, otherwise="motivo"))


@router.get("/versiones", dependencies=[enters(Permission.READ)])
def versions(
    visit: AtVisit,
    document_id: UUID,
    a: Annotated[int | None, Query(ge=1)] = None,
    b: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """All that the document was, and what changed from one version to another."""
    with visit.desk.reading() as work:
        document = documents.get(work, document_id)
        restricted = documents.is_restricted(document)
    if restricted:
        with visit.desk.writing() as work:
            documents.note_opening(work, documents.get(work, document_id), versions=True)
    with visit.desk.reading() as work:
        told = comparing.compared(work, documents.get(work, document_id), a, b)
    return visit.page("writing/versions", active="/borradores", **told)


def _shown(
    visit: Visit, document_id: UUID, steps: Chain | None, wrong: list[Wrong] | None = None, encargo: str = ""
) -> Response:
    with visit.desk.reading() as work:
        told = chain.shown(work, document_id, steps) | views.errand(work, Permission.REQUEST_SIGNATURE)
        document = documents.get(work, document_id)
        told["encargo"] = encargo or (document.behalf or {}).get("post_id", "")
        told["mended"] = mended(documents.mended_version(work, document))
    return visit.page("writing/chain", active="/borradores", status=422 if wrong else 200, wrong=wrong or [], **told)
