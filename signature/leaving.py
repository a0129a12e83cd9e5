"""Somebody leaves the institution: what they were asked by name to endorse or sign is asked of another."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

import audit.service as audit
import institutions.service as institutions
import search.service as search
from kernel.work import Work
from signature.models import OPEN, SignatureRequest


def asked_of(work: Work, person_id: UUID) -> int:
    """How many requests wait for this very person. What is asked of a post waits for whoever holds it next."""
    return work.session.scalar(select(func.count()).select_from(SignatureRequest).where(*_theirs(work, person_id))) or 0


def hand_over(work: Work, person_id: UUID, heir_id: UUID) -> int:
    """The heir is asked instead, in the same place of the round."""
    heir = institutions.person(work, heir_id)
    moved = list(work.session.scalars(select(SignatureRequest).where(*_theirs(work, person_id))))
    for each in moved:
        each.person_id, each.whose = heir.id, heir.name
        search.add_marks(work, each.document_id, {f"person:{heir.id}"})
        audit.record(work, "signature.reassigned", each.document_id, request=str(each.id), to=str(heir.id))
    return len(moved)


def _theirs(work: Work, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    mine = SignatureRequest.institution_id == work.institution_id
    return mine, SignatureRequest.person_id == person_id, SignatureRequest.state.in_(OPEN)
