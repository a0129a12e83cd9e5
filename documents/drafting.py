"""How a document begins, is written again, and is handed to those who sign it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn
from uuid import UUID

import audit.service as audit
import institutions.service as institutions
import search.service as search
from documents import codes
from documents.checking import AS_THE_KIND, Access, check_access, check_filled
from documents.errors import AskedAlready, Discarded, NotADraft, NotFixed, NotItsAuthor
from documents.fields import DraftFields
from documents.holding import add_version, fields_of, get, head_version, is_restricted, kind_of, written_version
from documents.kinds import Kind, kind
from documents.levels import PUBLIC, RESTRICTED
from documents.metadata import NOTHING, Values, describe, note
from documents.models import WRITTEN, Cause, Document, Drafting, Signing, Source, VerificationCode, Version
from documents.retention.keepable import DOCUMENT
from documents.retention.remembering import remember
from documents.storage import Blob
from kernel.permissions import Permission
from kernel.work import Work

LONGEST_SUBJECT = 500


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a document before it has its bytes."""

    kind: Kind
    fields: DraftFields
    source: Source
    access: Access = AS_THE_KIND
    unit_id: UUID | None = None
    office_id: UUID | None = None
    classification: str | None = None
    behalf_post_id: UUID | None = None
    """The chief for whom an assistant writes it, when they have more than one."""


def begin(work: Work, beginning: Beginning, told: Values = NOTHING) -> Document:
    """A document of the actor's institution, that its author, their unit and its office may find.

    `told` is what its file tells of it (`of_file`), where it came in one.
    """
    kind, fields, access = beginning.kind, beginning.fields, beginning.access
    office = (
        institutions.office(work, beginning.office_id) if beginning.office_id else institutions.default_office(work)
    )
    behalf = institutions.behalf(work, Permission.DRAFT, chosen=beginning.behalf_post_id)
    level = check_access(kind, access, today=institutions.today(work))
    document = Document(
        institution_id=work.institution_id,
        kind=kind.code,
        kind_version=kind.version,
        subject=subject_of(kind, fields),
        fields=fields.kept(),
        source=beginning.source,
        author_id=work.actor.person_id,
        unit_id=unit_of(work, beginning.unit_id),
        office_id=office.id,
        access_level=level,
        access_cause=access.told if level > PUBLIC else None,
        access_until=access.until if level > PUBLIC else None,
        access_warning=access.warning.strip(),
        access_decided_by=work.actor.name,
        access_decided_at=work.now,
        sensitive=access.sensitive,
        unique_code=f"DOCU-{institutions.today(work):%Y%m%d}-{codes.short_code()}",
        classification=beginning.classification or kind.series,
        verification_code=codes.new_code(),
        created_at=work.now,
        behalf=behalf.told,
    )
    work.add(document, _code_of(document))
    search.begin_marks(work, "document", document.id, marks_of(document) | _begun_by(work, document))
    describe(work, document, kind, told)
    return document


def subject_of(kind: Kind, fields: DraftFields) -> str:
    """What the document is about: its MAT., or what a kind without one is known by."""
    words = [fields.subject, *(party.post for party in fields.to)]
    return next((word for word in words if word), kind.name)[:LONGEST_SUBJECT]


def unit_of(work: Work, unit_id: UUID | None) -> UUID | None:
    """The unit that writes it: the one that was named, or the only one that the author has."""
    if unit_id is not None:
        return institutions.unit(work, unit_id).id
    return next(iter(work.actor.units)) if len(work.actor.units) == 1 else None


def marks_of(document: Document) -> set[str]:
    """Who may find it without having been asked for anything. What is reserved its office numbers without reading."""
    marks = {f"person:{document.author_id}"} if document.author_id else set()
    if is_restricted(document):
        marks.add(search.GUARDED)
    if document.access_level <= RESTRICTED:
        marks.add(f"office:{document.office_id}")
        if document.unit_id:
            marks.add(f"unit:{document.unit_id}")
    return marks


def _begun_by(work: Work, document: Document) -> set[str]:
    """A system is no author: it keeps to itself what it began and others of its office may not read."""
    alone = document.author_id is None and document.access_level > RESTRICTED
    return set(work.actor.own_marks) if alone else set()


def refuse_unless_draft(document: Document) -> None:
    if document.drafting == Drafting.DISCARDED:
        raise Discarded("Este borrador se descartó: empiece otro, o copie lo que decía.", document_id=document.id)
    if document.drafting == Drafting.FIXED:
        _not_a_draft(document)


def rewrite(
    work: Work,
    document: Document,
    fields: DraftFields,
    blob: Blob,
    *,
    pages: int | None = None,
    kind: Kind | None = None,
) -> Version:
    """What it says from now on, and what kind of document it is."""
    refuse_unless_draft(document)
    before = kind_of(work, document)
    now, told = kind or before, {}
    if now.code != before.code:
        document.kind, document.kind_version = now.code, now.version
        if document.classification == before.series:
            document.classification = now.series
        told = {"MGDDE1_2": document.classification, "MGDDE5_1": str(now.documentary_type)}
    document.fields = fields.kept()
    document.subject = subject_of(now, fields)
    version = add_version(work, document, blob, Cause.REDRAFTED, pages=pages, fields=fields)
    note(work, document, told | {"MGDDE1_6": document.subject, "MGDDE1_5": str(version.number)})
    return version


def of_file(name: str, blob: Blob, pages: int) -> Values:
    """What is known of the file that a document came in."""
    return {"MGDDE1_8": name, "MGDDE2_1": str(blob.size), "MGDDE2_2": str(pages)}


def review(work: Work, document_id: UUID) -> Document:
    """Let others look at it before it is signed; it may still be written."""
    document = get(work, document_id, lock=True)
    refuse_unless_draft(document)
    document.drafting = Drafting.IN_REVIEW
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.in-review", document.id)
    return document


def may_discard(work: Work, document: Document) -> bool:
    """Its author, or whoever works in the unit that writes it, while nobody was ever asked to sign it."""
    actor = work.actor
    theirs = actor.person_id is not None and document.author_id == actor.person_id
    of_theirs = document.unit_id is not None and document.unit_id in actor.units
    draft = document.drafting in {Drafting.DRAFT, Drafting.IN_REVIEW} and document.asked_at is None
    return draft and (theirs or of_theirs or actor.sees_everything)


def discard(work: Work, document_id: UUID) -> Document:
    """«Descartar borrador»: it leaves every tray. Its versions stay, and the log says who did it."""
    document = get(work, document_id, lock=True)
    refuse_unless_draft(document)
    if document.asked_at:
        raise AskedAlready(
            "Ya se pidió su firma, y eso no se borra: déjelo en borradores, o corríjalo y pídala de nuevo.",
            document_id=document.id,
        )
    if not may_discard(work, document):
        raise NotItsAuthor(
            "Lo descarta quien lo escribe o alguien de su unidad: pídaselo a su autor.", document_id=document.id
        )
    document.drafting = Drafting.DISCARDED
    audit.record(work, "document.discarded", document.id, version=document.head)
    search.enqueue_index(work, "document", document.id)
    return document


def fix(work: Work, document: Document) -> None:
    """From now on nobody writes it: it was asked to be signed."""
    refuse_unless_draft(document)
    if document.source == Source.DRAFTED:
        check_filled(kind(document.kind), fields_of(document))
    document.drafting, document.signing = Drafting.FIXED, Signing.REQUESTED
    document.asked_at = document.asked_at or work.now
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.fixed", document.id, version=document.head)


def mark_withdrawn(work: Work, document: Document) -> None:
    """Whoever asked for the signatures took it back: it can be written again."""
    mark_returned(work, document)
    document.signing = Signing.NONE


def mark_returned(work: Work, document: Document) -> None:
    """It can be written again. What some put on it no longer counts: it is as it was written."""
    _refuse_unless_in_signature(document)
    if head_version(work, document).cause not in WRITTEN:
        written = written_version(work, document)
        blob = Blob(written.blob, written.size)
        add_version(work, document, blob, Cause.RETURNED, basis=written.number, pages=written.pages)
    document.drafting, document.signing = Drafting.DRAFT, Signing.RETURNED
    search.enqueue_index(work, "document", document.id)


class Signatory(NamedTuple):
    """Who signed, in what post, and their RUN if it is known."""

    name: str
    post: str
    run: str | None

    @property
    def told(self) -> dict[str, str]:
        who = f"{self.name}, {self.post}" if self.post else self.name
        return {"MGDDE84_1": who} | ({"MGDDE84_2": self.run} if self.run else {})


def mark_signed(work: Work, document: Document, signatories: Sequence[Signatory] = ()) -> None:
    """Everybody who was asked has signed: it can have its number."""
    _refuse_unless_in_signature(document)
    document.signing = Signing.SIGNED
    remember(work, DOCUMENT, document.id)
    if kind(document.kind).level == "FEA":
        note(work, document, {"MGDDE8_3": "1"})
    for at, each in enumerate(signatories, start=1):
        note(work, document, each.told, occurrence=at)
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.signed-by-all", document.id, version=document.head)


def mark_sealed(work: Work, document: Document, version: Version) -> None:
    """Let it leave, in this version and no other."""
    document.sealed = version.number
    search.enqueue_index(work, "document", document.id)
    told = {"MGDDE1_5": str(version.number), "MGDDE2_1": str(version.size), "MGDDE2_3": "pdf"}
    note(work, document, told)


def mark_dispatched(work: Work, document: Document) -> None:
    """Its first copy left the institution: its number can no longer be annulled."""
    if document.dispatched_at is None:
        document.dispatched_at = work.now
        search.enqueue_index(work, "document", document.id)


def _code_of(document: Document) -> VerificationCode:
    return VerificationCode(
        code=document.verification_code, institution_id=document.institution_id, document_id=document.id
    )


def _refuse_unless_in_signature(document: Document) -> None:
    if document.signing != Signing.REQUESTED:
        raise NotFixed("El documento no está en firma: pida primero las firmas.", document_id=document.id)


def _not_a_draft(document: Document) -> NoReturn:
    raise NotADraft(
        "El documento ya no es un borrador: pida que lo devuelvan, o haga otro que lo reemplace.",
        document_id=document.id,
    )
