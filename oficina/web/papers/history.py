"""The hoja de ruta of a document of this house: who wrote, asked, signed, numbered and sent it, when, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
import signature.service as signatures
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.papers import reading, words
from oficina.web.visits import AtVisit, enters
from oficina.web.words import counted, errand

router = APIRouter()

WRITTEN = {
    "drafted": "Borrador",
    "redrafted": "Borrador corregido",
    "uploaded": "PDF subido",
    "repaired": "PDF reparado",
    "sealed": "Sellado",
}
DECIDED = {"done": {"endorsement": "Visado", "signature": "Firmado", "attestation": "Firmado como ministro de fe"}}


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: when, what, who, and whatever else is to be said."""

    at: datetime
    what: str
    who: str
    more: str = ""


@router.get("/documentos/{document_id}/hoja-de-ruta", dependencies=[enters(Permission.READ)])
def trail(visit: AtVisit, document_id: UUID) -> Response:
    reading.note_document(visit, document_id, page=True)
    with visit.desk.reading() as work:
        document = documents.get(work, document_id)
        folio = documents.entry_of(work, document)
        told: dict[str, Any] = {
            "document": document,
            "kind": documents.kind_of(work, document),
            "label": documents.states_of(document, folio).label,
            "number": documents.printed_folio(folio) if folio else "",
            "lines": _lines(work, document, folio),
        }
    return visit.page("papers/history", active="/enviados" if told["number"] else "/borradores", **told)


def _lines(work: Work, document: documents.Document, folio: documents.Folio | None) -> list[Happened]:
    """All of it, oldest first: one statement for each thing that is kept, and one for the names."""
    versions = [each for each in documents.versions_of(work, document) if each.cause in WRITTEN]
    requests = signatures.requests_of(work, document.id)
    ids = {*(each.by for each in versions), *(each.requested_by for each in requests), folio and folio.given_by}
    names = {id_: person.name for id_, person in institutions.people(work, {each for each in ids if each}).items()}
    lines = [*_written(versions, names), *_asked(requests, names), *_sent(work, document)]
    if folio:
        lines.append(
            Happened(folio.at, "Numerado", names.get(folio.given_by or document.id, ""), documents.printed_folio(folio))
        )
        if folio.annulled_at:
            lines.append(Happened(folio.annulled_at, "Número anulado", "", folio.annulment_reason or ""))
    return sorted(lines, key=lambda each: each.at)


def _written(versions: list[documents.Version], names: dict[Any, str]) -> Iterator[Happened]:
    for each in versions:
        who = names.get(each.by) or each.system or ""
        yield Happened(each.at, WRITTEN[each.cause], _by(who) + errand(each.behalf), f"Versión {each.number}")


def _asked(requests: list[Any], names: dict[Any, str]) -> Iterator[Happened]:
    rounds = {each.round: each for each in reversed(requests)}
    for first in rounds.values():
        asked = ", ".join(f"{words.ROLES[each.role]} de {each.whose}" for each in requests if each.round == first.round)
        who = _by(names.get(first.requested_by, "")) + errand(first.behalf)
        yield Happened(first.requested_at, "Pedida la firma", who, asked)
    for each in requests:
        if each.decided_at is None:
            continue
        stood = each.capacity or {}
        post = f", {stood['post']}{' (S)' if stood.get('substitute_for') else ''}" if stood.get("post") else ""
        order = f", por orden de {stood['by_order_of']}" if stood.get("by_order_of") else ""
        what = DECIDED.get(each.state, {}).get(each.role, words.REQUEST[each.state][2])
        yield Happened(each.decided_at, what, stood.get("name", each.whose) + post + order, each.observations or "")


def _sent(work: Work, document: documents.Document) -> Iterator[Happened]:
    for each in correspondence.of_document(work, document.id):
        lines = len(correspondence.lines(work, each.id))
        who = _by(each.sent_by) + errand(each.behalf)
        yield Happened(each.sent_at, "Despachado", who, counted(lines, "línea", "líneas") + " en la distribución")


def _by(who: str) -> str:
    return {"": "El sistema", "system": "El sistema", "oficina": "El sistema"}.get(who, who)
