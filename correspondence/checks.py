"""What `oficina verify --all` asks: does what was exchanged and kept still say what it said?"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from correspondence import exchange
from correspondence.models import Delivery, Evidence, Exchange, Reception
from kernel.canonical import fingerprint
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Fault:
    """What is no longer as it was: of which row, and what is wrong with it."""

    table: str
    id: UUID
    what: str


def altered(work: Work) -> Iterator[Fault]:
    """Everything that no longer agrees with what was handed over, and gaps in the book."""
    for exchange_id in exchange.altered(work):
        yield Fault("exchange", exchange_id, "what was exchanged was changed")
    for fault in audit.compare(work, *exchange.checkpoints(work)):
        yield Fault(
            "exchange", work.institution_id, f"its checkpoint contradicts the log at {fault.index}: {fault.what}"
        )
    yield from _snapshots(work)
    yield from _gaps(work)


def _snapshots(work: Work) -> Iterator[Fault]:
    rows = (
        select(Reception, Exchange.hash)
        .join(Exchange, Exchange.id == Reception.exchange_id, isouter=True)
        .where(Reception.institution_id == work.institution_id, Reception.exchange_id.is_not(None))
    )
    for reception, handed_over in work.session.execute(rows.execution_options(yield_per=500)):
        if handed_over is None:
            yield Fault("receptions", reception.id, "what it came with is missing from the exchange")
        elif fingerprint(reception.snapshot) != handed_over:
            yield Fault("receptions", reception.id, "the snapshot is not what arrived")
        elif reception.blob != reception.snapshot["blob"]:
            yield Fault("receptions", reception.id, "the content is not what arrived")


def _gaps(work: Work) -> Iterator[Fault]:
    """Numbers of the book that nobody has."""
    rows = select(Reception.office_id, Reception.year, Reception.entry_number, Reception.id).where(
        Reception.institution_id == work.institution_id, Reception.entry_number.is_not(None)
    )
    last: tuple[UUID, int | None, int | None] | None = None
    ordered = rows.order_by(Reception.office_id, Reception.year, Reception.entry_number)
    for office_id, year, number, reception_id in work.session.execute(ordered):
        if last and last[:2] == (office_id, year) and number != (last[2] or 0) + 1:
            yield Fault("receptions", reception_id, f"the entries before N° {number}/{year} are missing")
        last = (office_id, year, number)


def blobs_named(work: Work) -> Iterator[str]:
    """Every content that the rows of correspondence count on."""
    columns = (
        (Reception.blob, Reception.institution_id),
        (Reception.receipt, Reception.institution_id),
        (Delivery.receipt, Delivery.institution_id),
        (Evidence.blob, Evidence.institution_id),
    )
    for column, owner in columns:
        named = select(column).where(owner == work.institution_id, column.is_not(None))
        yield from (name for name in work.session.scalars(named) if name)
    snapshots = select(Reception.snapshot).where(Reception.institution_id == work.institution_id)
    for snapshot in work.session.scalars(snapshots.execution_options(yield_per=500)):
        yield from (each["blob"] for each in snapshot.get("attachments", []))
