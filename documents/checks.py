"""What `oficina verify --all` asks: do the numbers given, and the versions kept, agree with each other?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from documents.models import MARKS, Attachment, BlobHold, Cause, Correlative, Document, Folio, Version
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Fault:
    """What is no longer as it was: of which row, and what is wrong with it."""

    table: str
    id: object
    what: str


def altered(work: Work) -> Iterator[Fault]:
    yield from _numbering(work)
    yield from _versions(work)
    yield from _as_logged(work)


def _numbering(work: Work) -> Iterator[Fault]:
    """A number that nobody has, that two have, or that was never given."""
    given: dict[tuple[UUID, str, int], list[tuple[int, UUID]]] = {}
    for folio in work.session.scalars(select(Folio).where(Folio.institution_id == work.institution_id)):
        given.setdefault((folio.office_id, folio.series, folio.year), []).append((folio.number, folio.document_id))
    for correlative in work.session.scalars(
        select(Correlative).where(Correlative.institution_id == work.institution_id)
    ):
        numbers = given.get((correlative.office_id, correlative.series, correlative.year))
        if numbers is not None:
            yield from _series(correlative, numbers)


def _series(correlative: Correlative, given: list[tuple[int, UUID]]) -> Iterator[Fault]:
    name, holders = f"{correlative.series} {correlative.year}", dict[int, UUID]()
    for number, document_id in sorted(given):
        if number in holders:
            yield Fault("folios", document_id, f"N° {number} of {name} was given twice")
        if number > correlative.last:
            yield Fault("folios", document_id, f"N° {number} of {name} was never given")
        holders[number] = document_id
    for number in range(correlative.first, correlative.last + 1):
        if number not in holders:
            yield Fault("correlatives", name, f"nobody has N° {number}")


def _versions(work: Work) -> Iterator[Fault]:
    """A document without one of its versions."""
    kept: dict[UUID, set[int]] = {}
    versions = select(Version.document_id, Version.number).where(Version.institution_id == work.institution_id)
    for document_id, number in work.session.execute(versions):
        kept.setdefault(document_id, set()).add(number)
    for document in work.session.scalars(select(Document).where(Document.institution_id == work.institution_id)):
        missing = set(range(1, document.head + 1)) - kept.get(document.id, set())
        if missing:
            yield Fault("documents", document.id, f"versions {sorted(missing)} are missing")


def _as_logged(work: Work) -> Iterator[Fault]:
    """What the log tells of a version or a folio, and the rows no longer do."""
    kept = select(Version.document_id, Version.number, Version.blob).where(
        Version.institution_id == work.institution_id
    )
    blobs = {(document_id, number): blob for document_id, number, blob in work.session.execute(kept)}
    for entry in audit.acts(work, *(f"document.{cause}" for cause in Cause)):
        number = entry.facts.get("version")
        if number and blobs.get((entry.subject_id, number)) != entry.facts.get("sha256"):
            yield Fault("versions", f"{entry.subject_id} {number}", "it is not the one that was logged, or is missing")
    folios = {
        folio.document_id: str(folio)
        for folio in work.session.scalars(select(Folio).where(Folio.institution_id == work.institution_id))
    }
    for entry in audit.acts(work, "document.numbered"):
        if folios.get(entry.subject_id) != entry.facts["folio"]:
            yield Fault("folios", entry.subject_id, "it is not the one that was logged, or is missing")


@dataclass(frozen=True, slots=True)
class Marked:
    """A version that bears signatures."""

    document_id: UUID
    number: int
    blob: str
    at: datetime


def marked(work: Work) -> Iterator[Marked]:
    """The last version of each round of signatures: those before it are the beginning of its bytes."""
    mine = (Version.institution_id == work.institution_id, Version.cause.in_(MARKS))
    query = select(Version).where(*mine).order_by(Version.document_id, Version.number)
    last: Version | None = None
    for version in work.session.scalars(query):
        if last and (last.document_id, last.number + 1) != (version.document_id, version.number):
            yield Marked(last.document_id, last.number, last.blob, last.at)
        last = version
    if last:
        yield Marked(last.document_id, last.number, last.blob, last.at)


def blobs_named(work: Work) -> Iterator[str]:
    """Every content that the rows of documents count on."""
    for table in (Version, Attachment, BlobHold):
        yield from work.session.scalars(select(table.blob).where(table.institution_id == work.institution_id))
