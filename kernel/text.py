"""Text and numbers that every part of the program can keep: databases take no NUL, and UTF-8 no half of a character."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from kernel.errors import Invalid

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
LARGEST = 2**63 - 1
FIRST, LAST = 1900, 2200

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n\r\t]+$")]
"""A name or a title: one line, and not an empty one."""


Day = Annotated[date, Field(ge=date(FIRST, 1, 1), lt=date(LAST, 1, 1))]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(FIRST, 1, 1, tzinfo=UTC), lt=datetime(LAST, 1, 1, tzinfo=UTC)),
]
"""An instant with its offset, near enough to us that it can be told in any zone."""


def folded(text: str) -> str:
    """Without case or accents; ñ becomes n, as people type it."""
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))


class NotKeepable(Invalid):
    code = "text-not-keepable"


def refuse_unsound(told: Mapping[str, Any]) -> None:
    """Let in what was told, by where it was told, only if all of it can be kept."""
    if wrong := sorted(_unsound(told)):
        fields = ", ".join(wrong).encode(errors="replace").decode()
        raise NotKeepable(
            "Hay caracteres o números que no se pueden guardar: quítelos y envíe de nuevo.", fields=fields
        )


def _unsound(told: Mapping[str, Any]) -> Iterator[str]:
    waiting: list[tuple[str, Any]] = list(told.items())
    while waiting:
        name, value = waiting.pop()
        match value:
            case str() if UNKEEPABLE.search(value):
                yield name
            case float() if not math.isfinite(value):
                yield name
            case int() if abs(value) > LARGEST:
                yield name
            case list():
                waiting += [(f"{name}.{at}", each) for at, each in enumerate(value)]
            case Mapping():
                waiting += [(f"{name}.{key}", each) for key, each in value.items()]
                if any(UNKEEPABLE.search(str(key)) for key in value):
                    yield name
