"""When the telephone is lost: codes on paper, each of which opens once, or the administrator takes the factor away."""

import secrets as chance
from uuid import UUID

from sqlalchemy import delete, func, select

import audit.service as audit
from institutions import authenticators, house, identity, roll
from institutions.errors import NotInTheHouse, ReasonMissing, SecondFactorRefused
from institutions.models import Person, RecoveryCode, Session
from kernel.secrets import Secrets
from kernel.work import Work

MANY = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("ILO", "110")
"""Crockford's: what is copied by hand from paper is not mistaken."""
GROUPS, EACH = 3, 4
PURPOSE = "recovery-code"


def make_codes(work: Work, secrets: Secrets, person_id: UUID) -> list[str]:
    """Ten codes of 60 bits, shown this once; those of before open nothing. Digests are kept, under the office's key."""
    _forget(work, person_id)
    codes = ["".join(chance.choice(ALPHABET) for _ in range(GROUPS * EACH)) for _ in range(MANY)]
    work.add(*(RecoveryCode(digest=_digest(secrets, person_id, each), person_id=person_id) for each in codes))
    audit.record(work, "recovery-codes.made", person_id, many=MANY)
    return ["-".join(each[at : at + EACH] for at in range(0, len(each), EACH)) for each in codes]


def left(work: Work, person_id: UUID) -> int:
    """How many of a person's codes still open."""
    mine = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return work.session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def show(work: Work, secrets: Secrets, person_id: UUID, code: str) -> bool:
    """Show the second factor, or a recovery code in its place: either is spent. Whether it was a recovery code."""
    if is_of_an_authenticator(code):
        identity.spend_totp(work, person_id, identity.verify_totp(work, secrets, person_id, code))
        return False
    digest = _digest(secrets, person_id, _plain(code))
    row = work.session.get(RecoveryCode, digest, with_for_update=True, populate_existing=True)
    if row is None or row.used_at:
        raise SecondFactorRefused("Ese código no sirve o ya se usó: escriba el de su teléfono u otro de recuperación.")
    row.used_at = work.now
    work.session.flush()
    audit.record(work, "recovery-code.used", person_id, left=left(work, person_id))
    return True


def is_of_an_authenticator(code: str) -> bool:
    """Six digits; a recovery code has twice as many characters."""
    return len(_plain(code)) <= identity.DIGITS + 1


def replace(work: Work, secrets: Secrets, person_id: UUID, code: str | None) -> tuple[str, list[str]]:
    """Enrol again, by whoever still has what they had: a stolen key alone must not change it. The secret, and codes."""
    person = house.person(work, person_id)
    if person.wrapped_totp is None and person.keys:
        raise SecondFactorRefused("Usted tiene una llave: agregue su teléfono en «Su cuenta», donde puede mostrarla.")
    if person.wrapped_totp is not None:
        show(work, secrets, person_id, code or "")
    return identity.enrol_totp(work, secrets, person_id), make_codes(work, secrets, person_id)


def remove(work: Work, person_id: UUID, reason: str) -> Person:
    """The administrator takes the factor away, and says why: wherever they are signed in ends, and they enrol again
    before anything else.
    """
    if not reason.strip():
        raise ReasonMissing("Escriba por qué se quita el segundo factor: queda en la bitácora.")
    here = roll.people_of(work).where(Person.id == person_id)
    person: Person | None = work.session.scalar(here)
    if person is None:
        raise NotInTheHouse("Esa persona no es de su institución: búsquela en la lista de personas.", id=person_id)
    person.wrapped_totp, person.owes_factor, person.owes_why = None, True, reason.strip()[:300]
    keys = authenticators.remove_all(work, person_id)
    _forget(work, person_id)
    theirs = (Session.person_id == person_id, Session.closed_at.is_(None))
    ended = work.session.scalars(select(Session).where(*theirs)).all()
    for session in ended:
        session.closed_at = work.now
    people = {"reason": reason.strip()}
    audit.record(work, "second-factor.removed", person_id, people=people, sessions=len(ended), keys=keys)
    return person


def _forget(work: Work, person_id: UUID) -> None:
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _digest(secrets: Secrets, person_id: UUID, code: str) -> str:
    return secrets.digest(PURPOSE, f"{person_id}/{code}")


def _plain(code: str) -> str:
    return "".join(each for each in code.upper() if each.isalnum()).translate(READ_AS)
