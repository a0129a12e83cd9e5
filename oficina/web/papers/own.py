"""A document of this house: where it stands, who signed it, who has it, and what may be done with it now."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import search.service as search
import signature.service as signatures
from correspondence.schemas.asking import ReasonForm
from documents.entries import ITSELF
from kernel.errors import NotFound, Refused
from kernel.pages import paged
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.forms import Wrong, wrong_of
from oficina.web.mended import mended
from oficina.web.papers import reading, words
from oficina.web.papers.keeping import kept
from oficina.web.papers.reports import Reports, shown
from oficina.web.retention.views import in_short
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from search import readings
from search.entries import File

router = APIRouter(prefix="/documentos/{document_id}")

READS, NUMBERS, ANNULS = [enters(Permission.READ)], [enters(Permission.NUMBER)], [enters(Permission.ANNUL)]
ASKS = [enters(Permission.REQUEST_SIGNATURE)]
WRITABLE = ("draft", "in-review")


@router.get("", dependencies=READS)
def show(visit: AtVisit, document_id: UUID, informe: str = "") -> Response:
    """That somebody reads what is not for everybody is written down before it is shown."""
    if unsaid := _unsaid(visit, document_id):
        return unsaid
    reading.note_document(visit, document_id, page=True)
    if informe:
        with visit.desk.reading() as work:
            head, now = documents.head_version(work, documents.get(work, document_id)), work.now
        visit.request.app.state.reports.of(head.blob, now, head.at)
    return _shown(visit, document_id)


@router.post("/numerar", dependencies=NUMBERS)
def number(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    return visit.act(
        form,
        lambda work: documents.number(work, document_id),
        lands=f"/documentos/{document_id}",
        says=lambda folio: f"Numerado: {documents.printed_folio(folio)}. El sello se imprime solo",
    )


@router.post("/anulacion", dependencies=ANNULS)
def annul(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """Its number stays in the book, with the reason."""

    def act(work: Work) -> documents.Folio:
        asked = form.into(ReasonForm, {"reason": form["motivo"]}, at={"reason": "motivo"})
        return documents.annul(work, document_id, asked.reason)

    try:
        return visit.act(form, act, lands=f"/documentos/{document_id}", says=lambda folio: f"Anulado el número {folio}")
    except Refused as refusal:
        return _again(visit, document_id, refusal, "anular", {"motivo": form["motivo"]})


@router.post("/descarte", dependencies=[enters(Permission.DRAFT)])
def discard(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """It leaves the trays; what it said stays, for whoever has to know."""
    return visit.act(
        form,
        lambda work: documents.discard(work, document_id),
        lands="/borradores",
        says=lambda made: f"Borrador descartado: {made.subject}",
    )


@router.post("/retiro-de-firma", dependencies=ASKS)
def take_back(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """From those who have not signed yet; it can be drafted again."""

    def act(work: Work) -> Any:
        asked = form.into(ReasonForm, {"reason": form["causa"]}, at={"reason": "causa"})
        return signatures.cancel(work, document_id, asked.reason)

    try:
        return visit.act(
            form, act, lands=f"/documentos/{document_id}", says="Retirado de la firma: ya se puede editar de nuevo"
        )
    except Refused as refusal:
        return _again(visit, document_id, refusal, "retirar", {"causa": form["causa"]})


def _again(visit: Visit, document_id: UUID, refusal: Refused, dialog: str, filled: Mapping[str, str]) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    return _shown(visit, document_id, wrong_of(refusal, otherwise=next(iter(filled))), dialog, filled)


def _shown(
    visit: Visit,
    document_id: UUID,
    wrong: Sequence[Wrong] = (),
    dialog: str = "",
    filled: Mapping[str, str] | None = None,
) -> Response:
    with visit.desk.reading() as work:
        told = _told(work, visit.request.app.state.reports, document_id)
    return visit.page(
        "papers/own",
        active="/borradores" if told["states"].numbering == "none" else "/enviados",
        status=422 if wrong else 200,
        wrong=list(wrong),
        dialog_open=dialog,
        filled=dict(filled or {}),
        levels=words.LEVELS,
        requests_said=words.REQUEST,
        roles=words.ROLES,
        deliveries_said=words.DELIVERY,
        printed=documents.printed_folio,
        **told,
    )


def _unsaid(visit: Visit, document_id: UUID) -> Response | None:
    """What its office numbers and sends without reading it: that it is there, its number and its state."""
    with visit.desk.reading() as work:
        document = documents.handled(work, document_id)
        if search.may_read(work, document.id):
            return None
        folio = documents.entry_of(work, document)
        states = documents.states_of(document, folio)
        sent = correspondence.of_document(work, document_id)
        may = _possible(work, states, dispatched=bool(sent))
    told: dict[str, Any] = {"document": document, "folio": folio, "states": states, "sent": sent, "may": may}
    printed = documents.printed_folio
    return visit.page("papers/unsaid", active="/oficina-de-partes", levels=words.LEVELS, printed=printed, **told)


def _told(work: Work, reports: Reports, document_id: UUID) -> dict[str, Any]:
    document = documents.get(work, document_id)
    folio = documents.entry_of(work, document)
    head = documents.head_version(work, document)
    states = documents.states_of(document, folio)
    sent = correspondence.of_document(work, document_id)
    asked = expedientes.readable(work, subject_id=document_id)
    attachments = documents.attachments(work, document_id)
    itself = [File(ITSELF, head.blob)] if document.source == documents.Source.UPLOADED else []
    return {
        "document": document,
        "folio": folio,
        "head": head,
        "mended": mended(documents.mended_version(work, document)),
        "kind": documents.kind_of(work, document),
        "states": states,
        "restricted": documents.is_restricted(document),
        "requests": signatures.requests_of(work, document_id),
        "sent": sent,
        "copies": correspondence.deliveries(work, *(each.id for each in sent)) if sent else [],
        "outside": correspondence.outside_of(work, *(each.id for each in sent)) if sent else [],
        "kept": kept(work, document_id),
        "term": in_short(work, document_id),
        "attachments": attachments,
        "wordless": readings.wordless(work, [*itself, *(File(each.name, each.blob) for each in attachments)]),
        "answers": correspondence.answered_by(work, document_id),
        "filed_in": paged(work, asked, expedientes.Expediente.id, None, 5, newest_first=True).items,
        "report": shown(reports.known(head.blob, work.now, head.at)) if states.signing != "none" else None,
        "may": _possible(work, states, dispatched=bool(sent))
        | {"discard": work.actor.may(Permission.DRAFT) and documents.may_discard(work, document)},
    }


def _possible(work: Work, states: documents.States, *, dispatched: bool) -> dict[str, bool]:
    """What the person may do with it now, and nothing else."""
    may = work.actor.may
    writable = states.drafting in WRITABLE and states.signing in {"none", "returned"}
    numbered = states.numbering == "numbered"
    return {
        "edit": writable and may(Permission.DRAFT),
        "ask": writable and may(Permission.REQUEST_SIGNATURE),
        "take_back": states.signing == "requested" and may(Permission.REQUEST_SIGNATURE),
        "number": states.signing == "signed" and states.numbering == "none" and may(Permission.NUMBER),
        "annul": numbered and states.dispatch == "none" and may(Permission.ANNUL),
        "dispatch": numbered and not dispatched and may(Permission.DISPATCH),
        "file": may(Permission.FILE),
    }
