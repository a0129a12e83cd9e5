"""A petition that another organ must see is sent there at once, and its presenter told (Ley 19.880, art. 14)."""

from typing import Any
from uuid import UUID

import audit.service as audit
import institutions.service as institutions
from correspondence import rights, working
from correspondence.errors import BadLine
from correspondence.jobs import DeliverCopy
from correspondence.models import Delivery, Reception
from kernel.work import Work


def remit(work: Work, reception_id: UUID, *, recipient_id: UUID, reason: str) -> Delivery:
    """Send the petition to whoever it concerns, and end it here: nothing that a person presents is returned."""
    reception = rights.reception(work, reception_id, lock=True)
    working.refuse_ended(reception)
    if not reception.petition:
        raise BadLine("Solo lo que presentan las personas se remite así: esta comunicación se devuelve o se deriva.")
    if recipient_id == work.institution_id:
        raise BadLine("El órgano competente debe ser otra institución: para la suya, derive el ingreso.")
    name = institutions.names_of(work, [recipient_id])[recipient_id]
    delivery = Delivery(
        institution_id=work.institution_id,
        communication_id=None,
        reception_id=reception.id,
        recipient_id=recipient_id,
        recipient=name,
    )
    work.add(delivery)
    work.enqueue(DeliverCopy(delivery.id))
    working.step(work, reception, "remitted", to=name, note=reason)
    working.finish(work, reception, "remitted", reason)
    audit.record(work, "petition.remitted", reception.id, delivery=str(delivery.id), people={"reason": reason})
    return delivery


def petition_body(work: Work, delivery: Delivery) -> dict[str, Any]:
    """The petition as it was presented: who, when, what. Its first reception counts for whoever presented it."""
    reception = work.session.get_one(Reception, (work.institution_id, delivery.reception_id))
    return {
        "delivery_id": str(delivery.id),
        "sender": institutions.institution(work).name,
        "kind": reception.kind,
        "subject": reception.subject,
        "folio": reception.number,
        "dated": reception.dated.isoformat() if reception.dated else None,
        "sent_at": work.now.isoformat(),
        "blob": reception.blob,
        "size": reception.size,
        "attachments": [],
        "access_level": reception.access_level,
        "access_cause": reception.access_cause,
        "lines": [],
        "petition": {
            "presenter_kind": reception.sender_kind,
            "presenter": reception.sender,
            "rut": reception.sender_rut,
            "presented_at": reception.arrived_at.isoformat(),
            "entry": reception.entry,
            "sheets": reception.sheets,
        },
    }
