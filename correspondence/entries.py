"""Whatever comes from outside and is entered by hand; and the correction of any entry."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import receiving, rights, working
from correspondence.access import note_change, refuse_below_declared, set_readers
from correspondence.destined import first_readers, level_of
from correspondence.entry import Entry
from correspondence.errors import CorrectedMeanwhile, FutureDate, NotCorrectable, NothingToCorrect
from correspondence.lists import ACCESS_LEVELS, MEDIA, SENDERS, one_of
from correspondence.models import Correction, EntryCode, Reception, ReceptionState, Source
from documents.retention.remembering import again
from documents.storage import Blob
from kernel.calendar import legal_instant
from kernel.pages import a_few
from kernel.rut import Rut
from kernel.work import Work

PRESENTERS = ("person", "company")
"""Whose entries are presentations: working days count for them, and they are never returned."""

AS_WRITTEN = frozenset(Entry.__slots__) - {"received_at", "office_id"}
CORRECTABLE = AS_WRITTEN - {"destination_unit_id"} | {"arrived_at"}
"""All but the number and the office: those are what the book is."""


def register_entry(work: Work, entry: Entry, scan: Blob | None = None) -> Reception:
    """Give it the next number of the book, with the time at which it came and the time at which it was written down."""
    check_entry(work, entry)
    office = institutions.office(work, entry.office_id) if entry.office_id else institutions.default_office(work)
    reception = Reception(
        institution_id=work.institution_id,
        source=Source.BY_HAND,
        state=ReceptionState.REGISTERED,
        office_id=office.id,
        arrived_at=entry.received_at,
        legal_at=entry.received_at,
        registered_at=work.now,
        registered_by=work.actor.name,
        petition=entry.sender_kind in PRESENTERS,
        blob=scan.name if scan else None,
        size=scan.size if scan else 0,
        turn=office.name,
        turn_since=work.now,
        access_decided_by=work.actor.name,
        access_decided_at=work.now,
        **{name: getattr(entry, name) for name in AS_WRITTEN},
    )
    reception.sender_rut = entry.sender_rut and Rut.parse(entry.sender_rut).dotted
    reception.access_cause = documents.cause_told(entry.access_cause)
    _legal_time(work, reception)
    receiving.give_number(work, reception)
    work.add(reception)
    search.set_marks(work, reception.id, first_readers(work, reception))
    search.enqueue_index(work, "reception", reception.id)
    work.add(EntryCode(code=documents.new_code(), institution_id=work.institution_id, reception_id=reception.id))
    working.step(work, reception, "registered", to=office.name)
    audit.record(work, "entry.registered", reception.id, entry=reception.entry, sha256=reception.blob)
    return reception


def check_entry(work: Work, entry: Entry) -> None:
    """Refuse what cannot be: a future reception, a reserve without its cause, a place that does not exist."""
    one_of(MEDIA, entry.medium, "cómo llegó")
    one_of(SENDERS, entry.sender_kind, "remitente")
    one_of(ACCESS_LEVELS, str(entry.access_level), "nivel de acceso")
    today = institutions.today(work)
    if entry.received_at > work.now:
        raise FutureDate("La recepción está en el futuro: revise el día y la hora.", received_at=entry.received_at)
    if entry.dated and entry.dated > today:
        raise FutureDate("La fecha del documento está en el futuro: revísela.", dated=entry.dated)
    access = documents.Access(entry.access_level, entry.access_cause, entry.access_until)
    documents.check_reserve(entry.access_level, access, today=today)
    if entry.destination_unit_id:
        institutions.unit(work, entry.destination_unit_id)
    if entry.sender_id:
        institutions.names_of(work, [entry.sender_id])


def rectify(
    work: Work, reception_id: UUID, *, changes: Mapping[str, Any], reason: str, seen: int | None = None
) -> Reception:
    """Correct what an entry says. What it said stays beside it, and its number does not change.

    `seen`: how many corrections it had when the actor began, so that nobody undoes another's without knowing.
    """
    told = working.refuse_short(reason)
    reception = rights.reception(work, reception_id, lock=True)
    if seen is not None:
        _refuse_stale(corrections(work, reception_id), seen)
    if unknown := set(changes) - CORRECTABLE:
        raise NotCorrectable("Eso no se rectifica: el N° y la oficina no cambian.", fields=", ".join(sorted(unknown)))
    if reception.state == ReceptionState.ANNULLED:
        raise NotCorrectable("Este ingreso está anulado: registre otro en su lugar.", reception_id=reception.id)
    before = {name: getattr(reception, name) for name in changes if getattr(reception, name) != changes[name]}
    if not before:
        raise NothingToCorrect(
            "No hay nada distinto que rectificar: cambie al menos un dato.", reception_id=reception.id
        )
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(reception, name, value)
    check_entry(work, _entry(reception))
    if reception.sender_rut:
        reception.sender_rut = Rut.parse(reception.sender_rut).dotted
    reception.petition = reception.source == Source.BY_HAND and reception.sender_kind in PRESENTERS
    _legal_time(work, reception)
    if {"access_level", "sealed_envelope"} & set(after):
        _restrict(work, reception, before.get("access_level", reception.access_level))
    work.add(_correction(work, reception, told, before, after))
    search.enqueue_index(work, "reception", reception.id)
    working.step(work, reception, "rectified", note=told)
    audit.record(work, "entry.rectified", reception.id, fields=sorted(after), people={"reason": told})
    return reception


def _refuse_stale(made: Sequence[Correction], seen: int) -> None:
    if len(made) > seen:
        last = made[-1]
        raise CorrectedMeanwhile(
            f"{last.by} rectificó este ingreso mientras usted escribía: revise lo que dice ahora y envíe de nuevo.",
            reception_id=last.reception_id,
        )


def _legal_time(work: Work, reception: Reception) -> None:
    zone, holidays = institutions.zone(work), institutions.holidays(work)
    at = reception.arrived_at
    reception.legal_at = legal_instant(at, zone, holidays) if reception.petition else at


def _restrict(work: Work, reception: Reception, before: int) -> None:
    """Who reads it changes with its level, before the answer returns; those it was referred to keep it."""
    refuse_below_declared(work, reception, reception.access_level)
    reception.access_decided_by, reception.access_decided_at = work.actor.name, work.now
    reception.access_cause = documents.cause_told(reception.access_cause) if reception.access_level > 1 else ""
    note_change(work, reception, before)
    if reception.restricted:
        documents.keep_named_only(work, reception.id, level_of(reception))
    set_readers(work, reception)


def _correction(
    work: Work, reception: Reception, reason: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Correction:
    return Correction(
        institution_id=work.institution_id,
        reception_id=reception.id,
        at=work.now,
        by=work.actor.name,
        reason=reason,
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(value) for name, value in after.items()},
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)


def _entry(reception: Reception) -> Entry:
    names = set(Entry.__slots__) - {"received_at"}
    return Entry(received_at=reception.arrived_at, **{name: getattr(reception, name) for name in names})


def add_scan(work: Work, reception_id: UUID, blob: Blob) -> Reception:
    """The image of what came on paper. One that replaces another is a correction."""
    reception = rights.reception(work, reception_id, lock=True)
    if reception.source != Source.BY_HAND or reception.state == ReceptionState.ANNULLED:
        raise NotCorrectable(
            "Solo lo ingresado a mano y no anulado lleva imagen digitalizada: agréguela a su propio ingreso.",
            reception_id=reception.id,
        )
    if reception.blob:
        before, after = {"blob": reception.blob}, {"blob": blob.name}
        work.add(_correction(work, reception, "Reemplaza la imagen digitalizada", before, after))
    documents.hold(work, blob.name, reception.id)
    reception.blob, reception.size = blob.name, blob.size
    again(work, reception.id)
    search.enqueue_index(work, "reception", reception.id)
    audit.record(work, "entry.scanned", reception.id, sha256=blob.name)
    return reception


def annul(work: Work, reception_id: UUID, reason: str) -> Reception:
    """An entry made by mistake: its number stays in the book, with the reason."""
    told = working.refuse_short(reason)
    reception = rights.reception(work, reception_id, lock=True)
    if reception.source != Source.BY_HAND:
        raise NotCorrectable("Lo que llegó por el sistema no se anula: devuélvalo.", reception_id=reception.id)
    working.refuse_ended(reception)
    working.finish(work, reception, "archived", told)
    reception.state, reception.note = ReceptionState.ANNULLED, told
    working.step(work, reception, "annulled", note=told)
    audit.record(work, "entry.annulled", reception.id, entry=reception.entry, people={"reason": told})
    return reception


def corrections(work: Work, reception_id: UUID) -> Sequence[Correction]:
    query = select(Correction).where(
        Correction.institution_id == work.institution_id, Correction.reception_id == reception_id
    )
    return a_few(work, query)


def look_alikes(work: Work, *, sender: str, number: str, dated: date | None) -> Sequence[Reception]:
    """Entries with the same sender, number and date: perhaps this one came before."""
    query = select(Reception).where(
        Reception.institution_id == work.institution_id,
        rights.listed(work),
        Reception.sender == sender,
        Reception.number == number,
        Reception.dated == dated if dated else Reception.dated.is_(None),
    )
    return work.session.scalars(query.order_by(Reception.id.desc()).limit(10)).all()
