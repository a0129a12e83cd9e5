"""A petition that another organ must see is sent there at once, and its presenter told (Ley 19.880, art. 14)."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
from correspondence import rights, working
from correspondence.errors import AlreadyTold, BadLine, NotRemitted
from correspondence.jobs import DeliverCopy
from correspondence.models import Delivery, Reception, Step
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
        "access_until": reception.access_until and reception.access_until.isoformat(),
        "access_warning": reception.access_warning,
        "sensitive": reception.sensitive,
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


def remitted(work: Work, reception_id: UUID) -> tuple[Reception, Step]:
    """What was remitted, whose words the actor may read, and the act by which it was."""
    reception = rights.readable_reception(work, reception_id)
    mine = (Step.institution_id == work.institution_id, Step.reception_id == reception.id, Step.what == "remitted")
    step = work.session.scalars(select(Step).where(*mine).order_by(Step.at.desc(), Step.id.desc()).limit(1)).first()
    if step is None:
        raise NotRemitted(
            "Esta presentación no se ha remitido a otro órgano: remítala antes de comunicarlo.",
            reception_id=reception.id,
        )
    return reception, step


def tell(work: Work, reception_id: UUID, *, document_id: UUID) -> Reception:
    """Say that this document tells its presenter where the petition went. One letter; another if that was dropped."""
    remitted(work, reception_id)
    reception = rights.reception(work, reception_id, lock=True)
    document = documents.get(work, document_id)
    if letter_of(work, reception) not in LACKING:
        raise AlreadyTold(
            "Ya hay una carta que lo comunica: ábrala desde el ingreso y siga con ella.", reception_id=reception.id
        )
    reception.letter_id = document.id
    behalf = (document.behalf or {}).get("says")
    working.step(work, reception, "letter-drafted", note=document.subject, behalf=behalf)
    audit.record(work, "petition.letter-drafted", reception.id, document=str(document.id))
    return reception


class Letter(StrEnum):
    """How far the letter that tells the person has come."""

    NONE = "none"
    DROPPED = "dropped"
    DRAFTED = "drafted"
    IN_SIGNATURE = "in-signature"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SENT = "sent"


LACKING = (Letter.NONE, Letter.DROPPED)


def letter_of(work: Work, reception: Reception) -> Letter:
    """The state of the letter, as the document stands now: the reception says no more than whether there is one."""
    if reception.letter_id is None:
        return Letter.NONE
    document = work.session.get_one(documents.Document, (work.institution_id, reception.letter_id))
    states = documents.states_of(document, documents.entry_of(work, document))
    if states.drafting == "discarded" or states.numbering == "annulled":
        return Letter.DROPPED
    if states.dispatch == "dispatched":
        return Letter.SENT
    if states.numbering == "numbered":
        return Letter.NUMBERED
    return {"signed": Letter.SIGNED, "requested": Letter.IN_SIGNATURE}.get(states.signing, Letter.DRAFTED)


def letter_left(work: Work, document_id: UUID, behalf: str | None) -> None:
    """The letter leaves: the trail of the petition says so."""
    mine = (Reception.institution_id == work.institution_id, Reception.letter_id == document_id)
    for reception in work.session.scalars(select(Reception).where(*mine)):
        working.step(work, reception, "letter-sent", to=reception.sender, behalf=behalf)
        audit.record(work, "petition.letter-sent", reception.id, document=str(document_id))
