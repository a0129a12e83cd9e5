"""The retention schedule of an institution (tabla de plazos): what is in force, what was, and who changed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

import audit.service as audit
from documents.retention.errors import ReasonMissing, RuleNotFound, RuleWrong, ScheduleChanged
from documents.retention.jobs import RetainContents
from documents.retention.models import Disposal, RetentionRule, Scope
from kernel.permissions import Permission
from kernel.work import Work

SHORTEST_REASON = 5
LONGEST = 100
"""Years that a rule may say. What is to last for longer is kept for good."""
LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an institution decides of a series, of a kind of document, or of the rest."""

    scope: Scope
    name: str
    years: int
    disposal: Disposal
    basis: str
    reason: str


Key = tuple[str, str]


def schedule(work: Work) -> dict[Key, RetentionRule]:
    """The rules in force, each by what it is for."""
    return {key: rule for key, rule in _newest(work).items() if rule.in_force}


def history(work: Work, *, before: int | None = None, limit: int | None = None) -> Sequence[RetentionRule]:
    """Every change there was, the newest first; or some of them, before one that is known."""
    query = select(RetentionRule).where(RetentionRule.institution_id == work.institution_id)
    if before is not None:
        query = query.where(RetentionRule.number < before)
    return work.session.scalars(query.order_by(RetentionRule.number.desc()).limit(limit)).all()


def rule_of(work: Work, scope: str | None, name: str | None, revision: int | None) -> RetentionRule | None:
    """The very rule by which something was worked out."""
    if scope is None or name is None or revision is None:
        return None
    return work.find(RetentionRule, scope=scope, name=name, revision=revision)


def number(work: Work) -> int:
    """How often the schedule was changed: what was worked out by an earlier one is worked out again."""
    mine = RetentionRule.institution_id == work.institution_id
    return work.session.scalar(select(func.max(RetentionRule.number)).where(mine)) or 0


def rule_for(rules: Mapping[Key, RetentionRule], *, series: str, kind: str) -> RetentionRule | None:
    """The narrowest that is for it."""
    keys: tuple[Key, ...] = ((Scope.SERIES, series), (Scope.KIND, kind), (Scope.REST, ""))
    return next((rules[key] for key in keys if key in rules), None)


def ends(rule: RetentionRule, since: date) -> date | None:
    """The first day on which it need not be kept any more; none, when it is kept for good."""
    if rule.disposal == Disposal.PERMANENT:
        return None
    return years_after(since, rule.years)


def years_after(day: date, years: int) -> date:
    leaps = (day.month, day.day) == LEAP_DAY
    return (
        date(day.year + years, 3, 1) if leaps and not _is_leap(day.year + years) else day.replace(year=day.year + years)
    )


def rule(work: Work, ruling: Ruling) -> RetentionRule:
    """Put a rule in force in the place of what there was. What was asked of the store by another is never shortened."""
    work.actor.require(Permission.RETAIN)
    _check(ruling)
    return _write(work, ruling, in_force=True)


def repeal(work: Work, scope: Scope, name: str, reason: str) -> RetentionRule:
    """Leave a series or a kind without a rule of its own."""
    work.actor.require(Permission.RETAIN)
    before = schedule(work).get((scope, name))
    if before is None:
        raise RuleNotFound("Esa regla no está en vigor: elija una de la tabla.", name=name)
    told = Ruling(scope, name, before.years, Disposal(before.disposal), before.basis, reason)
    _check(told)
    return _write(work, told, in_force=False)


def _newest(work: Work) -> dict[Key, RetentionRule]:
    return {(each.scope, each.name): each for each in reversed(history(work))}


def _check(ruling: Ruling) -> None:
    if bool(ruling.name) == (ruling.scope == Scope.REST):
        raise RuleWrong("Falta a qué se aplica la regla: indique la serie o el tipo de documento.", field="name")
    if not 1 <= ruling.years <= LONGEST:
        raise RuleWrong(f"Ese plazo no se admite: indique entre 1 y {LONGEST} años.", field="years")
    if len(ruling.basis.strip()) < SHORTEST_REASON:
        raise RuleWrong("Cite la ley, o el acto que aprobó la tabla: sin él la regla no se sostiene.", field="basis")
    if len(ruling.reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing("Escriba por qué se cambia la tabla: queda en su historia.", field="reason")


def _write(work: Work, ruling: Ruling, *, in_force: bool) -> RetentionRule:
    before = _newest(work).get((ruling.scope, ruling.name))
    made = RetentionRule(
        institution_id=work.institution_id,
        scope=ruling.scope,
        name=ruling.name,
        revision=before.revision + 1 if before else 1,
        number=number(work) + 1,
        in_force=in_force,
        years=ruling.years,
        disposal=ruling.disposal,
        basis=ruling.basis.strip(),
        reason=ruling.reason.strip(),
        at=work.now,
        by=work.actor.name,
        by_id=work.actor.person_id,
    )
    if not work.add_unless_there(made):
        raise ScheduleChanged("Otra persona cambió la tabla hace un momento: vuelva a mirarla antes de cambiarla.")
    audit.record(
        work,
        "retention.rule-set" if in_force else "retention.rule-ended",
        work.institution_id,
        people={"reason": made.reason},
        scope=made.scope,
        name=made.name,
        revision=made.revision,
        years=made.years,
        disposal=made.disposal,
        basis=made.basis,
    )
    work.enqueue(RetainContents(work.institution_id))
    return made


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
