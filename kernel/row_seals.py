"""A mark on each row that only this program can make, so that what is changed behind its back is found.

It is an HMAC over what the row says, with a key that lies outside the data. What a table lets change without
anybody looking (`app_may: UPDATE (…)`) is left out of it. That a row is missing is for the log to tell.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, event, inspect, select
from sqlalchemy.orm import Mapper

from kernel.canonical import canonical
from kernel.rows import Owned
from kernel.tenancy import InstitutionSession
from kernel.work import Work

SIZE = 16
MARK = "row_seal"
CHANGING = re.compile(r"UPDATE \(([^)]*)\)")


def seal_of(key: bytes, row: Owned) -> bytes:
    """The mark that the row must carry."""
    mapper = inspect(type(row))
    told = {name: plain(getattr(row, attribute)) for name, attribute in _sealed_columns(mapper)}
    text = canonical([_table(mapper).name, told])
    return hmac.new(key, text, hashlib.sha256).digest()[:SIZE]


def unsealed(work: Work) -> Iterator[tuple[str, str]]:
    """Every row of the institution whose mark is not its own: of which table, and which one."""
    key = work.session.info["row_key"]
    for mapper in sorted(Owned.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        if not issubclass(mapper.class_, Owned) or not _is_sealed(mapper):
            continue
        rows = select(mapper.class_).where(mapper.class_.institution_id == work.institution_id)
        for row in work.session.scalars(rows.execution_options(yield_per=500)):
            if row.row_seal != seal_of(key, row):
                yield _table(mapper).name, _named(row)
            work.session.expunge(row)


def _named(row: Owned) -> str:
    """The row's own part of its key."""
    identity = inspect(row).identity or ()
    return " ".join(map(str, identity[1:]))


@event.listens_for(InstitutionSession, "before_flush")
def _seal(session: InstitutionSession, *_: object) -> None:
    key = session.info.get("row_key")
    if key is None:
        return
    for row in session.new:
        if isinstance(row, Owned) and _is_sealed(inspect(type(row))):
            row.row_seal = seal_of(key, row)
    for row in session.dirty:
        if isinstance(row, Owned) and _is_sealed(mapper := inspect(type(row))) and not _changing(mapper):
            row.row_seal = seal_of(key, row)


def _is_sealed(mapper: Mapper[Any]) -> bool:
    return _table(mapper).info.get("sealed", True) is True


@cache
def _changing(mapper: Mapper[Any]) -> frozenset[str]:
    """The only columns that may change, in a table that keeps the others for good."""
    may = CHANGING.search(_table(mapper).info.get("app_may", ""))
    return frozenset(name.strip(' "') for name in may[1].split(",")) if may else frozenset()


@cache
def _sealed_columns(mapper: Mapper[Any]) -> tuple[tuple[str, str], ...]:
    """The columns that the mark covers, and what each is called in the row."""
    named = ((attribute.columns[0].name, attribute.key) for attribute in mapper.column_attrs)
    return tuple((name, key) for name, key in named if name != MARK and name not in _changing(mapper))


def _table(mapper: Mapper[Any]) -> Table:
    return cast("Table", mapper.local_table)


def plain(value: Any) -> Any:
    """The same text before the row is written and after it is read, on either database."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | UUID():
            return str(value)
        case bytes():
            return value.hex()
    return value
