"""The rows of a whole office, table by table and institution by institution, as they are: seals and all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, func, insert, select

import institutions.service as institutions
from kernel.actor import PLATFORM
from kernel.canonical import canonical
from kernel.database import Database
from kernel.row_seals import plain
from kernel.rows import Base
from kernel.tenancy import SHARED
from kernel.work import Work
from oficina.office import OfficeRow

BATCH = 500
STEP = 2_000
"""How many rows are kept at once, where what is carried may be gone on with later."""
EXCHANGE = "exchange"
Carried = Callable[[int], object]
"""Hears how many rows were carried."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that one institution may see and write, or all of those that nobody owns."""

    table: Table
    owner: UUID
    owned: bool = True

    @property
    def name(self) -> str:
        return f"{self.table.name} {self.owner}" if self.owned else self.table.name

    @property
    def names_itself(self) -> bool:
        """Whether one of its rows may name another that comes later."""
        return any(each.referred_table is self.table for each in self.table.foreign_key_constraints)

    def rows(self) -> Select[Any]:
        """Always in the same order, whatever the database."""
        return self._mine(select(self.table)).order_by(*self.table.primary_key.columns)

    def count(self) -> Select[Any]:
        return self._mine(select(func.count()).select_from(self.table))

    def _mine(self, query: Select[Any]) -> Select[Any]:
        if not self.owned:
            return query
        column = self.table.c.sender_id if self.table.name == EXCHANGE else self.table.c.institution_id
        return query.where(column == self.owner)


OFFICE = Part(Base.metadata.tables[OfficeRow.__tablename__], PLATFORM.institution_id, owned=False)
"""The one row that makes a database that of an office. It is carried last."""


def parts_of(work: Work) -> Iterator[Part]:
    """All but `OFFICE`, each after those that it names. The exchange goes with its senders."""
    owned = {table.name for table in Base.metadata.sorted_tables} - SHARED | {EXCHANGE}
    everybody: Sequence[UUID] = institutions.all_logs(work)
    for table in Base.metadata.sorted_tables:
        if table.name not in owned | {OFFICE.table.name}:
            yield Part(table, PLATFORM.institution_id, owned=False)
    for owner in everybody:
        yield from (Part(table, owner) for table in Base.metadata.sorted_tables if table.name in owned)


def connected(database: Database, work: Work, part: Part) -> Connection:
    """The connection, and not what would seal the rows anew. The database is told whose they are."""
    database.dialect.act_for(work.session, part.owner)
    return work.session.connection()


def carry(source: Database, target: Database, carried: Carried) -> None:
    """All of them in one transaction."""
    with source.reading(PLATFORM) as out, target.writing(PLATFORM) as into:
        for part in (*parts_of(out), OFFICE):
            here, there = connected(source, out, part), connected(target, into, part)
            with _batches(here, part, BATCH) as batches:
                for batch in batches:
                    there.execute(insert(part.table), batch)
                    carried(len(batch))


def carry_on(source: Database, target: Database, carried: Carried) -> None:
    """All but `OFFICE`, in steps that are kept as they are made: each part goes on from as many as the target has.

    Both sides must have been left alone since the first step.
    """
    with source.reading(PLATFORM) as out:
        for part in parts_of(out):
            here = connected(source, out, part)
            if part.names_itself:
                _carry_whole(here, target, part, carried)
                continue
            carried(there := _many(target, part))
            with _batches(here, part, STEP, after=there) as batches:
                for batch in batches:
                    with target.writing(PLATFORM) as into:
                        connected(target, into, part).execute(insert(part.table), batch)
                    carried(len(batch))


def become(source: Database, target: Database) -> None:
    """From now on the target is the office that the source is."""
    with source.reading(PLATFORM) as out:
        _carry_whole(connected(source, out, OFFICE), target, OFFICE, lambda _many: None)


def _carry_whole(here: Connection, target: Database, part: Part, carried: Carried) -> None:
    with target.writing(PLATFORM) as into:
        there = connected(target, into, part)
        carried(done := there.scalar(part.count()) or 0)
        with _batches(here, part, STEP, after=done) as batches:
            for batch in batches:
                there.execute(insert(part.table), batch)
                carried(len(batch))


def _many(database: Database, part: Part) -> int:
    with database.reading(PLATFORM) as work:
        return int(connected(database, work, part).scalar(part.count()) or 0)


@contextmanager
def _batches(here: Connection, part: Part, size: int, *, after: int = 0) -> Iterator[Iterator[list[dict[str, Any]]]]:
    """Some rows at a time. Whoever reads them may stop half way."""
    with here.execute(part.rows().offset(after), execution_options={"yield_per": size}) as rows:
        yield ([dict(row) for row in batch] for batch in rows.mappings().partitions(size))


def many(source: Database) -> int:
    """How many rows there are in all."""
    with source.reading(PLATFORM) as work:
        return sum(connected(source, work, part).scalar(part.count()) or 0 for part in parts_of(work))


def digests(database: Database, carried: Carried) -> dict[str, tuple[int, str]]:
    """How many rows each part has, and one hash over all they say: the same on either database."""
    with database.reading(PLATFORM) as work:
        found: dict[str, tuple[int, str]] = {}
        for part in parts_of(work):
            whole = count = 0
            query, some = part.rows(), {"yield_per": STEP}
            with connected(database, work, part).execute(query, execution_options=some) as rows:
                for batch in rows.partitions(STEP):
                    # a sum, because the two databases do not sort texts alike
                    whole += sum(int.from_bytes(hashlib.sha256(_told(row)).digest()) for row in batch)
                    count += len(batch)
                    carried(len(batch))
            found[part.name] = count, f"{whole % 2**256:064x}"
    return found


def _told(row: Any) -> bytes:
    return canonical([plain(value) for value in row])
