"""What people send and are shown of how long things are kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from documents.forms import an_example
from documents.retention.holds import Order
from documents.retention.keepable import Keepable, KeptKind
from documents.retention.models import Disposal, HoldCause, LegalHold, Retained, RetentionRule, Scope
from documents.retention.schedule import LONGEST, SHORTEST_REASON, Ruling

Told = Annotated[str, Field(min_length=SHORTEST_REASON, max_length=300)]
Name = Annotated[str, Field(max_length=80, description="La serie o el tipo de documento; nada, para el resto")]
OF_A_COURT = {"act": "Oficio 33/2026 del 2° Juzgado Civil de Ancud", "reason": "Causa por cobro de pesos"}


class RuleForm(BaseModel):
    model_config = an_example(
        scope="kind",
        name="oficio-ordinario",
        years=5,
        disposal="transfer",
        basis="Res. Ex. 12/2026",
        reason="Primera tabla de plazos",
    )

    scope: Scope
    name: Name
    years: int = Field(ge=1, le=LONGEST)
    disposal: Disposal
    basis: Told
    reason: Told

    def ruling(self) -> Ruling:
        return Ruling(self.scope, self.name, self.years, self.disposal, self.basis, self.reason)


class RepealForm(BaseModel):
    model_config = an_example(scope="kind", name="oficio-ordinario", reason="Se rige por la regla de todo lo demás")

    scope: Scope
    name: Name
    reason: Told


class OrderForm(BaseModel):
    """What ends a hold."""

    model_config = an_example(act="Resolución del 2° Juzgado Civil de Ancud", reason="La sentencia quedó firme")

    act: Told
    reason: Told

    def order(self) -> Order:
        return Order(self.act, self.reason)


class CauseForm(OrderForm):
    """What begins one."""

    model_config = an_example(cause="litigation", **OF_A_COURT)

    cause: HoldCause = HoldCause.OTHER

    def order(self) -> Order:
        return Order(self.act, self.reason, self.cause)


class HoldForm(CauseForm):
    model_config = an_example(
        kind="document", id="0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10", cause="litigation", **OF_A_COURT
    )

    kind: KeptKind
    id: UUID


class RuleView(BaseModel):
    """A line of the schedule. `number` is of the whole of it: each change has the next."""

    scope: Scope
    name: str
    revision: int
    number: int
    in_force: bool
    years: int = Field(description="They say nothing where `disposal` is `permanent`.")
    disposal: Disposal
    basis: str
    reason: str
    at: datetime
    by: str

    @classmethod
    def of(cls, rule: RetentionRule) -> Self:
        return cls.model_validate(rule, from_attributes=True)


class ChangesView(BaseModel):
    """Some of what the schedule was, and before which of its numbers the rest is: null when there is no more."""

    items: list[RuleView]
    next: int | None


class HoldView(BaseModel):
    """What may not be touched, by what act and why; `title` is null where one may not read the thing."""

    id: UUID
    kind: KeptKind
    subject_id: UUID
    title: str | None
    cause: HoldCause
    act: str
    reason: str
    put_at: datetime
    put_by: str
    lifted_at: datetime | None
    lifted_by: str | None
    lift_act: str | None
    lift_reason: str | None

    @classmethod
    def of(cls, hold: LegalHold, titles: Mapping[UUID, str]) -> Self:
        told = {name: getattr(hold, name) for name in cls.model_fields.keys() - {"title"}}
        return cls(title=titles.get(hold.subject_id), **told)


class TermView(BaseModel):
    """Until when a thing is kept. Without `scope`, no rule is for it; without `since`, its term has not begun."""

    kind: KeptKind
    subject_id: UUID
    scope: Scope | None
    name: str | None
    revision: int | None
    since: date | None
    until: date | None = Field(description="The first day on which its term is over.")
    for_good: bool
    held: bool = Field(description="Something holds it, whatever its term says.")
    asked_until: datetime | None = Field(description="Until when the store was asked not to let it be deleted.")
    trouble: str | None = Field(description="Why the store did not take it.")

    @classmethod
    def told(cls, row: Retained, *, held: bool) -> dict[str, object]:
        named = cls.model_fields.keys() - {"for_good", "held", "title", "series", "rule", "holds"}
        for_good = row.scope is not None and row.since is not None and row.until is None
        return {name: getattr(row, name) for name in named} | {"for_good": for_good, "held": held}


class LineView(TermView):
    """The same in a list; `title` is null where one may not read the thing."""

    title: str | None

    @classmethod
    def of(cls, row: Retained, titles: Mapping[UUID, str], *, held: bool) -> Self:
        return cls.model_validate(cls.told(row, held=held) | {"title": titles.get(row.subject_id)})


class ThingView(TermView):
    """One thing: by which rule it is kept, and all that holds it or held it."""

    series: str
    rule: RuleView | None
    holds: list[HoldView]

    @classmethod
    def of(cls, row: Retained, thing: Keepable, rule: RetentionRule | None, holds: list[HoldView]) -> Self:
        told = {"series": thing.series, "rule": rule and RuleView.of(rule), "holds": holds}
        held = any(each.lifted_at is None for each in holds)
        return cls.model_validate(cls.told(row, held=held) | told)
