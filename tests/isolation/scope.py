"""The queries' own scope, switched off: what is left is what PostgreSQL guards by itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from kernel.tenancy import SHARED

NAMES_ITS_OWN = re.compile(r"\b(\w+)\.institution_id = %\(\w+\)s(?:::UUID)?")
"""How a statement asks for the rows of one institution, of a table or of another name for it."""


@contextmanager
def without_scope(engine: Engine) -> Iterator[list[str]]:
    """Every statement asks for the rows of all institutions; the list tells which asked for less before."""
    widened: list[str] = []

    def widen(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> tuple[str, Any]:
        wide = NAMES_ITS_OWN.sub(_anybodys, statement)
        if wide != statement:
            widened.append(wide)
        return wide, parameters

    event.listen(engine, "before_cursor_execute", widen, retval=True)
    try:
        yield widened
    finally:
        event.remove(engine, "before_cursor_execute", widen)


def _anybodys(named: re.Match[str]) -> str:
    table = re.sub(r"_\d+$", "", named[1])
    return named[0] if table in SHARED else f"{named[1]}.institution_id IS NOT NULL"
