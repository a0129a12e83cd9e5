"""The papers that say that something came: for whoever brought it, and for the institution that sent it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import correspondence.exchange as exchanges
import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import rights
from correspondence.errors import NotAcknowledged
from correspondence.jobs import SignReceipt
from correspondence.models import EntryCode, ExchangeKind, ReceptionState
from documents.retention.remembering import again
from documents.storage import Blob
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Receipt:
    """A comprobante de ingreso."""

    institution: str
    office: str
    entry: str
    arrived_at: datetime
    legal_at: datetime
    registered_at: datetime
    sender: str
    kind: str
    number: str
    subject: str
    sheets: int | None
    annexes: str
    sha256: str | None
    registered_by: str = ""
    annexes_place: str = ""
    code: str | None = None
    """What verifies the comprobante. Only what is written down here has one: the exchange has a signed receipt."""


def receipt(work: Work, reception_id: UUID) -> Receipt:
    """What whoever brings something in may ask for on the spot (Ley 19.880, art. 30); of what is reserved for another,
    its number and its hour.
    """
    reception = rights.reception(work, reception_id)
    readable = search.may_read(work, reception.id)

    def said(words: str) -> str:
        return words if readable or not words else rights.RESERVED

    return Receipt(
        institution=institutions.institution(work).name,
        office=institutions.office(work, reception.office_id).name,
        entry=reception.entry or "pendiente",
        arrived_at=reception.arrived_at,
        legal_at=reception.legal_at,
        registered_at=reception.registered_at,
        sender=said(reception.sender),
        kind=said(reception.kind),
        number=said(reception.number),
        subject=said(reception.subject),
        sheets=reception.sheets,
        annexes=said(reception.annexes),
        sha256=reception.blob,
        registered_by=reception.registered_by,
        annexes_place=reception.annexes_place,
        code=work.session.scalar(select(EntryCode.code).where(EntryCode.reception_id == reception.id)),
    )


@dataclass(frozen=True, slots=True)
class Presented:
    """What anybody who holds a comprobante may know: that it is true, and nothing of what was brought in."""

    institution: str
    office: str
    entry: str
    arrived_at: datetime
    legal_at: datetime
    sheets: int | None
    zone: str
    annulled: bool


def entry_of_code(work: Work, code: str) -> tuple[UUID, UUID] | None:
    """The institution and the entry whose comprobante bears this code."""
    known = work.session.get(EntryCode, documents.read_code(code))
    return (known.institution_id, known.reception_id) if known else None


def presented(work: Work, reception_id: UUID) -> Presented:
    """For the public verifier, in the name of the institution itself."""
    reception = rights.reception(work, reception_id)
    return Presented(
        institution=institutions.institution(work).name,
        office=institutions.office(work, reception.office_id).name,
        entry=reception.entry or "pendiente",
        arrived_at=reception.arrived_at,
        legal_at=reception.legal_at,
        sheets=reception.sheets,
        zone=institutions.zone(work),
        annulled=reception.state == ReceptionState.ANNULLED,
    )


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a signed receipt says to the institution that sent the document."""

    office_id: UUID
    institution: str
    by: str
    sender: str
    document: str
    subject: str
    sha256: str
    entry: str
    arrived_at: datetime
    acknowledged_at: datetime


def acknowledged(work: Work, reception_id: UUID) -> Acknowledged | None:
    """None once the receipt was sent."""
    reception = rights.reception(work, reception_id)
    if reception.receipt or reception.acknowledged_at is None:
        return None
    return Acknowledged(
        office_id=reception.office_id,
        institution=institutions.institution(work).name,
        by=reception.acknowledged_by or "",
        sender=reception.snapshot["sender"],
        document=reception.snapshot["folio"],
        subject=reception.snapshot["subject"],
        sha256=reception.snapshot["blob"] or "",
        entry=reception.entry or "",
        arrived_at=reception.arrived_at,
        acknowledged_at=reception.acknowledged_at,
    )


def ask_receipt(work: Work, reception_id: UUID) -> None:
    """Have the signed receipt made again: its office may have had no seal when it acknowledged."""
    reception = rights.reception(work, reception_id)
    if reception.acknowledged_at is None:
        raise NotAcknowledged(
            "Todavía no se acusa recibo: hágalo antes de pedir el comprobante firmado.", reception_id=reception.id
        )
    work.enqueue(SignReceipt(reception.id))


def send_receipt(work: Work, reception_id: UUID, blob: Blob) -> None:
    """Keep the signed receipt, and hand it over to whoever sent the document."""
    reception = rights.reception(work, reception_id, lock=True)
    if reception.receipt or reception.sender_id is None:
        return
    reception.receipt = blob.name
    documents.hold(work, blob.name, reception.id)
    if reception.closed_at:
        again(work, reception.id)
    told = {"delivery_id": str(reception.delivery_id), "blob": blob.name, "size": blob.size}
    exchange = exchanges.hand_over(work, reception.sender_id, ExchangeKind.RECEIPT, told)
    audit.record(work, "communication.receipt-signed", reception.id, sha256=blob.name, hash=exchange.hash)
