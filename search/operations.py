"""Reading from the rows what the index keeps, and putting it there: in no transaction."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, select

from kernel.actor import system
from kernel.clock import EPOCH
from kernel.database import Database
from kernel.errors import NotFound, Unavailable
from kernel.work import Work
from search.engines import Copy, SearchEngine, Shelf
from search.entries import Entry, EntrySource
from search.jobs import IndexThing
from search.models import ReaderMark, Unindexed

log = logging.getLogger(__name__)

BATCH = 200


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in one moment, and which notes of what had changed it answers."""

    institution_id: UUID
    version: int
    entries: tuple[tuple[Entry, frozenset[str]], ...]
    gone: tuple[UUID, ...]
    notes: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexThings:
    """Bring the index up to date, a batch at a time: one commit of the index for all of it."""

    engine: SearchEngine
    sources: Sequence[EntrySource]

    def prepare(self, work: Work) -> Read:
        oldest = select(Unindexed).where(Unindexed.institution_id == work.institution_id).order_by(Unindexed.id)
        notes = work.session.scalars(oldest.limit(BATCH)).all()
        kinds: dict[UUID, str | None] = {}
        for note in notes:
            kinds[note.subject_id] = note.kind or kinds.get(note.subject_id)
        entries = {subject_id: self._entry(work, kind, subject_id) for subject_id, kind in kinds.items()}
        return _read(work, entries, notes=tuple(note.id for note in notes))

    def effect(self, read: Read, /) -> None:
        put(self.engine, read)

    def settle(self, work: Work, read: Read, _made: None, /) -> None:
        answered = (Unindexed.institution_id == work.institution_id, Unindexed.id.in_(read.notes))
        work.session.execute(delete(Unindexed).where(*answered))
        if len(read.notes) == BATCH:
            work.enqueue(IndexThing(work.institution_id))

    def _entry(self, work: Work, kind: str | None, subject_id: UUID) -> Entry | None:
        """Of the source of its kind, or of the first that knows it."""
        found = (_asked(source, work, subject_id) for source in self.sources if kind in {None, source.kind})
        return next(filter(None, found), None)


def rebuild(
    database: Database,
    engine: SearchEngine,
    sources: Sequence[EntrySource],
    institution_ids: Collection[UUID],
    told: Callable[[int], object] = lambda _indexed: None,
) -> int:
    """Read everything again into a new index, which then takes the place of the old one. `told` hears of each batch."""
    indexed = 0
    with engine.rebuilding() as aside:
        for institution_id in institution_ids:
            for source in sources:
                for read in _all(database, institution_id, source):
                    put(aside, read)
                    indexed += len(read.entries)
                    told(len(read.entries))
    return indexed


def put(shelf: Shelf, read: Read) -> None:
    shelf.write([_copy(read, entry, marks) for entry, marks in read.entries], read.gone)


def _all(database: Database, institution_id: UUID, source: EntrySource) -> Iterator[Read]:
    after: UUID | None = None
    while True:
        with database.reading(system(institution_id)) as work:
            ids = list(islice(source.ids(work, after), BATCH))
            read = _read(work, {subject_id: _asked(source, work, subject_id) for subject_id in ids})
        if not ids:
            return
        yield read
        after = ids[-1]


def _asked(source: EntrySource, work: Work, subject_id: UUID) -> Entry | None:
    try:
        return source.entry(work, subject_id)
    except NotFound:
        return None


def _read(work: Work, entries: Mapping[UUID, Entry | None], notes: tuple[UUID, ...] = ()) -> Read:
    """With the marks of all of them in one statement. What has no mark is for nobody: it is not in the index."""
    named = (ReaderMark.institution_id == work.institution_id, ReaderMark.subject_id.in_(entries))
    marks: dict[UUID, set[str]] = {}
    for subject_id, mark in work.session.execute(select(ReaderMark.subject_id, ReaderMark.mark).where(*named)):
        marks.setdefault(subject_id, set()).add(mark)
    known = [
        (entry, frozenset(marks[entry.subject_id])) for entry in entries.values() if entry and entry.subject_id in marks
    ]
    gone = set(entries) - {entry.subject_id for entry, _ in known}
    version = (work.now - EPOCH) // timedelta(microseconds=1)
    return Read(work.institution_id, version, tuple(known), tuple(gone), notes)


def _copy(read: Read, entry: Entry, marks: frozenset[str]) -> Copy:
    return Copy(
        institution_id=read.institution_id,
        subject_id=entry.subject_id,
        kind=entry.kind,
        title=entry.title,
        text=f"{entry.text}\n{_more(entry)}".strip(),
        at=entry.at,
        version=read.version,
        marks=marks,
        fields=entry.fields,
    )


def _more(entry: Entry) -> str:
    """What takes long to read. What cannot be read is found by the rest of it; a store that is down is waited for."""
    if entry.more is None:
        return ""
    try:
        return entry.more()
    except Unavailable:
        raise
    except Exception:
        log.warning("the text of %s %s could not be read", entry.kind, entry.subject_id, exc_info=True)
        return ""
