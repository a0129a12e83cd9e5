"""Somebody leaves the institution: their drafts go on to another."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

import audit.service as audit
import institutions.service as institutions
import search.service as search
from documents.models import Document, Drafting, Signing
from kernel.work import Work


def drafts_of(work: Work, person_id: UUID) -> int:
    """How many they have begun and nobody has signed for good: what is returned comes back to its author."""
    return work.session.scalar(select(func.count()).select_from(Document).where(*_theirs(work, person_id))) or 0


def hand_over(work: Work, person_id: UUID, heir_id: UUID) -> int:
    """The heir writes on. The log says who began."""
    heir = institutions.colleague(work, heir_id)
    moved = list(work.session.scalars(select(Document).where(*_theirs(work, person_id))))
    for each in moved:
        each.author_id = heir.id
        search.add_marks(work, each.id, {f"person:{heir.id}"})
        audit.record(work, "document.handed-over", each.id, left=str(person_id), to=str(heir.id))
    return len(moved)


def _theirs(work: Work, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    mine = Document.institution_id == work.institution_id
    written = Document.drafting.in_((Drafting.DRAFT, Drafting.IN_REVIEW))
    return mine, Document.author_id == person_id, or_(written, Document.signing == Signing.REQUESTED)
