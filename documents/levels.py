"""The levels of access, and the causes by which a law keeps something from people: data with a version."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

PUBLIC = 1
RESTRICTED = 2
"""Above this level not even the unit that writes it, nor its oficina de partes, may read it: only who takes part."""
SHORTEST_CAUSE, LONGEST_CAUSE = 3, 300


@dataclass(frozen=True, slots=True)
class Level:
    """How open a document is, by its official code, and what whoever opens it is warned of."""

    code: int
    name: str
    says: str
    warning: str
    named_only: bool
    """Whoever else is to read it is named one by one: no unit and no post."""


@dataclass(frozen=True, slots=True)
class LegalCause:
    """By what law something is kept from people. One that needs a detail says nothing without it."""

    code: str
    cites: str
    says: str
    needs_detail: bool

    @property
    def label(self) -> str:
        return f"{self.cites}: {self.says}" if self.cites else self.says


def _data(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("documents") / name).read_text("utf-8"))
    return told


_LEVELS, _CAUSES = _data("levels.json"), _data("causes.json")

VERSION: Final[str] = _LEVELS["version"]
LEVELS: Final[dict[int, Level]] = {each["code"]: Level(**each) for each in _LEVELS["levels"]}
CAUSES: Final[dict[str, LegalCause]] = {each["code"]: LegalCause(**each) for each in _CAUSES["causes"]}


def cause_told(written: str, detail: str = "") -> str:
    """The cause as it is kept: of a code of the list, what it cites and what was added; anything else as written.

    Nothing is left of a code that says nothing without a detail, when none was given.
    """
    known, more = CAUSES.get(written.strip()), detail.strip()
    if known is None:
        return written.strip()
    if known.needs_detail and not more:
        return ""
    return ": ".join(each for each in (known.cites, more) if each)[:LONGEST_CAUSE]


def cause_of(told: str) -> tuple[str, str]:
    """The code and the detail behind a cause that was kept: what a form begins with."""
    for each in CAUSES.values():
        if each.cites and (told == each.cites or told.startswith(f"{each.cites}: ")):
            return each.code, told[len(each.cites) + 2 :]
    return ("other", told) if told else ("", "")
