"""How many times a page asks the database: the same, however much there is to show."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from oficina.platform import Platform


@contextmanager
def counted(platform: Platform) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(platform.database.engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(platform.database.engine, "before_cursor_execute", hear)
