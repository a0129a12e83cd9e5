"""Documents, entries and expedientes, as far as their access goes: what part each of those who see them has in them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
import signature.service as signatures
from kernel.work import Work
from oficina.web.access.told import Subject, of_readers, told

PARTS = {"endorsement": "Lo visa", "signature": "Lo firma", "attestation": "Lo firma como ministro de fe"}


def document(work: Work, document_id: UUID) -> dict[str, Any]:
    held = documents.get(work, document_id)
    folio, kind = documents.entry_of(work, held), documents.kind_of(work, held)
    floor = documents.floor(work, held)
    subject = Subject(
        id=held.id,
        address=f"/documentos/{held.id}",
        name=documents.printed_folio(folio) if folio else kind.name,
        title=held.subject,
        level=held.access_level,
        cause=held.access_cause or "",
        until=held.access_until,
        warning=held.access_warning,
        sensitive=held.sensitive,
        decided_by=held.access_decided_by,
        decided_at=held.access_decided_at,
        decides=documents.decides(work, held),
        only_people=documents.LEVELS[held.access_level].named_only,
        levels=tuple(each for each in sorted(kind.access.allowed) if each >= floor),
        floor="Así se despachó: no se puede abrir más mientras rija." if floor > 1 else "",
    )
    return told(work, subject, of_readers(list(_parts_of_document(work, held))))


def _parts_of_document(work: Work, held: documents.Document) -> Iterator[tuple[str, str]]:
    yield f"person:{held.author_id}", "Lo escribió"
    for each in signatures.requests_of(work, held.id):
        for kind, id_ in (("person", each.person_id), ("post", each.post_id)):
            yield f"{kind}:{id_}", PARTS.get(each.role, "Tomó parte")
    yield f"unit:{held.unit_id}", "Es la unidad que lo escribe"
    yield f"office:{held.office_id}", "Es su oficina de partes"


def reception(work: Work, reception_id: UUID) -> dict[str, Any]:
    entry = correspondence.readable_reception(work, reception_id)
    floor = correspondence.declared(work, entry)
    subject = Subject(
        id=entry.id,
        address=f"/recepciones/{entry.id}",
        name=f"Ingreso N° {entry.entry}" if entry.entry else "Sin N° de ingreso todavía",
        title=entry.subject,
        level=entry.access_level,
        cause=entry.access_cause,
        until=entry.access_until,
        warning=entry.access_warning,
        sensitive=entry.sensitive,
        decided_by=entry.access_decided_by,
        decided_at=entry.access_decided_at,
        decides=correspondence.decides_readers(work, entry),
        only_people=entry.sealed_envelope or documents.LEVELS[entry.access_level].named_only,
        levels=tuple(each for each in sorted(documents.LEVELS) if each >= min(floor, entry.access_level)),
        floor="Quien lo envió lo declaró así: para abrirlo más, pídale que levante esa reserva." if floor > 1 else "",
    )
    return told(work, subject, of_readers(list(_parts_of_reception(work, entry))))


def _parts_of_reception(work: Work, entry: correspondence.Reception) -> Iterator[tuple[str, str]]:
    for each in correspondence.referrals(work, entry.id):
        yield each.mark, f"Se le derivó el {each.referred_at.astimezone(institutions.local_zone(work)):%d-%m-%Y}"
    for line in entry.snapshot.get("lines", []):
        yield f"unit:{line['unit_id']}", "A ella viene dirigido"
        yield f"post:{line['post_id']}", "A él viene dirigido"
    yield f"unit:{entry.destination_unit_id}", "A ella va dirigido"
    yield f"office:{entry.office_id}", "Es la oficina de partes que lo registró"
    yield f"post:{institutions.head_of(work)}", "Encabeza la institución: no se dirigió a nadie más"


def expediente(work: Work, expediente_id: UUID) -> dict[str, Any]:
    held = expedientes.get(work, expediente_id)
    decided = expedientes.decided(work, held)
    subject = Subject(
        id=held.id,
        address=f"/expedientes/{held.id}",
        name=held.iuie,
        title=held.title,
        level=held.access_level,
        cause=held.access_cause,
        until=held.restricted_until,
        warning=held.warning,
        sensitive=held.sensitive,
        decided_by=decided.by,
        decided_at=decided.at,
        decides=expedientes.decides(work, held),
        only_people=documents.LEVELS[held.access_level].named_only,
        levels=tuple(sorted(documents.LEVELS)),
        note="Cada pieza tiene además su propio acceso: ver el expediente no es ver lo reservado que contiene.",
    )
    return told(work, subject, of_readers(list(_parts_of_expediente(work, held))))


def _parts_of_expediente(work: Work, held: expedientes.Expediente) -> Iterator[tuple[str, str]]:
    yield f"post:{held.responsible_post_id}", "Responde por él"
    yield f"unit:{held.unit_id}", "Es la unidad que lo tramita"
    for mark in expedientes.began_with(work, held):
        yield mark, "Es su oficina de partes" if mark.startswith("office:") else "Lo abrió"
