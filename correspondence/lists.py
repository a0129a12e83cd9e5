"""The controlled lists of correspondence: data with a version, not code."""

import json
from importlib.resources import files
from typing import Any, Final

import documents.service as documents
from kernel.errors import Invalid

_LISTS: Final[dict[str, Any]] = json.loads((files("correspondence") / "data" / "lists.json").read_text("utf-8"))

VERSION: Final[str] = _LISTS["version"]
RETURN_REASONS: Final[dict[str, str]] = _LISTS["return_reasons"]
WAYS_TO_CLOSE: Final[dict[str, str]] = _LISTS["ways_to_close"]
COPIES: Final[dict[str, str]] = _LISTS["copies"]
MEDIA: Final[dict[str, str]] = _LISTS["media"]
SENDERS: Final[dict[str, str]] = _LISTS["senders"]
ACCESS_LEVELS: Final[dict[str, str]] = {str(code): level.name for code, level in documents.LEVELS.items()}
STEPS: Final[dict[str, str]] = _LISTS["steps"]


class NotInTheList(Invalid):
    code = "not-in-the-list"


def one_of(known: dict[str, str], value: str, what: str) -> str:
    """`value`, if the list has it; else a refusal that says what it has."""
    if value not in known:
        raise NotInTheList(
            f"El valor de «{what}» no está en la lista: elija uno de los que se indican.", known=", ".join(known)
        )
    return value
