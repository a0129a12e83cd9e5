"""Long lists, a page at a time: what comes after the last one seen, so that what arrives meanwhile moves nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row, Select, func, select

from kernel.work import Work

NAMED = 1_000
"""Ids that a statement names one by one."""

Item = TypeVar("Item")
View = TypeVar("View")

After = Annotated[UUID | None, Field(description="The `next` of the page before.")]
Limit = Annotated[int, Field(ge=1, le=200, description="How many at most.")]


class Page(BaseModel, Generic[View]):
    """Some of a list, and where the rest begins: null when there is no more."""

    items: list[View]
    next: UUID | None = None


@dataclass(frozen=True, slots=True)
class Paged(Generic[Item]):
    items: Sequence[Item]
    next: UUID | None

    def map(self, view: Callable[[Item], View]) -> Page[View]:
        return Page(items=[view(item) for item in self.items], next=self.next)


def how_many(work: Work, query: Select[*tuple[Any, ...]], most: int | None = None) -> int:
    """How many rows a query has, without bringing one of them. Beyond `most` none is counted."""
    if most is not None:
        query = query.limit(most + 1)
    return work.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def a_few(work: Work, query: Select[Any]) -> list[Any]:
    """The rows of something that has a few of them, oldest first.

    They are put in order here: SQLite would rather walk a whole table by its ids than sort the few that it finds.
    """
    return sorted(work.session.scalars(query), key=lambda row: row.id.int)


def paged(
    work: Work,
    query: Select[*tuple[Any, ...]],
    column: Any,
    after: UUID | None,
    limit: int,
    *,
    newest_first: bool = False,
) -> Paged[Any]:
    """One page in the order of `column` (an id made in the order of time), in one statement.

    The items are rows, or tuples where the query asks for more than the row: the row comes first.
    """
    if after is not None:
        query = query.where(column < after if newest_first else column > after)
    ordered = query.order_by(None).order_by(column.desc() if newest_first else column).limit(limit + 1)
    result = work.session.execute(ordered)
    found: Sequence[Any] = result.scalars().all() if len(result.keys()) == 1 else result.all()
    last = found[limit - 1] if len(found) > limit else None
    row = last[0] if isinstance(last, Row) else last
    return Paged(found[:limit], getattr(row, column.key) if last is not None else None)


def paged_among(
    work: Work,
    query: Select[*tuple[Any, ...]],
    among: Select[UUID],
    column: Any,
    after: UUID | None,
    limit: int,
) -> Paged[Any]:
    """One page of `query` in the order of `column`, looked for a stretch at a time.

    `among` are the ids that may be on it, told by an index alone. What `query` asks of each of them costs more, rights
    above all, and is asked only of the next few, and of more while too few of those answer. Two statements, mostly.
    """
    stretch = 3 * limit
    later = (among.where(column > after) if after is not None else among).order_by(None).order_by(column)
    while True:
        ids = work.session.scalars(later.limit(stretch)).all()
        these = column.in_(ids) if len(ids) <= NAMED else column <= ids[-1]
        page = paged(work, query.where(these), column, after, limit)
        if page.next is not None or len(ids) < stretch:
            return page
        stretch *= 8
