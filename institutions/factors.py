"""The second factor: what a post asks for, what a person has, and what they show, once, in this session."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from institutions import authenticators, house, identity, recovery, tries
from institutions.authenticators import Answered
from institutions.challenges import Asked, Purpose, RelyingParty
from institutions.errors import AuthenticatorCopied, SecondFactorRefused
from institutions.models import FactorPolicy, Person, Post
from kernel.errors import Refused
from kernel.secrets import Secrets
from kernel.work import Work

STRICTEST = (FactorPolicy.NONE, FactorPolicy.ANY, FactorPolicy.WEBAUTHN)


class Factor(StrEnum):
    """What was shown."""

    TOTP = "totp"
    KEY = "webauthn"
    RECOVERY = "recovery-code"


@dataclass(frozen=True, slots=True)
class Gate:
    """What it takes to judge a second factor."""

    secrets: Secrets
    party: RelyingParty

    @classmethod
    def of(cls, secrets: Secrets, public_url: str) -> "Gate":
        return cls(secrets, RelyingParty.at(public_url))

    def call(self, work: Work, asked: Asked) -> dict[str, Any]:
        """What a browser asks of the keys of a person."""
        return authenticators.call(work, self.secrets, self.party, asked)


@dataclass(frozen=True, slots=True)
class Showing:
    """What somebody shows: the code of their telephone, or what their key answered to what this session asked."""

    code: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """It is right; to be spent in the transaction of the act that it opens."""

    asked: Asked
    factor: Factor
    step: int = field(default=0, repr=False)
    answered: Answered | None = None


def strictest(policies: Iterable[str]) -> FactorPolicy:
    """Of many posts, that of the one that asks for most."""
    return max((FactorPolicy(each) for each in policies), key=STRICTEST.index, default=FactorPolicy.NONE)


def suffices(policy: str, factor: str | None) -> bool:
    """Whether what was shown is what a post asks for. A recovery code stands for any factor, and for no key."""
    return policy == FactorPolicy.NONE or factor == Factor.KEY or (policy == FactorPolicy.ANY and factor is not None)


def has(person: Person, policy: str) -> bool:
    """Whether they could show what a post asks for."""
    return policy == FactorPolicy.NONE or person.keys > 0 or (policy == FactorPolicy.ANY and person.has_factor)


def demanded(work: Work, post_id: UUID | None) -> FactorPolicy:
    """What the post in which somebody works asks for."""
    row = work.find(Post, id=post_id) if post_id else None
    return FactorPolicy(row.second_factor) if row else FactorPolicy.NONE


def set_policy(work: Work, post_id: UUID, policy: FactorPolicy) -> Post:
    """From now on the post asks for this of whoever comes in or signs in it."""
    row = house.post(work, post_id)
    if row.second_factor != policy:
        was, row.second_factor = row.second_factor, policy
        audit.record(work, "post.factor-set", post_id, was=was, second_factor=str(policy))
    return row


def policies(work: Work, post_ids: Iterable[UUID]) -> list[str]:
    """What each of these posts asks for."""
    mine = (Post.institution_id == work.institution_id, Post.id.in_(list(post_ids)))
    return list(work.session.scalars(select(Post.second_factor).where(*mine)))


def verify(work: Work, gate: Gate, policy: FactorPolicy, asked: Asked, showing: Showing) -> Shown:
    """Whether it is right and enough. `spend` in the act's own transaction keeps it from being used again."""
    tries.refuse_too_many(work, _guesses(gate, asked))
    if showing.answer:
        answered = authenticators.verify(work, gate.secrets, gate.party, asked, showing.answer)
        return Shown(asked, Factor.KEY, answered=answered)
    if policy == FactorPolicy.WEBAUTHN:
        raise SecondFactorRefused("Su cargo pide una llave de seguridad, y un código no basta: use su llave.")
    step = identity.verify_totp(work, gate.secrets, asked.person_id, showing.code)
    return Shown(asked, Factor.TOTP, step)


def spend(work: Work, gate: Gate, shown: Shown) -> None:
    """A code and an answer open once; what failed before it was a slip."""
    if shown.answered:
        authenticators.spend(work, gate.secrets, shown.answered)
    else:
        identity.spend_totp(work, shown.asked.person_id, shown.step)
    tries.forget(work, _guesses(gate, shown.asked))


def show(work: Work, gate: Gate, asked: Asked, showing: Showing) -> Factor:
    """Show any second factor, or a recovery code in its place: it is spent."""
    if not showing.answer and not recovery.is_of_an_authenticator(showing.code):
        recovery.show(work, gate.secrets, asked.person_id, showing.code)
        return Factor.RECOVERY
    shown = verify(work, gate, FactorPolicy.ANY, asked, showing)
    spend(work, gate, shown)
    return shown.factor


def note_refused(work: Work, gate: Gate, asked: Asked, refusal: Refused) -> None:
    """Guessing is counted, and a key that may be copied is suspended: the refusal undid its own transaction."""
    if isinstance(refusal, AuthenticatorCopied):
        authenticators.suspend(work, UUID(str(refusal.facts["authenticator"])))
    tries.count(work, _guesses(gate, asked))


def _guesses(gate: Gate, asked: Asked) -> tries.Source:
    """Of whoever signs, by whom it is about. Of whoever comes in, by the session: somebody who only knows a password
    keeps nobody out.
    """
    whose = f"{asked.person_id}/{asked.holder}" if asked.purpose == Purpose.ENTER else str(asked.person_id)
    return tries.Source(gate.secrets.digest("tries", f"factor/{asked.purpose}/{whose}"), "", "", known=True)
