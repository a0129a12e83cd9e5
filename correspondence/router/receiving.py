from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

import correspondence.service as service
import search.service as search
from correspondence.models import Reception
from correspondence.schemas.asking import ReasonForm
from correspondence.schemas.entering import CorrectionForm, EntryForm, RemitForm, ReturnForm
from correspondence.schemas.receiving import EntryView, ReceiptView, ReceptionView, TrailView
from correspondence.schemas.sending import DeliveryView
from correspondence.trays import TRAYS
from kernel.database import Desk
from kernel.http import AtDesk, DoOnce, permits
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter()
READS = [permits(Permission.READ)]
REGISTERS = [permits(Permission.REGISTER)]
ACKNOWLEDGES = [permits(Permission.ACKNOWLEDGE)]


@router.get("/receptions", dependencies=READS)
def tray(
    desk: AtDesk,
    after: After = None,
    limit: Limit = 50,
    tray: Annotated[str, Query(description=", ".join(TRAYS))] = "all",
) -> Page[ReceptionView]:
    """What arrived, newest first, as it lies in a tray."""
    with desk.reading() as work:
        page = paged(work, service.tray(work, tray), Reception.id, after, limit, newest_first=True)
        return page.map(lambda row: ReceptionView.of(row[0], work.now, readable=row[1]))


@router.get("/receptions/counts", dependencies=READS)
def counts(desk: AtDesk) -> dict[str, int]:
    """How many lie in each tray."""
    with desk.reading() as work:
        return service.counts(work)


@router.get("/receptions/look-alikes", dependencies=READS)
def look_alikes(desk: AtDesk, sender: str, number: str = "", dated: date | None = None) -> list[ReceptionView]:
    """Entries with the same sender, number and date: perhaps this one is already in the book."""
    with desk.reading() as work:
        found = service.look_alikes(work, sender=sender, number=number, dated=dated)
        readable = search.may_read_which(work, [each.id for each in found])
        return [ReceptionView.of(each, work.now, readable=each.id in readable) for each in found]


@router.post("/receptions", status_code=201, response_model=ReceptionView, dependencies=REGISTERS)
def register_entry(form: EntryForm, once: DoOnce) -> Response:
    """Enter by hand what came from outside, with the next number of the book."""
    return once.act(lambda work: ReceptionView.of(service.register_entry(work, form.entry()), work.now))


@router.get("/receptions/{reception_id}", dependencies=READS)
def show(reception_id: UUID, desk: AtDesk) -> EntryView:
    """Everything that is known of an entry."""
    _note_reading(desk, reception_id)
    with desk.reading() as work:
        reception = service.get_reception(work, reception_id)
        return EntryView.of(
            reception,
            service.referrals(work, reception_id),
            service.corrections(work, reception_id),
            work.now,
            readable=search.may_read(work, reception_id),
        )


@router.get("/receptions/{reception_id}/trail", dependencies=READS)
def trail(reception_id: UUID, desk: AtDesk) -> TrailView:
    """The hoja de ruta: every step, whose turn it is, since when."""
    _note_reading(desk, reception_id)
    with desk.reading() as work:
        return TrailView.of(*service.trail(work, reception_id), readable=search.may_read(work, reception_id))


@router.get("/receptions/{reception_id}/receipt", dependencies=READS)
def receipt(reception_id: UUID, desk: AtDesk) -> ReceiptView:
    """The comprobante de ingreso."""
    with desk.reading() as work:
        return ReceiptView.model_validate(service.receipt(work, reception_id))


@router.post(
    "/receptions/{reception_id}/corrections", status_code=201, response_model=ReceptionView, dependencies=REGISTERS
)
def rectify(reception_id: UUID, form: CorrectionForm, once: DoOnce) -> Response:
    """Correct what an entry says; what it said is kept, and its number stays."""
    return once.act(
        lambda work: seen(work, service.rectify(work, reception_id, changes=form.changes.told(), reason=form.reason))
    )


@router.post(
    "/receptions/{reception_id}/annulment", status_code=201, response_model=ReceptionView, dependencies=REGISTERS
)
def annul(reception_id: UUID, form: ReasonForm, once: DoOnce) -> Response:
    """Annul an entry made by mistake; its number stays in the book."""
    return once.act(lambda work: seen(work, service.annul(work, reception_id, form.reason)))


@router.post(
    "/receptions/{reception_id}/acknowledgement",
    status_code=201,
    response_model=ReceptionView,
    dependencies=ACKNOWLEDGES,
)
def acknowledge(reception_id: UUID, once: DoOnce) -> Response:
    """Acknowledge what arrived, with legal effect."""
    return once.act(lambda work: seen(work, service.acknowledge(work, reception_id)))


@router.post(
    "/receptions/{reception_id}/return", status_code=201, response_model=ReceptionView, dependencies=ACKNOWLEDGES
)
def return_(reception_id: UUID, form: ReturnForm, once: DoOnce) -> Response:
    """Return it to whoever sent it, with a reason of the list and a few words."""
    return once.act(lambda work: seen(work, service.return_(work, reception_id, reason=form.reason, note=form.note)))


@router.post(
    "/receptions/{reception_id}/remission", status_code=201, response_model=DeliveryView, dependencies=ACKNOWLEDGES
)
def remit(reception_id: UUID, form: RemitForm, once: DoOnce) -> Response:
    """Remit a petition to whoever it concerns (Ley 19.880, art. 14)."""
    return once.act(
        lambda work: DeliveryView.model_validate(
            service.remit(work, reception_id, recipient_id=form.recipient_id, reason=form.reason)
        )
    )


def seen(work: Work, reception: Reception) -> ReceptionView:
    return ReceptionView.of(reception, work.now, readable=search.may_read(work, reception.id))


def _note_reading(desk: Desk, reception_id: UUID) -> None:
    """That somebody reads what is not for everybody is written down before it is told."""
    with desk.reading() as work:
        entry = service.get_reception(work, reception_id)
        reads = entry.guarded and search.may_read(work, entry.id)
    if reads:
        with desk.writing() as work:
            service.note_reading(work, reception_id)
