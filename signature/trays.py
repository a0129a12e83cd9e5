"""What waits for somebody's signature or V°B°, as they look at it: a few statements, however much waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
import institutions.service as institutions
import search.service as search
from kernel.work import Work
from signature.models import OPEN, Role, SignatureRequest, State
from signature.rounds import ASKED_FOR
from signature.service import addressed_to

MOST = 200
"""How many are shown, and how many may be signed at once."""
SIGNING = (Role.SIGNATURE, Role.ATTESTATION)
ENDORSING = (Role.ENDORSEMENT,)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One document that waits, whether or not it is their turn."""

    id: UUID
    document_id: UUID
    role: str
    level: str
    whose: str
    subject: str
    kind: str
    restricted: bool
    sha256: str
    version: int
    pages: int | None
    asked_by: str
    since: datetime
    endorsed: int
    endorsing: int
    missing: tuple[str, ...]
    """Who comes before: «la firma de la Ministra». Nobody, when it is their turn."""
    observed: tuple[tuple[str, str], ...]
    """What those who endorsed it had to say."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody did with a document."""

    document_id: UUID
    subject: str
    role: str
    state: str
    at: datetime
    sha256: str | None


def waiting(work: Work, roles: Collection[Role], *, most: int = MOST) -> list[Waiting]:
    """Those whose turn it is first, each by how long they wait."""
    mine = (
        SignatureRequest.institution_id == work.institution_id,
        SignatureRequest.state.in_(OPEN),
        SignatureRequest.role.in_(roles),
        addressed_to(work),
        search.readable(work, SignatureRequest.document_id),
    )
    query = select(SignatureRequest).where(*mine).order_by(SignatureRequest.state, SignatureRequest.id).limit(most)
    asked = list(work.session.scalars(query))
    rounds = _rounds(work, asked)
    papers = documents.get_many(work, {each.document_id for each in asked})
    heads = documents.heads_of(work, list(papers.values()))
    people = institutions.people(work, {each.requested_by for each in asked if each.requested_by})
    return [
        _waiting(each, rounds[each.document_id, each.round], papers[each.document_id], heads[each.document_id], people)
        for each in asked
    ]


def decided(work: Work, roles: Collection[Role], *, most: int = MOST) -> list[Decided]:
    """What the actor did lately, the last first."""
    mine = (
        SignatureRequest.institution_id == work.institution_id,
        SignatureRequest.signer_id == work.actor.person_id,
        SignatureRequest.state.in_((State.DONE, State.RETURNED)),
        SignatureRequest.role.in_(roles),
        search.readable(work, SignatureRequest.document_id),
    )
    query = select(SignatureRequest).where(*mine).order_by(SignatureRequest.decided_at.desc()).limit(most)
    asked = list(work.session.scalars(query))
    made = documents.versions_named(work, [(each.document_id, each.version) for each in asked if each.version])
    return [
        Decided(
            each.document_id,
            each.subject,
            each.role,
            each.state,
            each.decided_at or each.requested_at,
            made.get((each.document_id, each.version or 0)),
        )
        for each in asked
    ]


def named(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    """What each of these requests is about. Those that the actor may not read are not there."""
    query = select(SignatureRequest.id, SignatureRequest.subject).where(
        SignatureRequest.institution_id == work.institution_id,
        SignatureRequest.id.in_(ids),
        search.readable(work, SignatureRequest.document_id),
    )
    return {row.id: row.subject for row in work.session.execute(query)}


def _rounds(work: Work, asked: Sequence[SignatureRequest]) -> dict[tuple[UUID, int], list[SignatureRequest]]:
    """All that was asked together with each of these."""
    query = select(SignatureRequest).where(
        SignatureRequest.institution_id == work.institution_id,
        SignatureRequest.document_id.in_({each.document_id for each in asked}),
    )
    rounds: dict[tuple[UUID, int], list[SignatureRequest]] = {}
    for each in work.session.scalars(query.order_by(SignatureRequest.position)):
        rounds.setdefault((each.document_id, each.round), []).append(each)
    return rounds


def _waiting(
    asked: SignatureRequest,
    together: Sequence[SignatureRequest],
    document: documents.Document,
    head: documents.Version,
    people: dict[UUID, institutions.Person],
) -> Waiting:
    before = [each for each in together if each.stage < asked.stage]
    endorsing = [each for each in together if each.role == Role.ENDORSEMENT]
    return Waiting(
        id=asked.id,
        document_id=document.id,
        role=asked.role,
        level=asked.level,
        whose=asked.whose,
        subject=document.subject,
        kind=document.kind,
        restricted=documents.is_restricted(document),
        sha256=head.blob,
        version=head.number,
        pages=head.pages,
        asked_by=people[asked.requested_by].name if asked.requested_by else "",
        since=asked.opened_at or asked.requested_at,
        endorsed=sum(each.state == State.DONE for each in endorsing),
        endorsing=len(endorsing),
        missing=tuple(f"{ASKED_FOR[Role(each.role)]} {each.whose}" for each in before if each.state in OPEN)
        if asked.state == State.WAITING
        else (),
        observed=tuple((each.whose, each.observations) for each in before if each.observations),
    )
