"""The directory, and what an institution says of itself."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from institutions.models import Institution, NumbersEntries
from institutions.schemas.base import Form, View, example
from kernel.actor import Actor
from kernel.text import Day, Line

ShortName = Annotated[Line, Field(max_length=60)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$", description="That of the Gestor de Códigos.")]


class InstitutionView(View):
    """A line of the directory."""

    id: UUID
    code: str = Field(description="That of the Gestor de Códigos, as text.")
    name: str
    short_name: str
    kind: str
    comuna: str
    region: str | None
    demonstration: bool
    left_at: datetime | None = Field(description="Since when nothing can be sent to it.")


class OwnInstitutionView(InstitutionView):
    """All that an institution says of itself."""

    letterhead: list[str]
    zone: str
    numbers_entries: NumbersEntries


class InstitutionForm(Form):
    """What is not told stays as it is."""

    model_config = example(short_name="SERVIU", comuna="Ancud", region="LL", numbers_entries="on-acknowledgement")

    code: Code | None = None
    name: Line | None = None
    short_name: ShortName | None = None
    letterhead: Annotated[list[Line], Field(max_length=6)] | None = None
    comuna: ShortName | None = None
    region: Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-2, after «CL-».")] | None = None
    zone: Line | None = None
    numbers_entries: NumbersEntries | None = None

    def changes(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)


class NewInstitutionForm(Form):
    """An institution that comes into the installation, and who administers it first."""

    model_config = example(
        code="MU110", name="Municipalidad de Ancud", comuna="Ancud", zone="America/Santiago", administrator="Ana Rojas"
    )

    code: Code
    name: Line
    comuna: ShortName
    zone: Line = "America/Santiago"
    region: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    administrator: Line
    run: Annotated[str, Field(max_length=20)] | None = None


class AddresseeView(View):
    """A unit, a post or an oficina de partes to which the others may write."""

    id: UUID
    kind: Literal["unit", "post", "office"]
    name: str
    facts: dict[str, str] = Field(description="Of a post, the name of its unit.")


class WhoView(BaseModel):
    """Whoever asks, as the program knows them at this moment."""

    name: str
    person_id: UUID | None
    system: str | None
    institution_id: UUID
    institution: str
    permissions: list[str]
    posts: list[UUID]
    units: list[UUID]
    offices: list[UUID]

    @classmethod
    def of(cls, actor: Actor, institution: Institution) -> Self:
        return cls(
            name=actor.name,
            person_id=actor.person_id,
            system=actor.system,
            institution_id=institution.id,
            institution=institution.name,
            permissions=sorted(actor.permissions),
            posts=sorted(actor.posts),
            units=sorted(actor.units),
            offices=sorted(actor.offices),
        )


class SecondFactorForm(Form):
    """Whoever has an authenticator already shows a code of it, or a recovery code."""

    model_config = example(code=None)

    code: Annotated[str, Field(max_length=20)] | None = None


class SecondFactorView(BaseModel):
    """Shown this once."""

    secret: str = Field(description="In base32, to be typed into the authenticator.")
    uri: str = Field(description="The same, for a QR code.")
    recovery_codes: list[str] = Field(description="Each opens once, in the place of a code of the authenticator.")


class HolidayForm(Form):
    model_config = example(day="2026-06-07", name="Asalto y Toma del Morro de Arica", is_holiday=True)

    day: Day
    name: Annotated[Line, Field(max_length=120)]
    is_holiday: bool = Field(default=True, description="False takes a feriado of the country away.")


class HolidayView(View):
    day: date
    name: str
    is_holiday: bool
    own: bool = Field(default=True, description="Set by the institution itself, and not by the law.")
