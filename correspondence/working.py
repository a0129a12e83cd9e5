"""What every act upon an entry shares: its line in the trail, whose turn it is, and its end."""

from uuid import UUID

from sqlalchemy import select

import institutions.service as institutions
import search.service as search
from correspondence.errors import AlreadyClosed, AlreadyReturned, NotAcknowledged, NoteTooShort, Withdrawn
from correspondence.models import Purpose, Reception, ReceptionState, Referral, ReferralState, Step
from documents.retention.keepable import RECEPTION
from documents.retention.remembering import remember
from kernel.pages import a_few
from kernel.permissions import Permission
from kernel.work import Work

PENDING = (ReferralState.PENDING, ReferralState.TAKEN)
SHORTEST, LONGEST = 3, 255


def step(  # noqa: PLR0913 -- a line of the trail has all of these
    work: Work,
    reception: Reception,
    what: str,
    *,
    to: str | None = None,
    note: str | None = None,
    referral_id: UUID | None = None,
    behalf: str | None = None,
) -> None:
    """Write a line of the trail: who did it, and for which chief when it is said or plain."""
    search.enqueue_index(work, "reception", reception.id)  # whatever is worth a line is worth finding
    work.add(
        Step(
            institution_id=work.institution_id,
            reception_id=reception.id,
            at=work.now,
            what=what,
            by=work.actor.name,
            behalf=behalf or institutions.evident(work, Permission.ATTEND).says or None,
            to=to,
            note=note,
            referral_id=referral_id,
        )
    )


def refuse_short(note: str) -> str:
    """What a reason must be: a few words, so that whoever reads it later understands."""
    told = note.strip()
    if not SHORTEST <= len(told) <= LONGEST:
        raise NoteTooShort(
            f"El motivo es muy corto o muy largo: explíquelo en {SHORTEST} a {LONGEST} caracteres.", length=len(told)
        )
    return told


def refuse_ended(reception: Reception) -> None:
    """Only what is here, was acknowledged and is not ended can be attended to."""
    if reception.state == ReceptionState.RETURNED:
        raise AlreadyReturned("Esta comunicación fue devuelta: ya no se tramita aquí.", reception_id=reception.id)
    if reception.state in (ReceptionState.WITHDRAWN, ReceptionState.ANNULLED):
        raise Withdrawn("Este ingreso fue retirado o anulado: ya no se tramita.", reception_id=reception.id)
    if reception.state == ReceptionState.ARRIVED:
        raise NotAcknowledged(
            "Todavía no se acusa recibo de esta comunicación: hágalo antes de seguir.", reception_id=reception.id
        )
    if reception.closed_at:
        raise AlreadyClosed("Este ingreso ya se dio por terminado: reábralo si hace falta.", reception_id=reception.id)


def pending(work: Work, reception_id: UUID) -> list[Referral]:
    """The referrals that still wait for somebody, oldest first."""
    query = select(Referral).where(
        Referral.institution_id == work.institution_id,
        Referral.reception_id == reception_id,
        Referral.purpose == Purpose.ACTION,
        Referral.state.in_(PENDING),
    )
    return a_few(work, query)


def pass_turn(work: Work, reception: Reception) -> None:
    """Whose turn it is from now on, and by when: those who hold it, or the office while nobody does."""
    work.session.flush()
    waiting = pending(work, reception.id)
    holders = ", ".join(dict.fromkeys(each.holder for each in waiting))
    turn = holders or institutions.office(work, reception.office_id).name
    if turn != reception.turn:
        reception.turn, reception.turn_since = turn[:300], work.now
    if dues := [each.due_at for each in waiting if each.due_at]:
        reception.due_at = min(dues)


def finish(work: Work, reception: Reception, way: str, reason: str) -> None:
    """End the entry and whatever of it is pending."""
    for each in pending(work, reception.id):
        end_referral(work, each, way, reason)
    reception.closed_at, reception.closed_way, reception.closed_reason = work.now, way, reason
    reception.turn, reception.turn_since = "", work.now
    remember(work, RECEPTION, reception.id)


def end_referral(work: Work, referral: Referral, way: str, reason: str) -> None:
    referral.state, referral.ended_at = ReferralState.ENDED, work.now
    referral.way, referral.reason = way, reason
