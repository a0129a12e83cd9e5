"""Somebody leaves the institution: what they had pending goes on to another, or back to where it came from.

Whoever administers the institution does it, and reads nothing of what passes through their hands.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

import audit.service as audit
import institutions.service as institutions
import search.service as search
from correspondence import working
from correspondence.models import Reception, Referral, ReferralState
from kernel.work import Work

REASON = "Quien lo tenía dejó la institución"


def held_by(work: Work, person_id: UUID) -> int:
    """How many referrals wait for this very person."""
    asked = select(func.count()).select_from(Referral).where(*_theirs(work, person_id))
    return work.session.scalar(asked) or 0


def taken_by(work: Work, person_id: UUID) -> int:
    """How many of their units' referrals they said that they attend to."""
    asked = select(func.count()).select_from(Referral).where(*_taken(work, person_id))
    return work.session.scalar(asked) or 0


def hand_over(work: Work, person_id: UUID, heir_id: UUID | None) -> int:
    """Their referrals become the heir's, with deadline and instruction. Without an heir, the office has them again."""
    heir = institutions.colleague(work, heir_id) if heir_id else None
    moved = list(work.session.scalars(select(Referral).where(*_theirs(work, person_id)).order_by(Referral.id)))
    for each in moved:
        reception = work.find(Reception, lock=True, id=each.reception_id)
        if reception is None:
            continue
        each.state, each.ended_at, each.reason = ReferralState.REASSIGNED, work.now, REASON
        if heir:
            new = _for(work, each, heir.id, heir.name)
            work.add(new)
            search.add_marks(work, reception.id, {new.mark})
        to = heir.name if heir else institutions.office(work, reception.office_id).name
        working.step(work, reception, "reassigned", to=to, note=REASON, referral_id=each.id)
        audit.record(work, "referral.reassigned", each.id, left=str(person_id))
        working.pass_turn(work, reception)
    return len(moved)


def let_go(work: Work, person_id: UUID) -> int:
    """What they attended to for their unit waits for the unit again."""
    taken = list(work.session.scalars(select(Referral).where(*_taken(work, person_id)).order_by(Referral.id)))
    for each in taken:
        each.state, each.taken_at, each.taken_by = ReferralState.PENDING, None, None
        audit.record(work, "referral.let-go", each.id, left=str(person_id))
    return len(taken)


def _for(work: Work, old: Referral, person_id: UUID, name: str) -> Referral:
    return Referral(
        institution_id=work.institution_id,
        reception_id=old.reception_id,
        parent_id=old.parent_id,
        unit_id=None,
        person_id=person_id,
        holder=name,
        mark=f"person:{person_id}",
        purpose=old.purpose,
        instruction=old.instruction,
        term=old.term,
        due_at=old.due_at,
        referred_at=work.now,
        referred_by=work.actor.name,
        state=ReferralState.PENDING,
    )


def _theirs(work: Work, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    mine = Referral.institution_id == work.institution_id
    return mine, Referral.person_id == person_id, Referral.state.in_(working.PENDING)


def _taken(work: Work, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """By name, as the trail says it; whoever else is called the same takes it again."""
    name = institutions.person(work, person_id).name
    mine = Referral.institution_id == work.institution_id
    return mine, Referral.person_id.is_(None), Referral.state == ReferralState.TAKEN, Referral.taken_by == name
