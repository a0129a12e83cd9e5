"""How a person shows that they are who they say: a password (contingency), and a second factor (RFC 6238)."""

import base64
import hmac
import secrets as chance
import struct
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

import audit.service as audit
from institutions import house
from institutions.errors import CurrentPasswordWrong, SecondFactorRefused, WeakPassword
from institutions.models import Person
from kernel.errors import Refused
from kernel.secrets import Secrets
from kernel.work import Work

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
SHORTEST, LONGEST = 10, 128
STEP = 30
DIGITS = 6
NEIGHBOURS = (0, -1, 1)
"""The code of the step before and after is taken too: clocks differ."""
PURPOSE = "totp"
OFFER = "totp-offer"
NOBODY = HASHER.hash(chance.token_hex(16))
"""Compared against when there is no password, so that an answer takes as long for whoever does not exist."""


def set_password(work: Work, person_id: UUID, password: str) -> None:
    """Argon2id, of a bounded length: hashing must not be a way to keep the server busy."""
    refuse_weak(password)
    house.person(work, person_id).password_hash = HASHER.hash(password)
    audit.record(work, "password.set", person_id)


def change_password(work: Work, person_id: UUID, current: str, password: str) -> None:
    """Whoever knows the one that they have chooses another."""
    if not check_password(house.person(work, person_id), current):
        raise CurrentPasswordWrong(
            "Esa no es su clave actual: escríbala de nuevo, o pida un enlace a su administrador."
        )
    set_password(work, person_id, password)


def refuse_weak(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"Esa clave no sirve: use una de {SHORTEST} a {LONGEST} caracteres.")


def check_password(person: Person | None, password: str) -> bool:
    """Whether it is theirs. It takes as long when there is nobody."""
    kept = person.password_hash if person else None
    try:
        return HASHER.verify(kept or NOBODY, password[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def enrol_totp(work: Work, secrets: Secrets, person_id: UUID) -> str:
    """A new secret for the person's authenticator, in base32. Shown this once, kept wrapped."""
    secret = chance.token_bytes(20)
    person = house.person(work, person_id)
    _keep(secrets, person, secret, 0)
    audit.record(work, "second-factor.enrolled", person_id)
    return base64.b32encode(secret).decode()


def offer_totp(secrets: Secrets, person_id: UUID) -> tuple[str, str]:
    """A secret for an authenticator, in base32, and the same as only this office can open it for this person."""
    secret = chance.token_bytes(20)
    return base64.b32encode(secret).decode(), secrets.wrap(f"{OFFER}/{person_id}", secret).hex()


def offered(secrets: Secrets, person_id: UUID, offer: str) -> str:
    """The secret of an offer, to show it again."""
    return base64.b32encode(_opened(secrets, person_id, offer)).decode()


def accept_totp(work: Work, secrets: Secrets, person_id: UUID, offer: str, code: str) -> None:
    """From now on it is the person's: a code of it shows that their authenticator has it."""
    secret, person = _opened(secrets, person_id, offer), house.person(work, person_id)
    now = int(work.now.timestamp()) // STEP
    step = next((now + each for each in NEIGHBOURS if _is_code(secret, now + each, code)), None)
    if step is None:
        raise SecondFactorRefused("El código no corresponde: revise la hora de su teléfono y escriba el que muestra.")
    _keep(secrets, person, secret, step)
    audit.record(work, "second-factor.enrolled", person_id)


def _keep(secrets: Secrets, person: Person, secret: bytes, step: int) -> None:
    person.wrapped_totp, person.last_totp_step = secrets.wrap(PURPOSE, secret), step
    person.owes_factor, person.owes_why = False, ""


def _opened(secrets: Secrets, person_id: UUID, offer: str) -> bytes:
    try:
        return secrets.unwrap(f"{OFFER}/{person_id}", bytes.fromhex(offer))
    except (ValueError, Refused):
        raise SecondFactorRefused("Ese enrolamiento ya no vale: comience de nuevo.") from None


def _is_code(secret: bytes, step: int, code: str) -> bool:
    return hmac.compare_digest(totp(secret, step).encode(), code.strip().encode(errors="replace"))


def verify_totp(work: Work, secrets: Secrets, person_id: UUID, code: str) -> int:
    """The step of the code, or a refusal. `spend_totp` in the act's own transaction keeps it from being used again."""
    person = house.person(work, person_id)
    if person.wrapped_totp is None:
        raise SecondFactorRefused("Su cargo exige segundo factor y usted no lo tiene: enrólelo antes de firmar.")
    secret = secrets.unwrap(PURPOSE, person.wrapped_totp)
    given = code.strip().encode(errors="replace")
    now = int(work.now.timestamp()) // STEP
    for step in (now + each for each in NEIGHBOURS):
        if step > person.last_totp_step and hmac.compare_digest(totp(secret, step).encode(), given):
            return step
    raise SecondFactorRefused("El código del segundo factor no es válido o ya se usó: espere el siguiente.")


def spend_totp(work: Work, person_id: UUID, step: int) -> None:
    """A code opens once."""
    person = work.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if step <= person.last_totp_step:
        raise SecondFactorRefused("Ese código ya se usó: espere el siguiente.")
    person.last_totp_step = step


def totp(secret: bytes, step: int) -> str:
    """RFC 6238 over HMAC-SHA-1, six digits, as authenticators compute it."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    at = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
