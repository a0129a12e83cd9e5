"""The metadata elements of a document and their controlled lists: data, by version of the official guide."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from documents.errors import UnknownElement, ValueNotInList, ValueWrong

CURRENT = "001"


class Element(BaseModel):
    """One element: its official code, whether it is obligatory, and what its values may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: str
    obligation: Literal["required", "conditional", "suggested"]
    archive: bool
    repeatable: bool
    type: Literal["text", "number", "date", "instant", "rut"]
    list: int | None = None


class ControlledList(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    values: Mapping[str, str]


class Scheme(BaseModel):
    """One version of the guide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    elements: tuple[Element, ...]
    lists: Mapping[int, ControlledList]

    def element(self, code: str) -> Element:
        for element in self.elements:
            if element.code == code:
                return element
        raise UnknownElement(f"No hay un metadato «{code}»: use un código de la guía de metadatos.", element=code)

    def list_of(self, element: Element) -> ControlledList | None:
        return self.lists[element.list] if element.list else None

    def check(self, element: Element, value: str) -> None:
        """Refuse what the element cannot say."""
        listed = self.list_of(element)
        if listed and value not in listed.values:
            known = ", ".join(f"{code} {name}" for code, name in listed.values.items())
            raise ValueNotInList(f"«{value}» no está en la lista de «{element.label}»: use {known}.", field="value")
        if not _reads(element.type, value):
            raise ValueWrong(f"«{value}» no sirve para «{element.label}»: {HOW[element.type]}.", field="value")


HOW = {
    "text": "escriba un texto",
    "number": "escriba un número entero",
    "date": "escriba la fecha como 2026-11-21",
    "instant": "escriba fecha y hora como 2026-11-21T10:30:00-03:00",
    "rut": "escriba el RUN o RUT como 12345678-5",
}


def _reads(type_: str, value: str) -> bool:
    try:
        match type_:
            case "number":
                return int(value) >= 0
            case "date":
                return bool(date.fromisoformat(value))
            case "instant":
                return datetime.fromisoformat(value).tzinfo is not None
            case "rut":
                return re.fullmatch(r"\d{1,9}-[\dK]", value) is not None
    except ValueError:
        return False
    return bool(value.strip())


@cache
def scheme(version: str = CURRENT) -> Scheme:
    return Scheme.model_validate(json.loads((files(__name__) / f"{version}.json").read_text("utf-8")))
