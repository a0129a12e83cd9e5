"""What the actor may do with an entry as it stands now: so that nobody is offered what would be refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from correspondence import rights, working
from correspondence.models import Purpose, Reception, ReceptionState, Referral, ReferralState, Source
from kernel.permissions import Permission
from kernel.work import Work

HERE = (ReceptionState.ACKNOWLEDGED, ReceptionState.REGISTERED)


@dataclass(frozen=True, slots=True)
class Possible:
    """Each act, or the referral on which it is done."""

    acknowledge: bool
    return_: bool
    remit: bool
    refer: bool
    reassign: Referral | None
    take: Referral | None
    hand_back: Referral | None
    answer: bool
    end: Referral | None
    close: bool
    reopen: bool
    file: bool


def possible(work: Work, reception: Reception, referrals: Iterable[Referral], *, readable: bool) -> Possible:
    """As the use cases themselves decide it, from rows that were read already."""
    may = work.actor.may
    waiting = [each for each in referrals if each.purpose == Purpose.ACTION and each.state in working.PENDING]
    held = next((each for each in waiting if rights.holds(work, each)), None)
    ours = work.actor.sees_everything or reception.office_id in work.actor.offices
    at_the_door = reception.source == Source.EXCHANGE and reception.state == ReceptionState.ARRIVED
    going_on = reception.state in HERE and reception.closed_at is None
    attends = may(Permission.ATTEND) and going_on
    mine = held if attends else None
    all_mine = bool(waiting) and all(rights.holds(work, each) for each in waiting)
    return Possible(
        acknowledge=at_the_door and may(Permission.ACKNOWLEDGE),
        return_=at_the_door and may(Permission.ACKNOWLEDGE) and not reception.petition,
        remit=going_on and reception.petition and may(Permission.ACKNOWLEDGE),
        refer=attends and (ours or held is not None),
        reassign=(held or next(iter(waiting), None)) if attends and ours else mine,
        take=mine if mine and mine.state == ReferralState.PENDING else None,
        hand_back=mine,
        answer=going_on and readable and may(Permission.DRAFT) and (ours or held is not None),
        end=mine if mine and not all_mine else None,
        close=attends and (ours or all_mine) and (mine is None or all_mine),
        reopen=reception.closed_at is not None and may(Permission.REFER) and ours and reception.state in HERE,
        file=readable and may(Permission.FILE),
    )
