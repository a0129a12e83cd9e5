"""How the oficina de partes goes, in numbers of the rows that the reader may count. Nobody is named."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from correspondence import rights
from correspondence.book import Range
from correspondence.models import Communication, Reception, ReceptionState
from kernel.work import Work

ELECTRONIC = ("exchange", "e-mail")
HERE = (ReceptionState.ARRIVED, ReceptionState.ACKNOWLEDGED, ReceptionState.REGISTERED)


@dataclass(frozen=True, slots=True)
class Load:
    """What waits for one turn: how many entries, how many of them late, and since when the oldest."""

    turn: str
    pending: int
    late: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    came: int
    went: int
    electronic: int
    pending: int
    late: int
    days: Sequence[tuple[date, int, int]]
    """Of each day: what came in and what went out."""
    media: Sequence[tuple[str, int]]
    loads: Sequence[Load]

    @property
    def electronic_share(self) -> int | None:
        """Of a hundred that came in, how many came without paper. Nothing came: there is no share."""
        return round(100 * self.electronic / self.came) if self.came else None


def figures(work: Work, from_: date, until: date) -> Figures:
    """The numbers of these days, and what waits now: four statements, whatever there is."""
    within = Range.of(work, from_, until)
    mine = (Reception.institution_id == work.institution_id, rights.listed(work))
    came = work.session.execute(
        select(Reception.arrived_at, Reception.medium).where(
            *mine, Reception.arrived_at >= within.begins, Reception.arrived_at < within.ends
        )
    ).all()
    went = work.session.scalars(
        select(Communication.sent_at).where(
            Communication.institution_id == work.institution_id,
            rights.listed_sent(work),
            Communication.sent_at >= within.begins,
            Communication.sent_at < within.ends,
        )
    ).all()
    loads = _loads(work)
    media = Counter(medium for _, medium in came)
    return Figures(
        came=len(came),
        went=len(went),
        electronic=sum(media[each] for each in ELECTRONIC),
        pending=sum(each.pending for each in loads),
        late=sum(each.late for each in loads),
        days=_days(from_, until, within.zone, [at for at, _ in came], went),
        media=media.most_common(),
        loads=loads,
    )


def _loads(work: Work) -> list[Load]:
    """What waits, by whose turn it is: the fullest first."""
    late = func.sum(case((Reception.due_at < work.now, 1), else_=0))
    query = (
        select(Reception.turn, func.count(), late, func.min(Reception.turn_since))
        .where(
            Reception.institution_id == work.institution_id,
            rights.listed(work),
            Reception.state.in_(HERE),
            Reception.closed_at.is_(None),
        )
        .group_by(Reception.turn)
        .order_by(func.count().desc(), Reception.turn)
    )
    return [Load(turn, pending, late or 0, oldest) for turn, pending, late, oldest in work.session.execute(query)]


def _days(
    from_: date, until: date, zone: ZoneInfo, came: Sequence[datetime], went: Sequence[datetime]
) -> list[tuple[date, int, int]]:
    arrived, sent = (Counter(at.astimezone(zone).date() for at in each) for each in (came, went))
    every = (from_ + timedelta(days=each) for each in range((until - from_).days + 1))
    return [(day, arrived[day], sent[day]) for day in every]
