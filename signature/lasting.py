"""Extending the signatures of one file: what is due is looked up, done outside any transaction, and kept."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import documents.service as documents
from documents.errors import ChangedMeanwhile
from documents.retention.remembering import again
from documents.storage import Blob, BlobStore
from kernel.errors import Damaged, Refused
from kernel.work import Work
from signature import keeping
from signature.aging import MAKES, Age, Step
from signature.archive import Archive
from signature.kept import Extension, Lasting
from signature.marking import bring, chunks

RESTS = timedelta(hours=1), timedelta(days=7)
"""After a failed attempt: the first rest, and the longest."""
NO_PDF = Age("none", None, None, None)
FOREIGN = frozenset({"signature-issuer-unknown", "signature-cannot-be-extended", "signature-certificate-revoked"})
"""What no other attempt mends soon: these files are proved by an evidence record instead."""


@dataclass(frozen=True, slots=True)
class Old:
    """A file that is due, and what came of the same bytes if somebody took them further already."""

    blob: str
    head: int | None
    at: datetime
    known: tuple[Blob, Age] | None


@dataclass(frozen=True, slots=True)
class Grown:
    """What it is now; without a blob nothing was added to it."""

    blob: Blob | None
    age: Age | None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """Take one file as far as it goes today. Done twice, it finds nothing to do."""

    archive: Archive
    blobs: BlobStore
    subject_id: UUID
    origin: str

    def prepare(self, work: Work) -> Old | None:
        row = work.find(Lasting, subject_id=self.subject_id, origin=self.origin)
        if row is None or row.due_at is None or row.due_at > work.now:
            return None
        blob, head = row.blob, None
        if not self.origin:
            document = documents.get(work, self.subject_id)
            version = documents.head_version(work, document)
            if version.cause not in documents.MARKS:
                return Old("", document.head, work.now, None)
            blob, head = version.blob, document.head
        return Old(blob, head, work.now, _known(work, blob, row.step))

    def effect(self, old: Old | None, /) -> Grown | None:
        if old is None or not old.blob:
            return Grown(None, NO_PDF) if old else None
        if old.known:
            return Grown(*old.known)
        with TemporaryDirectory(prefix="oficina-archivo-") as folder:
            file = Path(folder, "file.pdf")
            bring(self.blobs, old.blob, file)
            if not _is_pdf(file):
                return Grown(None, NO_PDF)
            size = file.stat().st_size
            try:
                age = self.archive.take(file, old.at)
            except Damaged:
                raise
            except Refused as refusal:
                return Grown(None, None, refusal.code)
            return Grown(self.blobs.put(chunks(file)) if file.stat().st_size > size else None, age)

    def settle(self, work: Work, old: Old | None, grown: Grown | None, /) -> Lasting | None:
        row = work.find(Lasting, lock=True, subject_id=self.subject_id, origin=self.origin)
        if row is None or old is None or grown is None:
            return row
        if grown.age is None:
            _rest(work, row, grown.trouble or "")
            return row
        if grown.blob:
            grown = _once(work, old.blob, row.step, grown)
            self._keep(work, row, old, grown.blob)
        age = grown.age or NO_PDF
        row.level, row.step, row.due_at, row.ends_at = age.level, age.step, age.due_at, age.ends_at
        row.attempts, row.trouble = 0, None
        return row

    def _keep(self, work: Work, row: Lasting, old: Old, blob: Blob | None) -> None:
        assert blob is not None  # noqa: S101 -- asked before
        if self.origin:
            documents.hold(work, blob.name, self.subject_id)
            again(work, self.subject_id)
        else:
            document = documents.get(work, self.subject_id, lock=True)
            if document.head != old.head:
                raise ChangedMeanwhile(
                    "El documento cambió mientras se le agregaban pruebas: se hará de nuevo.", document_id=document.id
                )
            documents.add_version(work, document, blob, documents.Cause.AUGMENTED)
        row.blob = blob.name


def _known(work: Work, blob: str, step: str | None) -> tuple[Blob, Age] | None:
    done = work.session.get(Extension, (blob, MAKES[_wanted(step)]))
    if done is None:
        return None
    step_next = Step(done.step) if done.step else None
    return Blob(done.made, done.size), Age(done.level, done.ends_at, step_next, done.due_at)


def _once(work: Work, source: str, step: str | None, grown: Grown) -> Grown:
    """Who extends the same bytes at the same moment takes what the first of them made."""
    assert grown.blob is not None  # noqa: S101 -- asked before
    assert grown.age is not None  # noqa: S101 -- asked before
    wanted, age = MAKES[_wanted(step)], grown.age
    row = Extension(
        source=source,
        wanted=wanted,
        made=grown.blob.name,
        size=grown.blob.size,
        at=work.now,
        level=age.level,
        step=age.step,
        due_at=age.due_at,
        ends_at=age.ends_at,
    )
    if work.add_unless_there(row):
        return grown
    first = work.session.get_one(Extension, (source, wanted), populate_existing=True)
    step_next = Step(first.step) if first.step else None
    return replace(
        grown, blob=Blob(first.made, first.size), age=Age(first.level, first.ends_at, step_next, first.due_at)
    )


def _wanted(step: str | None) -> Step:
    """What was to be had goes on to the last level in one stroke, but for what has no time told yet."""
    return Step.TIMESTAMP if step == Step.TIMESTAMP else Step.RENEWAL


def _rest(work: Work, row: Lasting, trouble: str) -> None:
    """Try again later, each time later; what cannot be extended here is proved with the files of others."""
    first, longest = RESTS
    row.attempts, row.trouble = row.attempts + 1, trouble
    row.due_at = work.now + min(first * 2 ** min(row.attempts - 1, 10), longest)
    if trouble in FOREIGN:
        keeping.prove(work, row.subject_id, row.blob, work.now)


def _is_pdf(file: Path) -> bool:
    with file.open("rb") as opened:
        return b"%PDF-" in opened.read(1024)
