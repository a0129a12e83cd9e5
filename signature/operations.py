"""Endorsing and signing: the checks, then the signature outside any transaction, then the new version."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from uuid import UUID

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
from documents.errors import ChangedMeanwhile
from documents.storage import Blob
from institutions.service import FactorPolicy, Showing, Shown
from kernel.work import Work
from signature import approving, credentials, keeping, marking, remote, service, stamps
from signature.approving import Picked
from signature.certificates import ENDORSING, SIMPLE, Holder
from signature.errors import PinNeeded, WrongRole
from signature.held import Claim
from signature.marking import Key, Mark, OneTimeKey, Opening, Workshop
from signature.models import Level, Role, SignatureRequest
from signature.remote import Elsewhere
from signature.service import Decision, Standing

FIELDS = {
    (Role.ENDORSEMENT, Level.SIMPLE): "VB",
    (Role.SIGNATURE, Level.ADVANCED): "FEA",
    (Role.SIGNATURE, Level.SIMPLE): "FES",
    (Role.ATTESTATION, Level.ADVANCED): "MF",
    (Role.ATTESTATION, Level.SIMPLE): "MFS",
}
"""How the field of each is named in the PDF, for ever. A number follows: its place in the round."""


@dataclass(frozen=True, slots=True)
class Ready:
    """On which version, by whom, with which key, and how it will look: all that the effect needs."""

    asked: SignatureRequest
    head: int
    mark: Mark
    key: Opening
    decision: Decision
    shown: Shown | None
    """To be spent with the signature; where the key is elsewhere, it is spent when that answers."""


def put_down(  # noqa: PLR0913 -- what was put on it, and where
    work: Work, asked: SignatureRequest, decision: Decision, blob: Blob, *, head: int, field: str, level: str
) -> SignatureRequest:
    """The new version, what it is, and whose turn is next: all of it, if nothing else was put on it meanwhile."""
    document = documents.get(work, asked.document_id, lock=True)
    if document.head != head:
        raise ChangedMeanwhile(
            "Otra persona firmó este documento en el mismo momento: intente de nuevo.", document_id=document.id
        )
    cause = documents.Cause.ENDORSED if asked.role == Role.ENDORSEMENT else documents.Cause.SIGNED
    version = documents.add_version(work, document, blob, cause)
    credentials.note_right_pin(work, decision.standing.person_id)
    keeping.begin(work, document.id, blob.name, level, finished=False)
    decided = service.done(work, asked.id, decision, field=field, version=version.number)
    audit.record(
        work,
        f"signature.{asked.role}-put",
        document.id,
        people={"signer": decision.standing.name},
        request=str(asked.id),
        field=field,
        level=asked.level,
        seen=decision.seen_sha256,
        sha256=blob.name,
    )
    return decided


@dataclass(frozen=True, slots=True)
class _Put:
    """Put on the document what was asked of the actor."""

    workshop: Workshop
    request_id: UUID
    seen_sha256: str
    observations: str | None = None
    pin: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    answer: str | None = field(default=None, repr=False)
    """What a key of theirs answered, and to what it was asked: by which session or client."""
    holder: str = ""
    factor_shown: bool = False
    """Whether the second factor was shown and spent when a batch of these began (`signature.batches`)."""

    roles: ClassVar[frozenset[Role]]

    def prepare(self, work: Work) -> Ready:
        asked = service.get(work, self.request_id)
        if asked.role not in self.roles:
            raise WrongRole("Esta solicitud no es de ese tipo: un V°B° se visa, y una firma se firma.")
        standing = service.stand_at_turn(work, asked)
        service.refuse_other_version(work, asked, self.seen_sha256)
        return self._ready(work, asked, Decision(standing, self.seen_sha256, self.observations))

    def effect(self, ready: Ready, /) -> Blob:
        return marking.put(self.workshop, ready.mark, ready.key)

    def settle(self, work: Work, ready: Ready, blob: Blob, /) -> SignatureRequest:
        level = ready.key.level(work, ready.mark, timed=not self.workshop.signs_without_time)
        told: dict[str, Any] = {"head": ready.head, "field": ready.mark.field, "level": level}
        decided = put_down(work, ready.asked, ready.decision, blob, **told)
        if ready.shown is not None:
            institutions.spend_factor(work, approving.gate_of(self.workshop), ready.shown)
        ready.key.settled(work, ready.mark)
        return decided

    def _ready(self, work: Work, asked: SignatureRequest, decision: Decision) -> Ready:
        document = documents.get(work, asked.document_id)
        at_hand, demonstration = self._key(work, asked, document.office_id, decision.standing)
        shown = self._second_factor(work, asked, decision.standing)
        key = self._opening(work, asked, document, decision, at_hand, shown)
        mark = Mark(
            blob=documents.head_version(work, document).blob,
            field=f"{FIELDS[Role(asked.role), Level(asked.level)]}-{asked.position + 1}",
            stamp=stamps.of_request(
                work,
                asked,
                decision.standing,
                place=service.place_among_its_kind(work, asked),
                demonstration=demonstration,
            ),
            location=institutions.institution(work).name,
            at=work.now,
        )
        return Ready(asked, document.head, mark, key, decision, shown if key is at_hand else None)

    def _opening(
        self,
        work: Work,
        asked: SignatureRequest,
        document: documents.Document,
        decision: Decision,
        key: Opening,
        shown: Shown | None,
    ) -> Opening:
        """The key itself; where it is kept elsewhere, how it is asked for, and what a job needs to finish with it."""
        if not isinstance(key, Key):
            return key
        observed, told = decision.observations, decision.standing.told()
        claim = Claim(asked.id, document.head, decision.seen_sha256, observed, told)
        by_person = claim if asked.level == Level.ADVANCED else None
        found = remote.opening(work, self.workshop.secrets, key, document.id, by_person)
        return replace(found, shown=shown) if isinstance(found, Elsewhere) else found

    def _key(self, work: Work, asked: SignatureRequest, office_id: UUID, standing: Standing) -> tuple[Opening, bool]:
        """An advanced signature is made with the person's own key; a simple one with a key for this act alone."""
        if asked.level == Level.SIMPLE:
            return self._simple_key(work, asked, office_id, standing)
        if not self.pin:
            raise PinNeeded("Escriba su PIN: sin él no se puede usar su clave de firma.")
        return credentials.key_of(work, self.workshop.secrets, standing.person_id, self.pin)

    def _simple_key(
        self, work: Work, asked: SignatureRequest, office_id: UUID, standing: Standing
    ) -> tuple[Opening, bool]:
        """Where nobody issues such keys, it is the office's seal that says who endorsed."""
        seal, demonstration = credentials.seal_key(work, self.workshop.secrets, office_id)
        if not demonstration:
            return seal, demonstration
        unit = ENDORSING if asked.role == Role.ENDORSEMENT else SIMPLE
        run, organisation = institutions.person(work, standing.person_id).run, institutions.institution(work).name
        holder = Holder(standing.name, organisation, title=standing.title, rut=run, unit=unit)
        return OneTimeKey(self.workshop.demonstration, holder, work.now), demonstration

    def _second_factor(self, work: Work, asked: SignatureRequest, standing: Standing) -> Shown | None:
        """Where the post requires one: what was shown, about this version, to be spent when the signature is kept."""
        policy = FactorPolicy(standing.second_factor)
        if policy == FactorPolicy.NONE or self.factor_shown or asked.role == Role.ENDORSEMENT:
            return None
        picked = [Picked(asked.id, self.seen_sha256)]
        showing = Showing(self.code or "", self.answer or "", self.holder)
        return approving.verify(work, self.workshop, policy, picked, showing)


@dataclass(frozen=True, slots=True)
class SignDocument(_Put):
    """Sign the act, or attest to it."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.SIGNATURE, Role.ATTESTATION})


@dataclass(frozen=True, slots=True)
class EndorseDocument(_Put):
    """Say that it may be signed (V°B°), which is not a signature of the act."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENDORSEMENT})
