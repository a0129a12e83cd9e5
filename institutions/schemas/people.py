"""People, what they may do, and the keys with which they and other systems come in."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from institutions.access import Role
from institutions.models import ApiKey, Person
from institutions.schemas.base import Form, View, example
from institutions.schemas.house import SOMEBODY, SOMETHING
from kernel.rut import Rut
from kernel.text import Line

RoleName = Annotated[str, Field(max_length=40, description="One of the table of roles.")]


class PersonForm(Form):
    model_config = example(name="Ana Rojas Muñoz", run="12.345.678-5")

    name: Line
    run: Annotated[str, Field(max_length=20)] | None = None


class PersonView(BaseModel):
    """Whoever runs the institution sees the whole RUN: it is what tells two people of one name apart."""

    id: UUID
    name: str
    run: str | None
    second_factor: bool = Field(description="Whether they have enrolled an authenticator or a key.")

    @classmethod
    def of(cls, person: Person) -> Self:
        run = Rut.parse(person.run).dotted if person.run else None
        return cls(id=person.id, name=person.name, run=run, second_factor=person.has_factor)


class AuthenticatorView(View):
    """A key of whoever asks. What it is stays inside."""

    id: UUID
    name: str
    registered_at: datetime
    last_used_at: datetime | None
    suspended_at: datetime | None = Field(description="It answered as if there were two of it: it opens nothing.")


class ReasonForm(Form):
    model_config = example(reason="Perdió el teléfono; se presentó con su cédula.")

    reason: Line


class DismissalView(BaseModel):
    person_id: UUID
    ended: int = Field(description="How many posts, roles, substitutions and keys ended.")


class RoleView(BaseModel):
    """A role, and exactly what it allows."""

    code: str
    name: str
    says: str
    permissions: list[str]

    @classmethod
    def of(cls, code: str, role: Role) -> Self:
        return cls(code=code, name=role.name, says=role.says, permissions=sorted(role.permissions))


class GrantForm(Form):
    model_config = example(person_id=SOMEBODY, role="redactor", unit_id=SOMETHING, office_id=None)

    person_id: UUID
    role: RoleName
    unit_id: UUID | None = Field(default=None, description="The unit whose work they see.")
    office_id: UUID | None = Field(default=None, description="The oficina de partes whose work they see.")


class GrantView(View):
    id: UUID
    person_id: UUID
    role: str
    unit_id: UUID | None
    office_id: UUID | None
    begins_at: datetime
    ends_at: datetime | None


class KeyForm(Form):
    """For a person, who has the roles that were granted to them, or for a system, with roles of its own."""

    model_config = example(system="Gestión de Permisos de Circulación", roles=["sistema"], office_id=SOMETHING)

    person_id: UUID | None = None
    system: Annotated[Line, Field(max_length=80)] | None = None
    roles: Annotated[list[RoleName], Field(max_length=20, default_factory=list)]
    office_id: UUID | None = None

    @model_validator(mode="after")
    def _of_one_of_them(self) -> Self:
        if (self.person_id is None) == (self.system is None):
            raise ValueError("Diga de quién es la clave: de una persona o de un sistema, y no de ambos.")
        if self.person_id and (self.roles or self.office_id):
            raise ValueError("La clave de una persona lleva los roles que se le otorgan: no indique otros.")
        if self.system and not self.roles:
            raise ValueError("Faltan los roles del sistema: indique al menos uno.")
        return self


class KeyView(View):
    id: UUID
    hint: str = Field(description="How it begins: the rest is not kept.")
    person_id: UUID | None
    system: str | None
    roles: list[str]
    office_id: UUID | None
    created_at: datetime
    revoked_at: datetime | None


class IssuedKeyView(KeyView):
    key: str = Field(description="Shown this once. Send it as `Authorization: Bearer …`.")

    @classmethod
    def shown(cls, row: ApiKey, key: str) -> Self:
        return cls(**KeyView.of(row).model_dump(), key=key)
