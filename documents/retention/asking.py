"""Asking the store for what the rows say: until when, and while a cause lasts. Asked again, it changes nothing.

Rows first, then the store, then what came of it. The bytes are one blob for every institution that has them, so
before one is let go the rows of all of them are asked, and once more after: whoever came last puts it right.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import institutions.service as institutions
from documents.retention import holds, schedule
from documents.retention.jobs import RetainContents
from documents.retention.keepable import Holders, Keepable
from documents.retention.models import HeldContent, Retained, RetentionRule
from documents.retention.remembering import due, something_due
from documents.storage import BlobStore, Retaining
from documents.storage.base import BlobMissing, NotRetained
from kernel.actor import PLATFORM
from kernel.database import Database, Desk
from kernel.errors import NotFound
from kernel.operations import Finish, act
from kernel.work import Work

AT_ONCE = 20
FOR_GOOD = 30
"""Years for which the store is asked to keep what is kept for good: asked again each year, never locked for ever."""
A_YEAR, A_DAY = timedelta(days=365), timedelta(days=1)
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one thing."""

    subject_id: UUID
    until: datetime | None
    records: tuple[str, ...]
    """None, when the store was asked for as much before."""
    touched: tuple[str, ...]
    """The contents that are held from now on, or may have to be let go."""
    held: bool
    for_good: bool


@dataclass(frozen=True, slots=True)
class Retain:
    """What it takes: the store and its name, who holds things, and the rows of everybody."""

    blobs: BlobStore
    store: str
    holders: Holders
    database: Database

    def run(self, desk: Desk, finish: Finish[object, None]) -> None:
        """A few things, and the rest by another job."""
        with desk.writing() as work:
            asked = list(self._worked_out(work))
        troubles = {each.subject_id: self._ask(each) for each in asked}
        act(desk, lambda work: self._settle(work, asked, troubles), finish)

    def _worked_out(self, work: Work) -> Iterator[Asked]:
        rules, number = schedule.schedule(work), schedule.number(work)
        rows = due(work, AT_ONCE)
        held = holds.held_among(work, [row.subject_id for row in rows])
        for row in rows:
            try:
                thing = self.holders[row.kind].read(work, row.subject_id)
            except NotFound:
                row.due_at, row.number = None, number
                continue
            rule = schedule.rule_for(rules, series=thing.series, kind=thing.kind)
            anew = row.due_at is not None
            _write(row, rule, thing)
            row.due_at, row.number = work.now, number
            yield _asked(work, row, thing, held=row.subject_id in held, anew=anew)

    def _ask(self, asked: Asked) -> str | None:
        """Why the store did not take it, if it did not."""
        if not isinstance(self.blobs, Retaining):
            return None
        try:
            for name in asked.touched:
                self._put_right(self.blobs, name)
            if asked.until is not None:
                for name in asked.records:
                    self.blobs.retain(name, asked.until)
        except (NotRetained, BlobMissing) as refusal:
            return refusal.code
        return None

    def _put_right(self, store: Retaining, name: str) -> None:
        """Until what was asked is still what the rows say after it was done."""
        done: bool | None = None
        while (held := self._is_held(name)) is not done:
            store.hold(name, held=held)
            done = held

    def _is_held(self, name: str) -> bool:
        with self.database.reading(PLATFORM) as work:
            asked = select(HeldContent.blob).where(HeldContent.blob == name).limit(1)
            return work.session.execute(asked).first() is not None

    def _settle(self, work: Work, asked: Sequence[Asked], troubles: Mapping[UUID, str | None]) -> None:
        for each in asked:
            row = work.find(Retained, lock=True, subject_id=each.subject_id)
            if row is not None:
                self._settle_one(work, row, each, troubles[each.subject_id])
        work.session.flush()
        if something_due(work):
            work.enqueue(RetainContents(work.institution_id))

    def _settle_one(self, work: Work, row: Retained, asked: Asked, trouble: str | None) -> None:
        row.trouble, row.asked_of = trouble, self.store
        if trouble:
            row.due_at = work.now + A_DAY
            return
        row.held, row.due_at = asked.held, work.now + A_YEAR if asked.for_good else None
        if asked.until and asked.records and isinstance(self.blobs, Retaining):
            row.asked_until = max(asked.until, row.asked_until or asked.until)
            audit.record(
                work,
                "retention.asked",
                row.subject_id,
                until=asked.until.isoformat(),
                contents=len(asked.records),
                scope=row.scope,
                revision=row.revision,
            )


def store_named(url: str) -> str:
    """The store by its address, without what opens it."""
    told = urlsplit(url)
    return f"{told.scheme}://{told.netloc.rpartition('@')[2]}{told.path}"[-LONGEST_NAME:]


def _write(row: Retained, rule: RetentionRule | None, thing: Keepable) -> None:
    """How long it is kept, as the schedule is now."""
    row.scope, row.name, row.revision = (rule.scope, rule.name, rule.revision) if rule else (None, None, None)
    row.since = thing.since
    row.until = schedule.ends(rule, thing.since) if rule and thing.since else None


def _asked(work: Work, row: Retained, thing: Keepable, *, held: bool, anew: bool) -> Asked:
    for_good = row.scope is not None and row.since is not None and row.until is None
    day = schedule.years_after(institutions.today(work), FOR_GOOD) if for_good else row.until
    until = _begins(work, day) if day else None
    enough = until - A_YEAR if until and for_good else until
    asked_before = row.asked_until is not None and enough is not None and row.asked_until >= enough
    touched = thing.contents if held or row.held else ()
    _write_held(work, row.subject_id, touched if held else ())
    records = thing.records if until and (anew or not asked_before) else ()
    return Asked(row.subject_id, until, records, touched, held=held, for_good=for_good)


def _begins(work: Work, day: date) -> datetime:
    """The first instant of a day where the institution is."""
    return datetime.combine(day, time(), institutions.local_zone(work)).astimezone(UTC)


def _write_held(work: Work, subject_id: UUID, names: Collection[str]) -> None:
    mine = (HeldContent.institution_id == work.institution_id, HeldContent.subject_id == subject_id)
    there = {row.blob: row for row in work.session.scalars(select(HeldContent).where(*mine))}
    for name in set(names) - there.keys():
        work.add(HeldContent(blob=name, institution_id=work.institution_id, subject_id=subject_id))
    for name in there.keys() - set(names):
        work.session.delete(there[name])
