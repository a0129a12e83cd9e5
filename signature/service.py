"""Who is asked to endorse and sign a document, in what order, in what capacity they act, and what they decide."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
import search.service as search
from kernel.permissions import Permission
from kernel.work import Work
from signature.errors import AnotherVersionSeen, NothingRequested, NotYours, RequestNotFound, RoundStillOpen
from signature.models import OPEN, Level, Mode, Role, SignatureRequest, State
from signature.rounds import Step, last_round, open_next, refuse_decided, refuse_out_of_turn, stages

__all__ = ["Decision", "Standing", "Step", "cancel", "get", "last_return", "request", "requests_of", "return_", "tray"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who acts, and in what capacity: their own post, somebody else's for a while, or by somebody's order."""

    person_id: UUID
    name: str
    post: str = ""
    substitute_for: str | None = None
    by_order_of: str | None = None
    act_cited: str | None = None
    second_factor: str = institutions.FactorPolicy.NONE

    @property
    def title(self) -> str:
        """The post as it is printed: a substitute's carries its «(S)»."""
        return f"{self.post} (S)" if self.substitute_for else self.post

    def told(self) -> dict[str, str]:
        """What is kept with the request: both identities, and the act that allows it."""
        kept = asdict(self) | {"person_id": str(self.person_id)}
        del kept["second_factor"]
        return {name: str(value) for name, value in kept.items() if value}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody did with the version that they saw."""

    standing: Standing
    seen_sha256: str
    observations: str | None = None


def request(
    work: Work,
    document_id: UUID,
    steps: Sequence[Step],
    *,
    mode: Mode = Mode.CHAIN,
    behalf_post_id: UUID | None = None,
) -> list[SignatureRequest]:
    """Send the document to be endorsed and signed. Nobody drafts it any more until it comes back."""
    document = documents.get(work, document_id, lock=True)
    earlier = last_round(work, document_id, lock=True)
    if any(each.state in OPEN for each in earlier):
        raise RoundStillOpen("El documento ya está en firma: anule esa solicitud antes de hacer otra.")
    number = earlier[0].round + 1 if earlier else 1
    requests = _staged(work, document, steps, stages(steps, mode))
    behalf = institutions.behalf(work, Permission.REQUEST_SIGNATURE, chosen=behalf_post_id, usual=document.behalf)
    documents.fix(work, document)
    for each in requests:
        each.round, each.behalf = number, behalf.told
    work.add(*requests)
    open_next(work, requests)
    search.add_marks(work, document.id, _marks(work, steps))
    asked = [{"role": each.role, "post": each.post_id and str(each.post_id), "stage": each.stage} for each in requests]
    told = {"round": number, "sha256": requests[0].basis_sha256, "asked": asked, **behalf.facts}
    audit.record(work, "signature.requested", document.id, behalf.people, **told)
    return requests


def _staged(
    work: Work, document: documents.Document, steps: Sequence[Step], at: Sequence[int]
) -> list[SignatureRequest]:
    """What is asked of each, on the version that there is now."""
    whose, basis = _named(work, steps), documents.head_version(work, document)
    level = Level(documents.kind_of(work, document).level)
    return [
        SignatureRequest(
            institution_id=work.institution_id,
            document_id=document.id,
            round=1,
            position=position,
            stage=stage,
            role=step.role,
            level=Level.SIMPLE if step.role == Role.ENDORSEMENT else level,
            post_id=step.post_id,
            person_id=step.person_id,
            whose=whose[step],
            subject=document.subject,
            basis=basis.number,
            basis_sha256=basis.blob,
            requested_by=work.actor.person_id,
            requested_at=work.now,
        )
        for position, (step, stage) in enumerate(zip(steps, at, strict=True))
    ]


def get(work: Work, request_id: UUID) -> SignatureRequest:
    """A request on a document that the actor may read. An absent id takes as long as one of what is hidden."""
    found = work.find(SignatureRequest, id=request_id)
    if not documents.get_many(work, [found.document_id if found else request_id]) or found is None:
        raise RequestNotFound(
            "La solicitud de firma no existe, o no está entre las suyas: búsquela en su bandeja de firma.",
            request_id=request_id,
        )
    return found


def requests_of(work: Work, document_id: UUID) -> list[SignatureRequest]:
    """All that was asked and decided on a document, oldest first. Those of earlier rounds no longer count."""
    documents.get(work, document_id)
    mine = (SignatureRequest.institution_id == work.institution_id, SignatureRequest.document_id == document_id)
    query = select(SignatureRequest).where(*mine).order_by(SignatureRequest.round, SignatureRequest.position)
    return list(work.session.scalars(query))


def last_return(work: Work, document_ids: Collection[UUID]) -> dict[UUID, SignatureRequest]:
    """With what each of these documents came back the last time: one statement."""
    query = select(SignatureRequest).where(
        SignatureRequest.institution_id == work.institution_id,
        SignatureRequest.document_id.in_(document_ids),
        SignatureRequest.state == State.RETURNED,
        search.readable(work, SignatureRequest.document_id),
    )
    return {each.document_id: each for each in work.session.scalars(query.order_by(SignatureRequest.round))}


def tray(work: Work) -> Select[Any]:
    """What waits for the actor: their turn has come, in a post that they hold now or by their own name."""
    return select(SignatureRequest).where(
        SignatureRequest.institution_id == work.institution_id,
        SignatureRequest.state == State.PENDING,
        addressed_to(work),
        search.readable(work, SignatureRequest.document_id),
    )


def counts(work: Work) -> dict[str, int]:
    """How much waits for the actor: to endorse, and to sign. One statement."""
    by_role = tray(work).with_only_columns(SignatureRequest.role, func.count()).group_by(SignatureRequest.role)
    told = {"to_endorse": 0, "to_sign": 0}
    for role, many in work.session.execute(by_role):
        told["to_endorse" if role == Role.ENDORSEMENT else "to_sign"] += many
    return told


def stand_at_turn(work: Work, asked: SignatureRequest) -> Standing:
    """In what capacity the actor does what was asked, now that it is their turn."""
    refuse_decided(asked)
    standing = _standing(work, asked)
    refuse_out_of_turn(asked, last_round(work, asked.document_id))
    return standing


def refuse_other_version(work: Work, asked: SignatureRequest, seen_sha256: str) -> None:
    """What is signed is what was approved: a version of this round, which others only added signatures to."""
    document = documents.get(work, asked.document_id)
    of_this_round = range(asked.basis, document.head + 1)
    if all(documents.version_of(work, document, number).blob != seen_sha256 for number in of_this_round):
        raise AnotherVersionSeen(
            "El documento que usted vio no es el que está en firma: ábralo de nuevo, revíselo y firme.",
            request_id=asked.id,
        )


def place_among_its_kind(work: Work, asked: SignatureRequest) -> tuple[int, int]:
    """Which place on the page is its own, of how many: V°B° have theirs, and signatures theirs."""
    small = asked.role == Role.ENDORSEMENT
    of_its_kind = [each for each in last_round(work, asked.document_id) if (each.role == Role.ENDORSEMENT) == small]
    return [each.id for each in of_its_kind].index(asked.id), len(of_its_kind)


def return_(work: Work, request_id: UUID, observations: str) -> SignatureRequest:
    """Send the document back to whoever drafts it. What others put on this version no longer counts."""
    asked = _locked(work, request_id)
    standing = stand_at_turn(work, asked)
    asked.state, asked.observations = State.RETURNED, observations
    asked.decided_at, asked.signer_id, asked.capacity = work.now, standing.person_id, standing.told()
    _cancel_open(last_round(work, asked.document_id))
    documents.mark_returned(work, documents.get(work, asked.document_id, lock=True))
    audit.record(
        work,
        "signature.returned",
        asked.document_id,
        people={"signer": standing.name, "observations": observations},
        request=str(asked.id),
        sha256=asked.basis_sha256,
    )
    return asked


def cancel(work: Work, document_id: UUID, reason: str) -> list[SignatureRequest]:
    """Take the document back from those who have not signed yet; it can be drafted again."""
    document = documents.get(work, document_id, lock=True)
    requests = last_round(work, document_id, lock=True)
    if not any(each.state in OPEN for each in requests):
        raise NothingRequested("El documento no está en firma: no hay nada que anular.", document_id=document_id)
    _cancel_open(requests)
    documents.mark_withdrawn(work, document)
    audit.record(work, "signature.cancelled", document_id, people={"reason": reason}, round=requests[0].round)
    return requests


def done(work: Work, request_id: UUID, decision: Decision, *, field: str, version: int) -> SignatureRequest:
    """Keep what the actor just put on the document, and call whoever comes next."""
    asked = _locked(work, request_id)
    refuse_decided(asked)
    asked.state, asked.seen_sha256, asked.observations = State.DONE, decision.seen_sha256, decision.observations
    asked.decided_at, asked.signer_id = work.now, decision.standing.person_id
    asked.capacity, asked.field, asked.version = decision.standing.told(), field, version
    requests = last_round(work, asked.document_id)
    open_next(work, requests)
    if all(each.state == State.DONE for each in requests):
        document = documents.get(work, asked.document_id, lock=True)
        documents.mark_signed(work, document, _signatories(work, requests))
    return asked


def _signatories(work: Work, requests: Sequence[SignatureRequest]) -> list[documents.Signatory]:
    """Those who signed the act; whoever endorsed it did not."""
    signed = [each for each in requests if each.role != Role.ENDORSEMENT and each.capacity]
    people = institutions.people(work, {each.signer_id for each in signed if each.signer_id})
    runs = {person_id: person.run for person_id, person in people.items()}
    return [
        documents.Signatory(each.capacity["name"], each.capacity.get("post", ""), runs.get(each.signer_id))
        for each in signed
        if each.capacity and each.signer_id
    ]


def _locked(work: Work, request_id: UUID) -> SignatureRequest:
    """The request, with its document locked first: two who decide at once decide one after the other."""
    asked = get(work, request_id)
    documents.get(work, asked.document_id, lock=True)
    work.session.refresh(asked)
    return asked


def _cancel_open(requests: Sequence[SignatureRequest]) -> None:
    for each in requests:
        if each.state in OPEN:
            each.state = State.CANCELLED


def _standing(work: Work, asked: SignatureRequest) -> Standing:
    if asked.person_id is not None and asked.person_id != work.actor.person_id:
        raise NotYours(f"Esto se pidió a {asked.whose}: solo esa persona puede hacerlo.", request_id=asked.id)
    if asked.post_id is None:
        if work.actor.person_id is None:
            raise NotYours("Esto lo hace una persona: entre con su propia clave.", request_id=asked.id)
        return Standing(work.actor.person_id, work.actor.name)
    capacity = institutions.capacity_to_sign(work, asked.post_id)
    return Standing(
        person_id=capacity.person_id,
        name=capacity.person_name,
        post=capacity.post_title,
        substitute_for=capacity.substitute_for,
        by_order_of=capacity.by_order_of,
        act_cited=capacity.act_cited,
        second_factor=capacity.second_factor,
    )


def _named(work: Work, steps: Sequence[Step]) -> dict[Step, str]:
    """How each is called when others wait for them: the post, or the person."""
    posts = institutions.posts(work, {step.post_id for step in steps if step.post_id})
    people = institutions.colleagues(work, {step.person_id for step in steps if step.person_id})
    names = {each.id: each.title for each in posts.values()} | {each.id: each.name for each in people.values()}
    return {step: names[step.post_id or step.person_id or UUID(int=0)] for step in steps}


def _marks(work: Work, steps: Sequence[Step]) -> Collection[str]:
    """Whoever is asked may read it, and whoever signs by their order."""
    posts = {step.post_id for step in steps if step.post_id}
    people = {step.person_id for step in steps if step.person_id}
    may_act = posts | institutions.delegates_of(work, posts)
    return {f"post:{each}" for each in may_act} | {f"person:{each}" for each in people}


def addressed_to(work: Work) -> ColumnElement[bool]:
    """To the actor by name; to a post of theirs, or to one by whose order they sign."""
    posts = work.actor.posts | institutions.delegators_of(work, work.actor.posts)
    by_post = and_(SignatureRequest.post_id.in_(posts), SignatureRequest.person_id.is_(None))
    return or_(by_post, SignatureRequest.person_id == work.actor.person_id)
