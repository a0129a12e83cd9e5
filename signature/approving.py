"""What a signer approves with a second factor: these documents, in these very versions, and nothing else."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import institutions.service as institutions
from institutions.service import Asked, FactorPolicy, Gate, Purpose, Showing
from kernel.canonical import canonical
from kernel.database import Desk
from kernel.errors import Refused
from kernel.work import Work
from signature import service
from signature.errors import SecondFactorNeeded, TooMany
from signature.marking import Workshop

MOST = 200
SECONDS = int(institutions.CHALLENGE_LASTS.total_seconds())
NEEDED = {
    FactorPolicy.ANY: "Su cargo exige un segundo factor: escriba el código de su autenticador, o use su llave.",
    FactorPolicy.WEBAUTHN: "Su cargo exige una llave de seguridad: úsela para firmar.",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """A request, and the version that its signer read."""

    request_id: UUID
    sha256: str


def gate_of(workshop: Workshop) -> Gate:
    return Gate.of(workshop.secrets, workshop.public_url)


def commitment(picked: Collection[Picked]) -> bytes:
    """One hash over all that is approved, whatever the order in which it was picked."""
    return hashlib.sha256(canonical(sorted({(str(each.request_id), each.sha256) for each in picked}))).digest()


def asked(person_id: UUID, holder: str, picked: Collection[Picked]) -> Asked:
    """What a key is asked before these are signed."""
    return Asked(person_id, holder, Purpose.SIGN, commitment(picked))


def call(work: Work, workshop: Workshop, holder: str, picked: Collection[Picked]) -> dict[str, Any]:
    """What a browser asks of the signer's keys: only about what they may sign now, as it is now."""
    if len(picked) > MOST:
        raise TooMany(f"Son demasiados documentos: elija hasta {MOST} cada vez.")
    for each in picked:
        request = service.get(work, each.request_id)
        service.stand_at_turn(work, request)
        service.refuse_other_version(work, request, each.sha256)
    who = work.actor.person_id or UUID(int=0)
    return gate_of(workshop).call(work, asked(who, holder, picked))


def verify(
    work: Work,
    workshop: Workshop,
    policy: FactorPolicy,
    picked: Collection[Picked],
    showing: Showing,
) -> institutions.Shown:
    """What the policy asks for: right, and about these."""
    if not showing.code and not showing.answer:
        raise SecondFactorNeeded(NEEDED[policy])
    who = work.actor.person_id or UUID(int=0)
    return institutions.verify_factor(work, gate_of(workshop), policy, asked(who, showing.holder, picked), showing)


def note_refused(desk: Desk, workshop: Workshop, refusal: Refused) -> None:
    """In a transaction of its own: the refusal leaves nothing else."""
    if desk.actor.person_id:
        with desk.writing() as work:
            about = Asked(desk.actor.person_id, "", Purpose.SIGN)
            institutions.note_factor_refused(work, gate_of(workshop), about, refusal)
