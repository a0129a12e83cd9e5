"""The rows of a whole office, carried from one database to another: a backup of either kind is read by either."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from kernel.database import Database
from oficina.admin import Tell
from oficina.office import office_of
from oficina.schema import migrate, migrate_as_owner, require_newest
from oficina.settings import Settings
from oficina.upkeep.carrying import Carried, carry


def counted(what: str, tell: Tell, *, of: int | None = None) -> Carried:
    """Tells how many there are so far: sometimes nobody knows yet how many there will be."""
    whole = 0

    def carried(more: int) -> None:
        nonlocal whole
        whole += more
        tell(what, whole, whole if of is None else of)

    return carried


def is_file(url: str) -> bool:
    """Whether the rows are kept in one file, which can be copied as it is."""
    return make_url(url).drivername == "sqlite"


def write_rows(source: Database, target: Path, carried: Carried) -> None:
    """The rows as they are at one moment, in a file of their own; nobody waits for it."""
    file = source.engine.url.database
    if is_file(str(source.engine.url)) and file:
        with closing(sqlite3.connect(file)) as rows, closing(sqlite3.connect(target)) as copy:
            rows.backup(copy)
    else:
        with _file(target) as copied:
            carry(source, copied, carried)
    _in_one_file(target)


def read_rows(file: Path, settings: Settings, carried: Carried) -> None:
    """Bring the rows of the file into an empty database, in one transaction."""
    with TemporaryDirectory() as aside, _database(settings) as target:
        copy = Path(aside) / file.name
        copy.write_bytes(file.read_bytes())
        with _file(copy) as rows:
            carry(rows, target, carried)


def is_taken(settings: Settings) -> bool:
    """Whether there is an office in that database. Its schema is made, where its owner is named."""
    if settings.owner_database_url:
        migrate_as_owner(settings)
    with _database(settings) as database:
        require_newest(database)
        return office_of(database) is not None


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    """The copy, to read in. It goes back to one file: a journal left beside it would not be in the manifest."""
    rows = Database(f"sqlite:///{file}", pool=2)
    try:
        yield rows
    finally:
        rows.engine.dispose()
        _in_one_file(file)


@contextmanager
def _file(file: Path) -> Iterator[Database]:
    """A file of rows with the newest schema, whatever it had."""
    rows = Database(f"sqlite:///{file}", pool=2)
    try:
        migrate(rows)
        yield rows
    finally:
        rows.engine.dispose()


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url, pool=2)
    try:
        yield database
    finally:
        database.engine.dispose()


def _in_one_file(file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    with file.open("rb") as content:
        os.fsync(content.fileno())
