"""An index on a table that people use meanwhile: PostgreSQL makes it while they write, and outside of a transaction.

A revision that makes or drops one does nothing else, so that it can be done again if it was cut short: what was half
made is dropped first. SQLite has one writer, nobody else while it migrates, and no such way.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op


def make_index(name: str, of: str, columns: list[str], *, unique: bool = False) -> None:
    with _outside() as apart:
        op.drop_index(name, of, if_exists=True, postgresql_concurrently=apart)
        op.create_index(name, of, columns, unique=unique, postgresql_concurrently=apart)


def drop_index(name: str, of: str) -> None:
    with _outside() as apart:
        op.drop_index(name, of, if_exists=True, postgresql_concurrently=apart)


@contextmanager
def _outside() -> Iterator[bool]:
    """Whether it is."""
    context = op.get_context()
    if context.dialect.name != "postgresql":
        yield False
        return
    with context.autocommit_block():
        yield True
