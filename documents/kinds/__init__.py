"""The kinds of documents that the State writes: data, in a file each, checked when the program starts.

A document keeps the code of its kind and the version of that data: what was written under one version is read
under it for ever.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from documents.errors import UnknownKind
from documents.fields import DraftFields


class SignerRule(BaseModel):
    """Who signs: the head of the service, the head of a unit, or somebody who attests (ministro de fe)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: Literal["head", "unit", "attester"]
    says: str


class SignatureRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["FEA", "FES"]
    signers: tuple[SignerRule, ...] = Field(min_length=1)


class AccessRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    default: int = Field(ge=1, le=4)
    allowed: frozenset[int]

    @model_validator(mode="after")
    def _default_is_allowed(self) -> "AccessRule":
        if self.default not in self.allowed or not self.allowed <= {1, 2, 3, 4}:
            raise ValueError("the default level of access is not among the allowed ones")
        return self


class FieldRule(BaseModel):
    """Which fields of a draft this kind has, and which of them it cannot do without."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @model_validator(mode="after")
    def _all_are_known(self) -> "FieldRule":
        named = [*self.required, *self.optional]
        if unknown := set(named) - DraftFields.names():
            raise ValueError(f"no draft has these fields: {sorted(unknown)}")
        if len(named) != len(set(named)):
            raise ValueError("a field is named twice")
        return self


class Kind(BaseModel):
    """One kind of document: how it is laid out, who signs it and how, and from which book it takes its number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    version: int
    name: str
    group: str
    layout: Literal["oficio", "memorandum", "carta", "resolucion", "certificado", "acta"]
    prefix: str
    series: str = Field(max_length=40)
    documentary_type: int = Field(ge=1, le=42, description="Its code in the official list of documentary types")
    signature: SignatureRule
    access: AccessRule
    official_communication: bool
    fields: FieldRule
    closing: str

    @property
    def level(self) -> str:
        return self.signature.level


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by its code, in the order of their names."""
    sources = (file for file in files(__name__).iterdir() if file.name.endswith(".json"))
    read = [Kind.model_validate(json.loads(source.read_text("utf-8"))) for source in sources]
    return {kind.code: kind for kind in sorted(read, key=lambda kind: kind.name)}


def kind(code: str) -> Kind:
    try:
        return all_kinds()[code]
    except KeyError:
        known = ", ".join(all_kinds())
        raise UnknownKind(f"No hay un tipo de documento «{code}»: elija uno de la lista.", known=known) from None
