"""Many documents signed with one PIN and one code: both are looked at before anything is signed, and kept nowhere."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import institutions.service as institutions
from institutions.errors import SecondFactorRefused
from institutions.service import FactorPolicy, Showing
from kernel.database import Desk
from kernel.work import Work
from signature import approving, credentials
from signature.ahead import ask_ahead
from signature.approving import MOST, Picked
from signature.errors import PinNeeded, TooMany, WrongPin
from signature.marking import Workshop
from signature.models import Level, Role, SignatureRequest
from signature.operations import SignDocument
from signature.providers.elsewhere import is_elsewhere


@dataclass(frozen=True, slots=True)
class Batch:
    """What signs each of them. It lives as long as the request that asked for it."""

    workshop: Workshop
    pin: str | None = field(repr=False)
    factor_shown: bool

    def signing(self, picked: Picked) -> SignDocument:
        return SignDocument(
            self.workshop, picked.request_id, picked.sha256, pin=self.pin, factor_shown=self.factor_shown
        )


def begin(desk: Desk, workshop: Workshop, picked: Collection[Picked], pin: str | None, showing: Showing) -> Batch:
    """Refuse a wrong PIN or factor before the first signature; a factor is spent here, for all of them and no other."""
    if len(picked) > MOST:
        raise TooMany(f"Son demasiados documentos: elija hasta {MOST} cada vez.")
    try:
        with desk.reading() as work:
            needs_pin, policy = _needs(work, [each.request_id for each in picked])
            elsewhere = needs_pin and _open_key(work, workshop, pin)
        shown = policy != FactorPolicy.NONE and _show(desk, workshop, policy, picked, showing)
    except WrongPin:
        note_wrong_pin(desk)
        raise
    except SecondFactorRefused as refusal:
        approving.note_refused(desk, workshop, refusal)
        raise
    batch = Batch(workshop, pin, factor_shown=shown)
    if elsewhere:
        _ask_ahead(desk, batch, picked)
    return batch


def _ask_ahead(desk: Desk, batch: Batch, picked: Collection[Picked]) -> None:
    try:
        ask_ahead(desk, batch.workshop, [batch.signing(each) for each in picked])
    except WrongPin:
        note_wrong_pin(desk)
        raise


def _show(desk: Desk, workshop: Workshop, policy: FactorPolicy, picked: Collection[Picked], showing: Showing) -> bool:
    """Of what was approved the log keeps the one hash that a key's answer carries too."""
    with desk.writing() as work:
        shown = approving.verify(work, workshop, policy, picked, showing)
        institutions.spend_factor(work, approving.gate_of(workshop), shown)
        audit.record(
            work,
            "signature.batch-begun",
            shown.asked.person_id,
            documents=len(picked),
            factor=shown.factor,
            approved=approving.commitment(picked).hex(),
        )
    return True


def note_wrong_pin(desk: Desk) -> None:
    """In a transaction of its own: the refusal leaves nothing else."""
    if desk.actor.person_id:
        with desk.writing() as work:
            credentials.note_wrong_pin(work, desk.actor.person_id)


def _needs(work: Work, ids: Collection[UUID]) -> tuple[bool, FactorPolicy]:
    """Whether a PIN is needed for any, and the strictest second factor: by the post in which they sign, also by
    another's order.
    """
    mine = (SignatureRequest.institution_id == work.institution_id, SignatureRequest.id.in_(ids))
    asked = list(work.session.scalars(select(SignatureRequest).where(*mine, SignatureRequest.role != Role.ENDORSEMENT)))
    named = {each.post_id for each in asked if each.post_id}
    acting = (named & work.actor.posts) | (work.actor.posts if named - work.actor.posts else frozenset())
    policy = institutions.strictest(institutions.factor_policies(work, acting))
    return any(each.level == Level.ADVANCED for each in asked), policy


def _open_key(work: Work, workshop: Workshop, pin: str | None) -> bool:
    """Refuse a PIN that opens nothing. Whether the key is kept elsewhere: there, whoever keeps it judges the code."""
    if not pin:
        raise PinNeeded("Escriba su PIN: sin él no se puede usar su clave de firma.")
    key, _demonstration = credentials.key_of(work, workshop.secrets, work.actor.person_id or UUID(int=0), pin)
    if is_elsewhere(key.p12):
        return True
    key.open(workshop.providers).refuse_out_of_date(work.now)
    return False
