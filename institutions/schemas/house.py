"""How an institution is made inside, as it is told and shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from institutions.models import FactorPolicy, Person, Post
from institutions.models.house import NamedKind
from institutions.schemas.base import Form, View, example
from kernel.text import Day, Line, Moment

SOMETHING = "01997d1c-0b11-7e02-8d11-9d4a2a7b6c55"
SOMEBODY = "01997d1c-3f80-7c51-9a53-2f0f6f4f3a10"

Act = Annotated[Line, Field(max_length=300, description="The act by which it is so, as it is cited.")]


class OfficeForm(Form):
    model_config = example(name="Oficina de Partes Zona Sur", code="OPS", main=False)

    name: Line
    code: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}$")]
    main: bool = False


class OfficeView(View):
    id: UUID
    name: str
    code: str
    main: bool


class UnitForm(Form):
    model_config = example(name="Departamento de Finanzas", office_id=SOMETHING, parent_id=None)

    name: Line
    office_id: UUID = Field(description="The oficina de partes that serves it.")
    parent_id: UUID | None = None


class UnitView(View):
    id: UUID
    name: str
    office_id: UUID
    parent_id: UUID | None


ASKS = "Of whoever comes in or signs in it: `none`, `any` second factor, or only a key (`webauthn`)."


class PostForm(Form):
    model_config = example(unit_id=SOMETHING, title="Jefa de Finanzas", rank=20, second_factor="any")

    unit_id: UUID
    title: Line
    rank: Annotated[int, Field(ge=1, le=10_000, description="A lower one is a higher place.")] = 100
    second_factor: FactorPolicy = Field(default=FactorPolicy.NONE, description=ASKS)


class PostView(View):
    id: UUID
    unit_id: UUID
    title: str
    rank: int
    second_factor: FactorPolicy = Field(description=ASKS)
    holder_id: UUID | None = Field(default=None, description="Null when it is vacant.")
    holder: str | None = None

    @classmethod
    def held(cls, post: Post, holders: Mapping[UUID, Person]) -> Self:
        view, holder = cls.of(post), holders.get(post.id)
        return view.model_copy(update={"holder_id": holder.id, "holder": holder.name}) if holder else view


class PolicyForm(Form):
    model_config = example(second_factor="none")

    second_factor: FactorPolicy = Field(description=ASKS)


class AssignmentForm(Form):
    model_config = example(person_id=SOMEBODY, post_id=SOMETHING, begins_at=None)

    person_id: UUID
    post_id: UUID
    begins_at: Moment | None = Field(default=None, description="Now, if it is not told.")


class AssignmentView(View):
    id: UUID
    person_id: UUID
    post_id: UUID
    begins_at: datetime
    ends_at: datetime | None


class SubstitutionForm(Form):
    model_config = example(
        post_id=SOMETHING,
        substitute_id=SOMEBODY,
        act_cited="Resolución Exenta N° 812/2026",
        begins_at="2026-07-06T00:00:00-04:00",
        ends_at="2026-07-18T00:00:00-04:00",
    )

    post_id: UUID
    substitute_id: UUID
    act_cited: Act
    begins_at: Moment
    ends_at: Moment


class SubstitutionView(View):
    id: UUID
    post_id: UUID
    substitute_id: UUID
    act_cited: str
    begins_at: datetime
    ends_at: datetime


class AssistanceForm(Form):
    model_config = example(
        chief_post_id=SOMETHING, assistant_id=SOMEBODY, assistant_post_id=None, begins_at=None, ends_at=None
    )

    chief_post_id: UUID = Field(description="The post for which it is prepared and dispatched.")
    assistant_id: UUID | None = Field(default=None, description="This person; or else, whoever holds a post.")
    assistant_post_id: UUID | None = None
    begins_at: Moment | None = Field(default=None, description="Now, if it is not told.")
    ends_at: Moment | None = None


class AssistanceView(View):
    id: UUID
    chief_post_id: UUID
    assistant_id: UUID | None
    assistant_post_id: UUID | None
    begins_at: datetime
    ends_at: datetime | None


class DelegationForm(Form):
    model_config = example(
        delegator_post_id=SOMETHING, delegate_post_id=SOMEBODY, act_cited="Resolución N° 15/2026", ends_at=None
    )

    delegator_post_id: UUID = Field(description="The post by whose order it is signed.")
    delegate_post_id: UUID
    act_cited: Act
    ends_at: Moment | None = None


class DelegationView(View):
    id: UUID
    delegator_post_id: UUID
    delegate_post_id: UUID
    act_cited: str
    begins_at: datetime
    ends_at: datetime | None


class NamingForm(Form):
    model_config = example(
        kind="unit", thing_id=SOMETHING, name="Dirección de Personas", day="2027-01-01", act_cited=""
    )

    kind: NamedKind
    thing_id: UUID
    name: Line
    day: Day | None = Field(default=None, description="Now, if it is not told.")
    act_cited: Annotated[str, Field(max_length=300)] = ""
