"""Reading from the rows what the index keeps, and putting it there: in no transaction."""

import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, select

from kernel.actor import system
from kernel.clock import EPOCH
from kernel.database import Database
from kernel.work import Work
from search import readings
from search.engines import Copy, Gone, SearchEngine, Shelf
from search.entries import Entry, EntrySource
from search.jobs import IndexThing, SeePicture
from search.models import ReaderMark, Unindexed
from search.readings import Reader, Told

BATCH = 200
REBUILT = 500


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in one moment, and which notes of what had changed it answers."""

    institution_id: UUID
    version: int
    entries: tuple[tuple[Entry, frozenset[str]], ...]
    gone: tuple[UUID, ...]
    notes: tuple[UUID, ...] = ()
    readings: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexThings:
    """Bring the index up to date, a batch at a time: one commit of the index for all of it."""

    engine: SearchEngine
    sources: Sequence[EntrySource]
    reader: Reader
    sees: bool = False
    """Whether pictures of pages can be read here."""

    def prepare(self, work: Work) -> Read:
        oldest = select(Unindexed).where(Unindexed.institution_id == work.institution_id).order_by(Unindexed.id)
        notes = work.session.scalars(oldest.limit(BATCH)).all()
        kinds: dict[UUID, str | None] = {}
        for note in notes:
            kinds[note.subject_id] = note.kind or kinds.get(note.subject_id)
        entries = dict.fromkeys(kinds, None) | self._entries(work, kinds)
        return _read(work, entries, notes=tuple(note.id for note in notes))

    def effect(self, read: Read, /) -> Mapping[str, Told]:
        (made,) = self.put_all([read])
        return made

    def put_all(self, reads: Sequence[Read]) -> list[Mapping[str, Told]]:
        """Of several institutions: a file that many got is read once, and the index commits once.

        It returns what each did not know.
        """
        self.engine.require()
        known = {blob: told for read in reads for blob, told in read.readings.items()}
        said = known | readings.read(self.reader, (entry for read in reads for entry, _ in read.entries), known)
        put(self.engine, reads, said)
        return [_new(read, said) for read in reads]

    def settle(self, work: Work, read: Read, made: Mapping[str, Told], /) -> None:
        readings.keep(work, made)
        if self.sees:
            for picture in _pictures(read, made):
                work.enqueue(picture)
        answered = (Unindexed.institution_id == work.institution_id, Unindexed.id.in_(read.notes))
        work.session.execute(delete(Unindexed).where(*answered))
        if len(read.notes) == BATCH:
            work.enqueue(IndexThing(work.institution_id))

    def _entries(self, work: Work, kinds: Mapping[UUID, str | None]) -> dict[UUID, Entry | None]:
        """Of the source of its kind, or of the first that knows it."""
        found: dict[UUID, Entry | None] = {}
        for source in self.sources:
            asked = [each for each, kind in kinds.items() if kind in {None, source.kind} and each not in found]
            if asked:
                found |= {entry.subject_id: entry for entry in source.entries(work, asked)}
        return found


def rebuild(  # noqa: PLR0913 -- all that an index is made of
    database: Database,
    engine: SearchEngine,
    sources: Sequence[EntrySource],
    reader: Reader,
    institution_ids: Collection[UUID],
    told: Callable[[int], object] = lambda _indexed: None,
    *,
    sees: bool = False,
) -> int:
    """Read everything again into a new index, which then takes the place of the old one. `told` hears of each batch.

    What was scanned and nobody looked at is looked at afterwards, where pictures of pages can be read.
    """
    indexed = 0
    with _seldom_looked_through(), engine.rebuilding() as aside:
        for institution_id in institution_ids:
            for source in sources:
                for read in all_of(database, institution_id, source):
                    made = readings.read(reader, (entry for entry, _ in read.entries), read.readings)
                    put(aside, [read], {**read.readings, **made})
                    pictures = list(_pictures(read, made)) if sees else []
                    if made or pictures:
                        with database.writing(system(institution_id)) as work:
                            readings.keep(work, made)
                            for picture in pictures:
                                work.enqueue(picture)
                    indexed += len(read.entries)
                    told(len(read.entries))
    return indexed


@contextmanager
def _seldom_looked_through() -> Iterator[None]:
    """While very many short-lived things are made, to look for lost ones among all others costs a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def put(shelf: Shelf, reads: Sequence[Read], said: Mapping[str, Told]) -> None:
    gone = [Gone(read.institution_id, subject_id, read.version) for read in reads for subject_id in read.gone]
    shelf.write([_copy(read, entry, marks, said) for read in reads for entry, marks in read.entries], gone)


def all_of(database: Database, institution_id: UUID, source: EntrySource) -> Iterator[Read]:
    """Everything of a source, some hundreds at a time, each read in one moment."""
    after: UUID | None = None
    while True:
        with database.reading(system(institution_id)) as work:
            ids = list(islice(source.ids(work, after), REBUILT))
            found: dict[UUID, Entry | None] = {entry.subject_id: entry for entry in source.entries(work, ids)}
            read = _read(work, dict.fromkeys(ids, None) | found)
        if not ids:
            return
        yield read
        after = ids[-1]


def digest_of(entry: Entry) -> str:
    """Of all that the rows say of it: two that differ in anything differ in this."""
    told = (entry.kind, entry.at.timestamp(), entry.files, entry.guarded)
    facts = [sorted((name, value) for name, value in each.items() if value) for each in (entry.fields, entry.facets)]
    said = "\0".join([repr((told, facts)), entry.title, entry.text])
    return blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


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
    said = readings.known(work, [file.blob for entry, _ in known for file in entry.files])
    return Read(work.institution_id, version, tuple(known), tuple(gone), notes, said)


def _new(read: Read, said: Mapping[str, Told]) -> dict[str, Told]:
    blobs = {file.blob for entry, _ in read.entries for file in entry.files}
    return {blob: said[blob] for blob in blobs & said.keys() - read.readings.keys()}


def _pictures(read: Read, made: Mapping[str, Told]) -> Iterator[SeePicture]:
    for entry, _ in read.entries:
        for file in entry.files:
            told = made.get(file.blob) or read.readings.get(file.blob)
            if told is not None and readings.is_picture(told):
                yield SeePicture(read.institution_id, entry.subject_id, entry.kind, file.blob, file.name)


def _copy(read: Read, entry: Entry, marks: frozenset[str], said: Mapping[str, Told]) -> Copy:
    nothing = Told("", (readings.ITSELF,))
    told = [(file, said.get(file.blob, nothing)) for file in entry.files]
    unread = tuple(name for file, each in told for name in readings.named(file, each.unread))
    return Copy(
        institution_id=read.institution_id,
        subject_id=entry.subject_id,
        kind=entry.kind,
        title=entry.title,
        text="\n".join(filter(None, [entry.text, *(each.text for _, each in told)])).strip(),
        at=entry.at,
        version=read.version,
        marks=marks,
        fields=entry.fields,
        facets={**entry.facets, "reading": "unread"} if unread else entry.facets,
        unread=unread,
        digest=digest_of(entry),
        guarded=entry.guarded,
    )
