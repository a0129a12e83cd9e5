"""The documents of an institution and their versions, for whoever may read them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, tuple_

import audit.service as audit
import institutions.service as institutions
import search.service as search
from documents.errors import DocumentNotFound, VersionNotFound
from documents.fields import DraftFields
from documents.kinds import Kind, kind
from documents.levels import PUBLIC, RESTRICTED
from documents.models import WRITTEN, BlobHold, Cause, Document, Drafting, Signing, Source, Version
from documents.retention.keepable import DOCUMENT
from documents.retention.remembering import remember
from documents.storage import Blob
from kernel.permissions import Permission
from kernel.work import Work

PART = 500
WRITABLE = (Drafting.DRAFT, Drafting.IN_REVIEW)


def get(work: Work, document_id: UUID, *, lock: bool = False) -> Document:
    """The document, if the actor's institution holds it and the actor may find it."""
    return _readable(work, work.find(Document, lock=lock, id=document_id), document_id)


def _readable(work: Work, document: Document | None, document_id: UUID) -> Document:
    """Who may read it is asked of an id that nothing has, too: it takes as long as one of a document that is hidden."""
    if not search.may_read(work, document_id) or document is None:
        raise DocumentNotFound(
            "El documento no existe, o no está entre los suyos: búsquelo o pídalo a quien lo tiene.",
            document_id=document_id,
        )
    return document


def handled(work: Work, document_id: UUID, *, lock: bool = False) -> Document:
    """The same; or one that is signed and reserved, which its office numbers and sends without knowing what it says."""
    document = work.find(Document, lock=lock, id=document_id)
    if document is not None and _unsaid(work, document):
        return document
    return _readable(work, document, document_id)


def _unsaid(work: Work, document: Document) -> bool:
    reserved = document.access_level > RESTRICTED and document.signing == Signing.SIGNED
    return reserved and document.office_id in work.actor.offices


def get_many(work: Work, ids: Collection[UUID]) -> dict[UUID, Document]:
    """Those of them that there are and that the actor may find: one statement."""
    query = readable(work).where(Document.id.in_(ids))
    return {document.id: document for document in work.session.scalars(query)}


def readable(work: Work) -> Select[Document]:
    """All that the actor may find."""
    mine = Document.institution_id == work.institution_id
    return select(Document).where(mine, search.readable(work, Document.id))


def handleable(work: Work) -> Select[Document]:
    """All that the actor may find, and what their office numbers and sends without reading it."""
    reserved = (Document.access_level > RESTRICTED, Document.signing == Signing.SIGNED)
    unsaid = and_(*reserved, Document.office_id.in_(work.actor.offices))
    mine = Document.institution_id == work.institution_id
    return select(Document).where(mine, or_(search.readable(work, Document.id), unsaid))


def drafts(work: Work) -> Select[Document]:
    """What the actor writes and nobody was asked to sign yet: what came back first, then the newest."""
    mine = (Document.author_id == work.actor.person_id, Document.drafting.in_(WRITABLE))
    returned_first = case((Document.signing == Signing.RETURNED, 0), else_=1)
    return readable(work).where(*mine).order_by(returned_first, Document.id.desc())


def heads_of(work: Work, documents: Collection[Document]) -> dict[UUID, Version]:
    """The last version of each: one statement."""
    if not documents:
        return {}
    heads = tuple_(Version.document_id, Version.number).in_([(each.id, each.head) for each in documents])
    mine = select(Version).where(Version.institution_id == work.institution_id, heads)
    return {version.document_id: version for version in work.session.scalars(mine)}


def versions_named(work: Work, named: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], str]:
    """The SHA-256 of each of these versions: one statement."""
    query = select(Version.document_id, Version.number, Version.blob).where(
        Version.institution_id == work.institution_id, tuple_(Version.document_id, Version.number).in_(named)
    )
    return {(row.document_id, row.number): row.blob for row in work.session.execute(query)}


def add_version(  # noqa: PLR0913 -- what is known of a version besides its bytes
    work: Work,
    document: Document,
    blob: Blob,
    cause: Cause,
    *,
    basis: int | None = None,
    pages: int | None = None,
    fields: DraftFields | None = None,
    repair: dict[str, Any] | None = None,
) -> Version:
    """What the document is from now on; what it was stays as it was. `basis` is the version that it was made from."""
    before = basis if basis is not None else document.head or None
    behalf = _behalf(work, document, cause)
    document.head += 1
    version = Version(
        institution_id=document.institution_id,
        document_id=document.id,
        number=document.head,
        cause=cause,
        blob=blob.name,
        size=blob.size,
        at=work.now,
        by=work.actor.person_id,
        system=work.actor.system,
        pages=pages,
        basis=before,
        fields=fields.kept() if fields else None,
        behalf=behalf.told,
        repair=repair,
    )
    work.add(version)
    hold(work, blob.name, document.id)
    if document.signing == Signing.SIGNED:
        remember(work, DOCUMENT, document.id)
    told = {"version": version.number, "sha256": blob.name, **behalf.facts, **(repair or {})}
    audit.record(work, f"document.{cause}", document.id, behalf.people, **told)
    search.enqueue_index(work, "document", document.id)
    return version


def _behalf(work: Work, document: Document, cause: Cause) -> institutions.Behalf:
    """For whom it is written; what is put on it, or done by the platform, is nobody's errand."""
    if cause not in WRITTEN:
        return institutions.OWN_NAME
    return institutions.behalf(work, Permission.DRAFT, usual=document.behalf)


def hold(work: Work, blob: str, subject_id: UUID) -> None:
    """Keep these bytes for as long as the subject is kept."""
    if work.find(BlobHold, blob=blob, subject_id=subject_id) is None:
        work.add(BlobHold(institution_id=work.institution_id, blob=blob, subject_id=subject_id, since=work.now))


def held_for(work: Work, subject_id: UUID) -> Sequence[str]:
    """All that is kept for one thing."""
    mine = (BlobHold.institution_id == work.institution_id, BlobHold.subject_id == subject_id)
    return work.session.scalars(select(BlobHold.blob).where(*mine).order_by(BlobHold.blob)).all()


def held_for_others(work: Work, since: datetime | None) -> Iterator[Sequence[tuple[str, UUID, datetime]]]:
    """The contents that are kept for something else than a document of the house, by when that began, in parts."""
    mine = (BlobHold.institution_id == work.institution_id, ~_is_document(work))
    query = select(BlobHold.blob, BlobHold.subject_id, BlobHold.since).where(*mine)
    if since is not None:
        query = query.where(BlobHold.since >= since)
    found = work.session.execute(query.order_by(BlobHold.since, BlobHold.blob)).partitions(PART)
    yield from ([(row.blob, row.subject_id, row.since) for row in part] for part in found)


def _is_document(work: Work) -> ColumnElement[bool]:
    own = select(Document.id).where(Document.institution_id == work.institution_id, Document.id == BlobHold.subject_id)
    return own.exists()


def version_of(work: Work, document: Document, number: int) -> Version:
    version = work.find(Version, document_id=document.id, number=number)
    if version is None:
        raise VersionNotFound(
            "El documento no tiene esa versión: elija una de las que muestra su ficha.",
            document_id=document.id,
            version=number,
        )
    return version


def head_version(work: Work, document: Document) -> Version:
    """The last version: what there is to see, to sign or to seal."""
    return version_of(work, document, document.head)


def versions_of(work: Work, document: Document) -> Sequence[Version]:
    """All that the document ever was, oldest first."""
    mine = (Version.institution_id == work.institution_id, Version.document_id == document.id)
    return work.session.scalars(select(Version).where(*mine).order_by(Version.number)).all()


def written_version(work: Work, document: Document) -> Version:
    """The last version that somebody wrote, without what others put on it."""
    return next(version for version in reversed(versions_of(work, document)) if version.cause in WRITTEN)


def mended_version(work: Work, document: Document) -> Version | None:
    """The version that was made from a damaged file that came in, if this document began so."""
    if document.source != Source.UPLOADED:
        return None
    mine = (Version.institution_id == work.institution_id, Version.document_id == document.id)
    query = select(Version).where(*mine, Version.cause == Cause.REPAIRED).order_by(Version.number.desc()).limit(1)
    return work.session.scalar(query)


def open_version(work: Work, document: Document, number: int) -> Version:
    """The version, for somebody who is about to see it. To open what is restricted is an act that the log keeps."""
    version = version_of(work, document, number)
    if is_restricted(document):
        note_opening(work, document, version=number, sha256=version.blob)
    return version


def read(work: Work, document_id: UUID, **what: Any) -> Document:
    """The document, for somebody who is about to see what it says; the same holds."""
    document = get(work, document_id)
    if is_restricted(document):
        note_opening(work, document, **what)
    return document


def note_opening(work: Work, document: Document, **what: Any) -> None:
    audit.record(work, "document.opened", document.id, None, access_level=document.access_level, **what)


class Restricted(Protocol):
    """What of a document says who may know of it."""

    @property
    def access_level(self) -> int: ...
    @property
    def sensitive(self) -> bool: ...


def is_restricted(document: Restricted) -> bool:
    """Whether not everybody may know what it says: to strangers it is only authentic, and whose."""
    return document.access_level > PUBLIC or document.sensitive


def kind_of(_work: Work, document: Document) -> Kind:
    return kind(document.kind)


def office_of(_work: Work, document: Document) -> UUID:
    """The oficina de partes that numbers and seals it."""
    return document.office_id


def fields_of(document: Document) -> DraftFields:
    return DraftFields.model_validate(document.fields)
