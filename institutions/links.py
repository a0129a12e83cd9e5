"""One-time links: how somebody gets their first password, or a new one, without anybody else knowing it."""

import hashlib
import secrets as chance
from datetime import timedelta
from uuid import UUID

import audit.service as audit
from institutions import house, sessions
from institutions.errors import LinkSpent, RunTaken
from institutions.identity import HASHER, refuse_weak
from institutions.models import OneTimeLink, Person
from kernel.rut import Rut
from kernel.work import Work

LASTS = timedelta(hours=48)


def make_link(work: Work, person_id: UUID) -> str:
    """What goes into the link of a person. Shown this once; one that was not used still opens."""
    person = house.person(work, person_id)
    token = chance.token_urlsafe(24)
    work.add(
        OneTimeLink(
            digest=_digest(token),
            person_id=person.id,
            made_at=work.now,
            ends_at=work.now + LASTS,
        )
    )
    audit.record(work, "link.made", person_id)
    return token


def behind(work: Work, token: str) -> Person:
    """Whose link it is, if it still opens."""
    link = _live(work, token)
    return work.session.get_one(Person, link.person_id)


def use(work: Work, token: str, password: str, run: str) -> sessions.Opened:
    """Set the password with it. Whoever has no RUN here yet tells it now: with it they sign in. Other sessions end."""
    refuse_weak(password)
    link = _live(work, token, lock=True)
    person = work.session.get_one(Person, link.person_id)
    if person.run is None:
        _know_by(work, person, str(Rut.parse(run)))
    link.used_at = work.now
    person.password_hash = HASHER.hash(password)
    sessions.close_all(work, person.id)
    return sessions.open_for(work, person.id)


def _know_by(work: Work, person: Person, run: str) -> None:
    if house.known_by(work, run):
        raise RunTaken("Ese RUN ya es de otra persona en esta oficina: revíselo o avise a su administrador.")
    person.run = run


def _live(work: Work, token: str, *, lock: bool = False) -> OneTimeLink:
    link = work.session.get(OneTimeLink, _digest(token), with_for_update=lock or None, populate_existing=lock)
    if link is None or link.used_at or work.now >= link.ends_at:
        raise LinkSpent("Este enlace ya se usó o venció: pida otro al administrador de su institución.")
    return link


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
