"""A document of one's own that answers an entry: linked while it is drafted, and an answer once it leaves."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import documents.service as documents
import search.service as search
from correspondence import reminding, rights, working
from correspondence.errors import AlreadyAnswered
from correspondence.models import Answer, Reception, Referral
from kernel.pages import a_few
from kernel.work import Work


def answer(work: Work, reception_id: UUID, *, document_id: UUID, definitive: bool = True) -> Answer:
    """Say that this document answers the entry, in part or for good. It does so when it is dispatched."""
    reception = rights.reception(work, reception_id, lock=True)
    working.refuse_ended(reception)
    document = documents.get(work, document_id)
    held = next((each for each in working.pending(work, reception.id) if rights.holds(work, each)), None)
    if work.find(Answer, reception_id=reception.id, document_id=document.id):
        raise AlreadyAnswered(
            "Ese documento ya figura como respuesta de este ingreso: no hace falta indicarlo de nuevo.",
            document_id=document_id,
        )
    answered = Answer(
        institution_id=work.institution_id,
        reception_id=reception.id,
        document_id=document.id,
        referral_id=held.id if held else None,
        definitive=definitive,
        at=work.now,
    )
    work.add(answered)
    behalf = (document.behalf or {}).get("says")
    working.step(
        work, reception, "answer-drafted", note=document.subject, referral_id=answered.referral_id, behalf=behalf
    )
    audit.record(work, "communication.answered", reception.id, document=str(document.id), definitive=definitive)
    if document.dispatched_at:
        _settle(work, answered, behalf)
    return answered


def antecedent(work: Work, reception_id: UUID) -> str:
    """How the answer names what it answers, for its ANT.: told to whoever may read it."""
    reception = rights.readable_reception(work, reception_id)
    dated = f", de {reception.dated:%d-%m-%Y}" if reception.dated else ""
    number = f" {reception.number}" if reception.number else ""
    said = (
        number if reception.number.casefold().startswith(reception.kind.casefold()[:3]) else f"{reception.kind}{number}"
    )
    return f"{said.strip()}{dated}, de {reception.sender} (ingreso N° {reception.entry or 'pendiente'})."


def open_to_answer(work: Work, reception_id: UUID) -> Reception:
    """The entry, if it can be answered now; otherwise a refusal that says what has to be done first."""
    reception = rights.reception(work, reception_id)
    working.refuse_ended(reception)
    return reception


def dispatched(work: Work, document_id: UUID, behalf: str | None) -> None:
    """The document leaves: what it answers is answered, and ends if it answers for good."""
    query = select(Answer).where(
        Answer.institution_id == work.institution_id,
        Answer.document_id == document_id,
        Answer.dispatched_at.is_(None),
    )
    for answered in work.session.scalars(query):
        _settle(work, answered, behalf)


def _settle(work: Work, answered: Answer, behalf: str | None) -> None:
    answered.dispatched_at = work.now
    reception = work.find(Reception, lock=True, id=answered.reception_id)
    if reception is None:
        return
    if answered.definitive:
        reminding.tell_answered(work, reception, answered)
    if reception.closed_at:
        return
    what = "answered" if answered.definitive else "answered-in-part"
    working.step(work, reception, what, referral_id=answered.referral_id, behalf=behalf)
    audit.record(work, f"communication.{what}", reception.id, document=str(answered.document_id))
    if not answered.definitive:
        return
    told = "Respondido por documento despachado."
    referral = work.find(Referral, lock=True, id=answered.referral_id) if answered.referral_id else None
    if referral and referral.state in working.PENDING:
        working.end_referral(work, referral, "answered", told)
        working.pass_turn(work, reception)
    if not working.pending(work, reception.id):
        working.finish(work, reception, "answered", told)


def answers(work: Work, reception_id: UUID) -> Sequence[Answer]:
    query = select(Answer).where(Answer.institution_id == work.institution_id, Answer.reception_id == reception_id)
    return work.session.scalars(query.order_by(Answer.at)).all()


def answered_by(work: Work, document_id: UUID) -> Sequence[Reception]:
    """The entries that a document answers, of those that the actor may read."""
    answered = select(Answer.reception_id).where(
        Answer.institution_id == work.institution_id, Answer.document_id == document_id
    )
    query = select(Reception).where(
        Reception.institution_id == work.institution_id,
        Reception.id.in_(answered),
        search.readable(work, Reception.id),
    )
    return a_few(work, query)
