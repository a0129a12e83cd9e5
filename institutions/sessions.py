"""Somebody at a browser: how they come in, where they work, and how they leave."""

import hashlib
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from institutions import house, identity, stewards, tries
from institutions.errors import NotSignedIn, WrongPassword
from institutions.keys import Bearer
from institutions.models import Institution, Membership, Person, Session
from kernel.errors import Invalid
from kernel.rut import Rut
from kernel.work import Work

__all__ = [
    "LASTS",
    "Chosen",
    "IdentityProvider",
    "LocalPassword",
    "Opened",
    "Session",
    "bearer",
    "bearer_at",
    "came_in",
    "carry",
    "close_all",
    "close_others",
    "is_stale",
    "open_for",
    "open_of",
    "places",
    "run_platform",
    "seen",
    "session_of",
    "sign_in",
    "sign_out",
    "work_at",
]

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=60)
PASSWORD = "password"  # noqa: S105 -- the name of a way to come in
SELDOM = timedelta(minutes=5)
"""How old `seen_at` may grow: a reader of pages does not write a row for each of them."""


class IdentityProvider(Protocol):
    """Says who somebody is. A password is for contingency; ClaveÚnica has its place here."""

    @property
    def name(self) -> str:
        """As it is kept in the session and in the log."""

    def person(self, work: Work, shown: Mapping[str, str]) -> Person | None:
        """Whoever is behind what was shown, or nobody."""


@dataclass(frozen=True, slots=True)
class LocalPassword:
    """RUN and password, kept by this office."""

    @property
    def name(self) -> str:
        return PASSWORD

    def person(self, work: Work, shown: Mapping[str, str]) -> Person | None:
        """It takes as long for a RUN that nobody has."""
        try:
            run = str(Rut.parse(shown.get("run", "")))
        except Invalid:
            run = ""
        person = work.session.scalar(select(Person).where(Person.run == run)) if run else None
        return person if identity.check_password(person, shown.get("password", "")) else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whoever is chosen from the list of a demonstration. It asks for nothing: it is wired in no other office."""

    @property
    def name(self) -> str:
        return "demonstration"

    def person(self, work: Work, shown: Mapping[str, str]) -> Person | None:
        try:
            return work.session.get(Person, UUID(shown.get("person", "")))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session and what the browser is to show from now on."""

    token: str
    session: Session


def sign_in(work: Work, provider: IdentityProvider, shown: Mapping[str, str], *, source: tries.Source) -> Opened:
    """Open a session for whoever shows that they are who they say. Every failure is answered in the same words.

    A failure is counted: the caller commits it, which is why it is returned by `tries` and not undone here.
    """
    tries.refuse_too_many(work, source)
    person = provider.person(work, shown)
    if person is None:
        raise WrongPassword("El RUN o la clave no corresponden: revíselos, o pida una clave nueva a su administrador.")
    tries.forget(work, source)
    return _open(work, person, provider.name)


def open_for(work: Work, person_id: UUID) -> Opened:
    """A session for whoever has just set their password with a one-time link."""
    return _open(work, house.person(work, person_id), "link")


def session_of(work: Work, token: str) -> Session:
    """The session behind what a browser shows, if it is still open."""
    session = work.session.get(Session, _digest(token))
    if session is None or session.closed_at or work.now >= min(session.ends_at, session.seen_at + IDLE):
        raise NotSignedIn("Su sesión terminó: entre de nuevo. Lo que guardó no se perdió.")
    return session


def seen(work: Work, token: str) -> None:
    """Somebody is still there."""
    session_of(work, token).seen_at = work.now


def is_stale(work: Work, session: Session) -> bool:
    """Whether it is time to write that somebody is still there."""
    return work.now - session.seen_at > SELDOM


def places(work: Work, person_id: UUID) -> list[Institution]:
    """The institutions where a person may ask to work."""
    query = (
        select(Institution)
        .join(Membership, Membership.institution_id == Institution.id)
        .where(Membership.person_id == person_id, Institution.left_at.is_(None))
    )
    return list(work.session.scalars(query.order_by(Institution.name)))


def work_at(work: Work, token: str, institution_id: UUID, post_id: UUID | None) -> Session:
    """Choose where to work, and in which post."""
    session = session_of(work, token)
    if institution_id not in {each.id for each in places(work, session.person_id)}:
        raise NotSignedIn("Usted no trabaja en esa institución: elija otra.")
    session.institution_id, session.post_id, session.at_platform = institution_id, post_id, False
    return session


def run_platform(work: Work, token: str) -> Session:
    """Choose to run the platform: whoever does is in no institution."""
    session = session_of(work, token)
    stewards.require(work, session.person_id)
    session.institution_id, session.post_id, session.at_platform = None, None, True
    return session


def sign_out(work: Work, token: str) -> None:
    """End it. A session that is over stays over."""
    session = work.session.get(Session, _digest(token))
    if session and session.closed_at is None:
        session.closed_at = work.now


def close_all(work: Work, person_id: UUID, *, institution_id: UUID | None = None) -> int:
    """End every session of a person, or those at an institution that they leave. Says how many there were."""
    open_ones = select(Session).where(Session.person_id == person_id, Session.closed_at.is_(None))
    if institution_id:
        open_ones = open_ones.where(Session.institution_id == institution_id)
    sessions = work.session.scalars(open_ones).all()
    for session in sessions:
        session.closed_at = work.now
    return len(sessions)


def open_of(work: Work, person_id: UUID) -> list[Session]:
    """Every session of a person that still opens something, wherever they work in it."""
    theirs = select(Session).where(Session.person_id == person_id, Session.closed_at.is_(None))
    live = theirs.where(Session.ends_at > work.now, Session.seen_at > work.now - IDLE)
    return list(work.session.scalars(live.order_by(Session.seen_at.desc())))


def carry(work: Work, by: timedelta) -> None:
    """The clock was moved: whoever is at a browser stays there."""
    for each in work.session.scalars(select(Session).where(Session.closed_at.is_(None), Session.ends_at > work.now)):
        each.opened_at, each.seen_at, each.ends_at = each.opened_at + by, each.seen_at + by, each.ends_at + by
        each.factor_at = each.factor_at and each.factor_at + by


def close_others(work: Work, token: str) -> int:
    """End every session of whoever shows this one, but this one. Says how many there were."""
    mine = session_of(work, token)
    others = [each for each in open_of(work, mine.person_id) if each.digest != mine.digest]
    for each in others:
        each.closed_at = work.now
    return len(others)


def bearer(session: Session, person: Person) -> Bearer:
    """Whoever sits at the browser, as someone who may act for the institution that they chose."""
    if session.institution_id is None:
        raise NotSignedIn("Falta elegir dónde trabaja: elija una institución.")
    return bearer_at(person, session.institution_id)


def bearer_at(person: Person, institution_id: UUID) -> Bearer:
    """A person as someone who may act for this institution, with no more than their posts and roles there."""
    return Bearer(
        institution_id=institution_id,
        name=person.name,
        client=f"person:{person.id}",
        person_id=person.id,
        system=None,
        roles=(),
        office_id=None,
    )


def came_in(work: Work, session: Session) -> None:
    """The institution's log says that somebody began to work there."""
    audit.record(work, "session.opened", session.person_id, provider=session.provider)


def _open(work: Work, person: Person, provider: str) -> Opened:
    token = chance.token_urlsafe(32)
    session = Session(
        digest=_digest(token),
        person_id=person.id,
        opened_at=work.now,
        seen_at=work.now,
        ends_at=work.now + LASTS,
        provider=provider,
        awaits_code=person.has_factor and provider == PASSWORD,
    )
    work.add(session)
    return Opened(token, session)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
