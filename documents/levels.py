"""The levels of access: data with a version, and the official codes."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

PUBLIC = 1


@dataclass(frozen=True, slots=True)
class Level:
    """How open a document is, by its official code, and what whoever opens it is warned of."""

    code: int
    name: str
    says: str
    warning: str
    named_only: bool
    """Whoever else is to read it is named one by one: no unit and no post."""


_DATA: Final[dict[str, Any]] = json.loads((files("documents") / "levels.json").read_text("utf-8"))

VERSION: Final[str] = _DATA["version"]
LEVELS: Final[dict[int, Level]] = {each["code"]: Level(**each) for each in _DATA["levels"]}
