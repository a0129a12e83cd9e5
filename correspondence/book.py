"""The libro de correspondencia: what came in and what went out between two days, with all that became of it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select

import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import rights
from correspondence.lists import MEDIA, RETURN_REASONS, WAYS_TO_CLOSE
from correspondence.models import (
    Communication,
    Correction,
    Delivery,
    DeliveryState,
    OutsideDispatch,
    Reception,
    ReceptionState,
)
from kernel.pages import a_few, how_many, paged_among
from kernel.work import Work

STATES = {
    ReceptionState.ARRIVED: "Sin acuse de recibo",
    ReceptionState.ACKNOWLEDGED: "Con acuse de recibo",
    ReceptionState.REGISTERED: "Ingresado",
    ReceptionState.RETURNED: "Devuelto",
    ReceptionState.WITHDRAWN: "Retirado por el remitente",
    ReceptionState.ANNULLED: "Anulado",
}


@dataclass(frozen=True, slots=True)
class Range:
    """From the first hour of a day to the last of another, where the institution is."""

    begins: datetime
    ends: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, work: Work, from_: date, until: date) -> "Range":
        zone = institutions.local_zone(work)
        begins = datetime.combine(from_, time.min, zone)
        ends = datetime.combine(until + timedelta(days=1), time.min, zone)
        return cls(begins.astimezone(UTC), ends.astimezone(UTC), zone)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the book of entries."""

    ingreso: str
    llegada: str
    hora_legal: str
    registrado: str
    medio: str
    remitente: str
    tipo: str
    numero: str
    fecha: str
    materia: str
    hojas: str
    estado: str
    turno: str
    observaciones: str


@dataclass(frozen=True, slots=True)
class DispatchLine:
    """A line of the book of dispatches."""

    documento: str
    despacho: str
    materia: str
    destinatarios: str
    registro_docdigital: str
    observaciones: str


def entries(work: Work, within: Range) -> Select[Reception, bool, bool]:
    """Everything that came in, whatever became of it; with whether it may be read, and whether it was corrected."""
    corrected = exists().where(
        Correction.institution_id == work.institution_id, Correction.reception_id == Reception.id
    )
    return (
        select(Reception, search.readable(work, Reception.id), corrected)
        .where(
            Reception.institution_id == work.institution_id,
            rights.listed(work),
            Reception.arrived_at >= within.begins,
            Reception.arrived_at < within.ends,
        )
        .order_by(Reception.id)
    )


def dispatches(work: Work, within: Range) -> Select[Communication, bool]:
    return (
        select(Communication, search.readable(work, Communication.document_id))
        .where(
            Communication.institution_id == work.institution_id,
            rights.listed_sent(work),
            Communication.sent_at >= within.begins,
            Communication.sent_at < within.ends,
        )
        .order_by(Communication.id)
    )


def count(work: Work, within: Range) -> tuple[int, int]:
    """How many lines the book has: entries, and dispatches."""
    return count_entries(work, within), count_dispatches(work, within)


def count_entries(work: Work, within: Range, most: int | None = None) -> int:
    """`most`: of a long book it takes long to ask of each line who may see it, so only that there are more is told."""
    return how_many(work, entries(work, within).with_only_columns(Reception.id), most)


def count_dispatches(work: Work, within: Range, most: int | None = None) -> int:
    return how_many(work, dispatches(work, within).with_only_columns(Communication.id), most)


def entry_page(work: Work, within: Range, after: UUID | None, limit: int) -> tuple[list[EntryLine], UUID | None]:
    """Some of the book of entries, and where the rest begins."""
    came = (Reception.arrived_at >= within.begins, Reception.arrived_at < within.ends)
    among = select(Reception.id).where(Reception.institution_id == work.institution_id, *came)
    page = paged_among(work, entries(work, within), among, Reception.id, after, limit)
    lines = [_entry_line(each, within.zone, readable=readable, corrected=said) for each, readable, said in page.items]
    return lines, page.next


def dispatch_page(work: Work, within: Range, after: UUID | None, limit: int) -> tuple[list[DispatchLine], UUID | None]:
    """The same of the book of dispatches. The annulled numbers of those days come with the last of it."""
    went = (Communication.sent_at >= within.begins, Communication.sent_at < within.ends)
    among = select(Communication.id).where(Communication.institution_id == work.institution_id, *went)
    page = paged_among(work, dispatches(work, within), among, Communication.id, after, limit)
    lines = list(_sent_lines(work, within, page.items))
    return lines + ([] if page.next else list(_annulled_lines(work, within))), page.next


def entry_lines(work: Work, within: Range) -> Iterator[EntryLine]:
    for reception, readable, corrected in work.session.execute(entries(work, within)):
        yield _entry_line(reception, within.zone, readable=readable, corrected=corrected)


def _entry_line(reception: Reception, zone: ZoneInfo, *, readable: bool, corrected: bool) -> EntryLine:
    def said(text: str) -> str:
        return text if readable else rights.RESERVED

    return EntryLine(
        ingreso=reception.entry or "sin número",
        llegada=_local(reception.arrived_at, zone),
        hora_legal=_local(reception.legal_at, zone) if reception.legal_at != reception.arrived_at else "la misma",
        registrado=f"{_local(reception.registered_at, zone)}, {reception.registered_by}",
        medio=MEDIA[reception.medium],
        remitente=said(reception.sender),
        tipo=said(reception.kind),
        numero=said(reception.number),
        fecha=f"{reception.dated:%d-%m-%Y}" if reception.dated else "",
        materia=said(reception.subject),
        hojas=str(reception.sheets or ""),
        estado=STATES[ReceptionState(reception.state)],
        turno=reception.turn,
        observaciones="; ".join(_remarks(reception, corrected=corrected, readable=readable)),
    )


def _remarks(reception: Reception, *, corrected: bool, readable: bool) -> Iterator[str]:
    note = f": {reception.note}" if reception.note and readable else ""
    if reception.state == ReceptionState.RETURNED and reception.reason:
        yield f"Devuelto, {RETURN_REASONS[reception.reason]}{note}"
    elif reception.state == ReceptionState.ANNULLED:
        yield f"Anulado{note}"
    if corrected:
        yield "Rectificado"
    if reception.closed_way and reception.state != ReceptionState.ANNULLED:
        yield WAYS_TO_CLOSE[reception.closed_way]


def dispatch_lines(work: Work, within: Range) -> Iterator[DispatchLine]:
    yield from _sent_lines(work, within, work.session.execute(dispatches(work, within)).all())
    yield from _annulled_lines(work, within)


def _sent_lines(work: Work, within: Range, rows: Sequence[Any]) -> Iterator[DispatchLine]:
    told = recipients(work, [row[0].id for row in rows])
    for sent, readable in rows:
        copies = told[sent.id]
        number = sent.state_register_number
        yield DispatchLine(
            documento=sent.folio,
            despacho=_local(sent.sent_at, within.zone),
            materia=sent.subject if readable else rights.RESERVED,
            destinatarios="; ".join(name for name, _ in copies),
            registro_docdigital=f"N° {number}" if number else "pendiente",
            observaciones="; ".join(f"{name}: {remark}" for name, remark in copies if remark),
        )


def annulled(work: Work, within: Range) -> Sequence[documents.Folio]:
    """The numbers of those days that were annulled: nothing went out with them, and the book says so."""
    query = documents.book(work).where(
        documents.Folio.annulled_at.is_not(None),
        documents.Folio.at >= within.begins,
        documents.Folio.at < within.ends,
    )
    return sorted(work.session.scalars(query), key=lambda folio: folio.document_id)


def _annulled_lines(work: Work, within: Range) -> Iterator[DispatchLine]:
    folios = annulled(work, within)
    readable = search.may_read_which(work, [folio.document_id for folio in folios])
    for folio in folios:
        reason = folio.annulment_reason if folio.document_id in readable else rights.RESERVED
        yield DispatchLine(documents.printed_folio(folio), "", "", "", "", f"Anulado: {reason}")


def recipients(work: Work, ids: list[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Of each communication, who gets a copy and what is to be said of it: two statements for all of them."""
    told: dict[UUID, list[tuple[str, str]]] = {each: [] for each in ids}
    inside = select(Delivery).where(Delivery.institution_id == work.institution_id, Delivery.communication_id.in_(ids))
    for copy in a_few(work, inside):
        if copy.communication_id:
            told[copy.communication_id].append((copy.recipient, _remark(copy)))
    outside = select(OutsideDispatch).where(
        OutsideDispatch.institution_id == work.institution_id, OutsideDispatch.communication_id.in_(ids)
    )
    for sent in a_few(work, outside):
        told[sent.communication_id].append((sent.recipient, MEDIA[sent.medium]))
    return told


def _remark(copy: Delivery) -> str:
    if copy.state == DeliveryState.RETURNED and copy.reason:
        return f"devuelto, {RETURN_REASONS[copy.reason]}"
    if copy.state == DeliveryState.ACKNOWLEDGED:
        return f"acuse de recibo, ingreso {copy.entry}"
    return {DeliveryState.WITHDRAWN: "retirado", DeliveryState.KEPT: "copia propia"}.get(DeliveryState(copy.state), "")


def as_csv(lines: Iterable[EntryLine] | Iterable[DispatchLine], kind: type[EntryLine] | type[DispatchLine]) -> str:
    """For a spreadsheet in Chile: semicolons, a mark of order, and no cell that it would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(field.name for field in fields(kind))
    writer.writerows([_harmless(cell) for cell in astuple(line)] for line in lines)
    return "\ufeff" + text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d-%m-%Y %H:%M}"
