"""What a key (WebAuthn) is asked to answer, and that it is answered once, soon, and by whom it was asked.

What is asked says what it is about: it is a hash over the purpose, a number that nobody can guess, and the hash of what
is to be approved. Whoever has the answer can show, with those three, what its owner approved.
"""

import hashlib
import secrets as chance
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, func, select

from institutions.errors import AnotherThingApproved, SecondFactorRefused, TooManyTries
from institutions.models import FactorChallenge
from kernel.work import Work

LASTS = timedelta(minutes=5)
FORM = b"oficina/factor/v1"
NONCE = 32
MOST_OPEN = 20
"""So many may wait for an answer of one person."""
AGAIN = "El pedido a su llave venció o ya se respondió: apriete el botón de nuevo."


class Purpose(StrEnum):
    REGISTER = "register"
    ENTER = "enter"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom keys answer to: the address at which people reach the office, and the name by which keys know it."""

    id: str
    origin: str

    @classmethod
    def at(cls, public_url: str) -> "RelyingParty":
        """A browser lends no key to an address of numbers; that of the machine itself has a name."""
        parts = urlsplit(public_url)
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
        if _is_number(host) and ip_address(host).is_loopback:
            host = "localhost"
        return cls(host, f"{parts.scheme}://{host}{port}")

    @property
    def able(self) -> bool:
        """Whether a browser may use a key at this address at all."""
        return not _is_number(self.id) and (self.origin.startswith("https:") or self.id == "localhost")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom something is asked, in which session or by which client, what for, and about what (a hash)."""

    person_id: UUID
    holder: str
    purpose: Purpose
    about: bytes = b""

    def challenge(self, nonce: bytes) -> bytes:
        return hashlib.sha256(b"\0".join((FORM, self.purpose.encode(), nonce.hex().encode(), self.about))).digest()


def ask(work: Work, asked: Asked) -> bytes:
    """The challenge, remembered until it is answered or too old."""
    mine = FactorChallenge.person_id == asked.person_id
    work.session.execute(delete(FactorChallenge).where(mine, FactorChallenge.ends_at <= work.now))
    waiting = (
        work.session.scalar(
            select(func.count()).select_from(FactorChallenge).where(mine, FactorChallenge.used_at.is_(None))
        )
        or 0
    )
    if waiting >= MOST_OPEN:
        raise TooManyTries("Se pidió demasiadas veces una respuesta a su llave: espere 5 minutos y vuelva a intentar.")
    nonce = chance.token_bytes(NONCE)
    challenge = asked.challenge(nonce)
    row = FactorChallenge(
        digest=_digest(challenge),
        person_id=asked.person_id,
        holder=asked.holder,
        purpose=asked.purpose,
        nonce=nonce,
        ends_at=work.now + LASTS,
    )
    work.add(row)
    return challenge


def refuse_unasked(work: Work, asked: Asked, answered: bytes) -> str:
    """Whether this was asked, of this person, here, not long ago, and about this. By which name it is to be spent."""
    row = work.session.get(FactorChallenge, _digest(answered))
    if row is None or (row.person_id, row.holder, row.purpose) != (asked.person_id, asked.holder, asked.purpose):
        raise SecondFactorRefused(AGAIN)
    if row.used_at is not None or work.now >= row.ends_at:
        raise SecondFactorRefused(AGAIN)
    if asked.challenge(row.nonce) != answered:
        raise AnotherThingApproved(
            "Lo que aprobó con su llave no es lo que se iba a hacer: revise lo elegido y apriete el botón de nuevo."
        )
    return row.digest


def spend(work: Work, digest: str) -> None:
    """An answer opens once."""
    row = work.session.get(FactorChallenge, digest, with_for_update=True, populate_existing=True)
    if row is None or row.used_at is not None:
        raise SecondFactorRefused(AGAIN)
    row.used_at = work.now


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
