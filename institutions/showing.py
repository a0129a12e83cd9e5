"""What a session has seen of a person's second factor, and how long ago."""

from datetime import datetime, timedelta

from institutions import factors, house
from institutions.challenges import Asked, Purpose
from institutions.errors import FactorTooOld
from institutions.factors import Factor, Gate, Showing
from institutions.models import Session
from institutions.sessions import session_of
from kernel.work import Work

FRESH = timedelta(minutes=10)
"""How long ago a second factor may have been shown by whoever changes it."""


def asked(session: Session, purpose: Purpose = Purpose.ENTER) -> Asked:
    """What a key is asked by whoever comes in, shows once more that it is them, or registers it."""
    return Asked(session.person_id, session.digest, purpose)


def confirm(work: Work, gate: Gate, token: str, code: str, answer: str = "") -> Session:
    """The second factor of whoever has one, or a recovery code: then the session says so wherever it is told."""
    session = session_of(work, token)
    factor = factors.show(work, gate, asked(session), Showing(code, answer, session.digest))
    if factor == Factor.RECOVERY:
        session.provider = Factor.RECOVERY
    session.awaits_code = False
    saw(work, token, factor)
    return session


def saw(work: Work, token: str, factor: Factor) -> None:
    """Whoever sits there has just shown this, or enrolled it. The strongest that was shown is what counts."""
    session = session_of(work, token)
    session.factor = Factor.KEY if Factor.KEY in {session.factor, factor} else factor
    session.factor_at = work.now


def is_fresh(session: Session, now: datetime) -> bool:
    return session.factor_at is not None and now < session.factor_at + FRESH


def refuse_stale(work: Work, token: str) -> None:
    """Whoever has a second factor shows it before they change it: a browser that was left open is no place to."""
    session = session_of(work, token)
    if house.person(work, session.person_id).has_factor and not is_fresh(session, work.now):
        raise FactorTooOld("Hace rato que no muestra su segundo factor: hágalo en «Confirmar que es usted» y vuelva.")
