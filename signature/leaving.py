"""Somebody leaves the institution: what they were asked by name to endorse or sign is asked of another."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

import audit.service as audit
import institutions.service as institutions
import search.service as search
from kernel.work import Work
from signature.models import OPEN, SignatureRequest


def asked_of(work: Work, person_id: UUID) -> int:
    """How many requests wait for this very person. What is asked of a post waits for whoever holds it next."""
    return work.session.scalar(select(func.count()).select_from(SignatureRequest).where(*_theirs(work, person_id))) or 0


def asked_of_posts(work: Work, post_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many requests wait for whoever holds each of these posts."""
    mine = (SignatureRequest.institution_id == work.institution_id, SignatureRequest.state.in_(OPEN))
    query = select(SignatureRequest.post_id, func.count()).where(*mine, SignatureRequest.post_id.in_(post_ids))
    return {
        post_id: many for post_id, many in work.session.execute(query.group_by(SignatureRequest.post_id)) if post_id
    }


def roles_asked(work: Work, person_id: UUID, post_ids: Collection[UUID]) -> set[str]:
    """What whoever takes their place is to put: endorsements, signatures."""
    theirs = or_(SignatureRequest.person_id == person_id, SignatureRequest.post_id.in_(post_ids))
    mine = (SignatureRequest.institution_id == work.institution_id, SignatureRequest.state.in_(OPEN))
    return set(work.session.scalars(select(SignatureRequest.role).where(*mine, theirs).distinct()))


def hand_over(work: Work, person_id: UUID, heir_id: UUID) -> int:
    """The heir is asked instead, in the same place of the round."""
    heir = institutions.colleague(work, heir_id)
    moved = list(work.session.scalars(select(SignatureRequest).where(*_theirs(work, person_id))))
    for each in moved:
        each.person_id, each.whose = heir.id, heir.name
        search.add_marks(work, each.document_id, {f"person:{heir.id}"})
        audit.record(work, "signature.reassigned", each.document_id, request=str(each.id), to=str(heir.id))
    return len(moved)


def _theirs(work: Work, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    mine = SignatureRequest.institution_id == work.institution_id
    return mine, SignatureRequest.person_id == person_id, SignatureRequest.state.in_(OPEN)
