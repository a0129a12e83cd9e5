"""What rows name and what a store holds, side by side: neither is ever held in memory whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import institutions.service as institutions
from documents.storage import BlobStore, Stored
from kernel.actor import PLATFORM, system
from kernel.database import Database
from oficina.upkeep.checks import BLOBS_NAMED


@dataclass(frozen=True, slots=True)
class Names:
    """Every content that the rows count on, once each, on disk and in order."""

    file: sqlite3.Connection

    def __len__(self) -> int:
        (count,) = self.file.execute("SELECT count(*) FROM named").fetchone()
        return int(count)

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self.file.execute("SELECT name FROM named ORDER BY name"))


@contextmanager
def names_in(rows: Database) -> Iterator[Names]:
    """As they are now. Whatever is written later is not among them."""
    with closing(sqlite3.connect("", isolation_level=None)) as file:  # "": a temporary file, gone when it is closed
        file.execute("CREATE TABLE named (name TEXT PRIMARY KEY) WITHOUT ROWID")
        for name in _named(rows):
            file.execute("INSERT OR IGNORE INTO named VALUES (?)", (name,))
        yield Names(file)


def compared(names: Names, store: BlobStore) -> Iterator[tuple[str, bool, Stored | None]]:
    """Each name that either knows: whether rows name it, and how it lies in the store. Both tell in the same order."""
    named, stored = iter(names), store.stored()
    name, lies = next(named, None), next(stored, None)
    while name is not None or lies is not None:
        if lies is None or (name is not None and name < lies.name):
            yield name or "", True, None
            name = next(named, None)
        elif name is None or lies.name < name:
            yield lies.name, False, lies
            lies = next(stored, None)
        else:
            yield name, True, lies
            name, lies = next(named, None), next(stored, None)


def missing_from(store: BlobStore, names: Names) -> Iterator[str]:
    return (name for name, named, lies in compared(names, store) if named and lies is None)


def _named(rows: Database) -> Iterator[str]:
    with rows.reading(PLATFORM) as work:
        everybody = institutions.all_ids(work)
    for institution_id in everybody:
        with rows.reading(system(institution_id)) as work:
            for check in BLOBS_NAMED:
                yield from check(work)
