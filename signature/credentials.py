"""The keys that signatures are made with: each person's, which only their PIN opens, and each office's seal."""

import secrets as chance
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

import audit.service as audit
from kernel.secrets import Secrets
from kernel.work import Work
from signature.certificates import DEMONSTRATION, common_name
from signature.errors import NoCredential, NoSeal, PinBlocked
from signature.marking import Key
from signature.models import Credential, SealCredential

P12 = "signature/p12"
SEAL_PIN = "signature/seal-pin"
WRONG_PINS = 5
"""So many in a row, and the key rests: a PIN is short, and whoever tries them all must not get far."""
REST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Keeping:
    """A P12 that was opened once to see what is in it, ready to be kept."""

    p12: bytes
    holder: str
    certificate_sha256: str
    not_before: datetime
    not_after: datetime
    demonstration: bool

    @classmethod
    def of(cls, p12: bytes, certificate: x509.Certificate) -> Self:
        """What has to be known of a key without opening it again."""
        return cls(
            p12=p12,
            holder=common_name(certificate.subject)[:200],
            certificate_sha256=certificate.fingerprint(SHA256()).hex(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            demonstration=DEMONSTRATION in common_name(certificate.issuer),
        )

    def told(self) -> dict[str, Any]:
        """All but the key."""
        return {name: value for name, value in asdict(self).items() if name != "p12"}


def keep(work: Work, secrets: Secrets, person_id: UUID, keeping: Keeping) -> Credential:
    """From now on this is the person's key; the one before it signs no more."""
    retired = [each for each in _of(work, person_id) if each.retired_at is None]
    for each in retired:
        each.retired_at = work.now
    credential = Credential(
        institution_id=work.institution_id,
        person_id=person_id,
        wrapped_p12=secrets.wrap(P12, keeping.p12),
        kept_at=work.now,
        **keeping.told(),
    )
    work.add(credential)
    audit.record(work, "credential.kept", person_id, certificate=keeping.certificate_sha256)
    return credential


def of_person(work: Work, person_id: UUID) -> Credential:
    """The key that the person signs with now."""
    current = next((each for each in _of(work, person_id) if each.retired_at is None), None)
    if current is None:
        raise NoCredential(
            "Usted no tiene un certificado de firma: cargue el suyo, o pida uno al administrador de su institución."
        )
    if current.blocked_until and work.now < current.blocked_until:
        raise PinBlocked("Hubo demasiados intentos con un PIN equivocado: espere 15 minutos e intente de nuevo.")
    return current


def key_of(work: Work, secrets: Secrets, person_id: UUID, pin: str) -> tuple[Key, bool]:
    """The person's key and what they say opens it, and whether it is only for demonstrations."""
    credential = of_person(work, person_id)
    return Key(secrets.unwrap(P12, credential.wrapped_p12), pin), credential.demonstration


def seal_key(work: Work, secrets: Secrets, office_id: UUID) -> tuple[Key, bool]:
    """The office's seal, which the server opens by itself."""
    seal = seal_of(work, office_id)
    return Key(seal.p12, secrets.unwrap(SEAL_PIN, seal.wrapped_pin).decode()), seal.demonstration


def note_wrong_pin(work: Work, person_id: UUID) -> None:
    """Count it and write it down; after a few in a row the key rests."""
    for current in (each for each in _of(work, person_id, lock=True) if each.retired_at is None):
        current.wrong_pins += 1
        if current.wrong_pins >= WRONG_PINS:
            current.wrong_pins, current.blocked_until = 0, work.now + REST
        audit.record(work, "credential.wrong-pin", current.id, blocked=current.blocked_until == work.now + REST)


def note_right_pin(work: Work, person_id: UUID) -> None:
    for current in (each for each in _of(work, person_id) if each.retired_at is None and each.wrong_pins):
        current.wrong_pins = 0


def keep_seal(work: Work, secrets: Secrets, office_id: UUID, keeping: Keeping, pin: str) -> SealCredential:
    """From now on the office seals with this; the server can open it, because nobody is asked when it does."""
    for each in _seals(work, office_id):
        each.retired_at = each.retired_at or work.now
    seal = SealCredential(
        institution_id=work.institution_id,
        office_id=office_id,
        p12=keeping.p12,
        wrapped_pin=secrets.wrap(SEAL_PIN, pin.encode()),
        kept_at=work.now,
        **keeping.told(),
    )
    work.add(seal)
    audit.record(work, "seal.kept", office_id, certificate=keeping.certificate_sha256)
    return seal


def retire_seal(work: Work, office_id: UUID) -> None:
    """The office seals with nothing until it has another."""
    for each in _seals(work, office_id):
        each.retired_at = each.retired_at or work.now
    audit.record(work, "seal.retired", office_id)


def seal_of(work: Work, office_id: UUID) -> SealCredential:
    """What the office seals with now."""
    current = current_seal(work, office_id)
    if current is None:
        raise NoSeal(
            "La oficina de partes no tiene certificado de sello: pida al administrador que lo cargue.",
            office_id=office_id,
        )
    return current


def current_seal(work: Work, office_id: UUID) -> SealCredential | None:
    """What the office seals with now, or nothing yet."""
    return next((each for each in _seals(work, office_id) if each.retired_at is None), None)


def has_seal(work: Work, office_id: UUID) -> bool:
    return current_seal(work, office_id) is not None


def some_worthless(work: Work) -> bool:
    """Whether somebody here signs, or some office seals, with a key for demonstrations."""
    return any(
        work.session.scalar(
            select(table.id)
            .where(table.institution_id == work.institution_id, table.demonstration.is_(True))
            .where(table.retired_at.is_(None))
            .limit(1)
        )
        for table in (Credential, SealCredential)
    )


def new_pin() -> str:
    return chance.token_urlsafe(24)


def _of(work: Work, person_id: UUID, *, lock: bool = False) -> list[Credential]:
    mine = (Credential.institution_id == work.institution_id, Credential.person_id == person_id)
    query = select(Credential).where(*mine).order_by(Credential.kept_at.desc())
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(work.session.scalars(query))


def _seals(work: Work, office_id: UUID) -> list[SealCredential]:
    mine = (SealCredential.institution_id == work.institution_id, SealCredential.office_id == office_id)
    return list(work.session.scalars(select(SealCredential).where(*mine).order_by(SealCredential.kept_at.desc())))
