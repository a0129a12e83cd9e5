"""How many times somebody may fail to come in, without keeping out whoever did nothing.

Failures are counted by the person together with where they came from, and by where they came from. Somebody who tries
another person's passwords from elsewhere counts against themselves: a browser from which that person came in before
carries a mark of its own, and is counted apart.
"""

from dataclasses import dataclass
from datetime import timedelta

from institutions.errors import TooManyTries
from institutions.models import SignInTries
from kernel.work import Work

WINDOW = timedelta(minutes=15)
OF_ONE = 6
"""Failures of one person from one place in a window."""
OF_PLACE = 60
"""Failures of everybody from one place: an office behind one address has many people."""
OF_PERSON = 30
"""Failures of one person from browsers that nobody knows. A browser that they used before is counted apart."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who seems to try, and from where: digests, never what they stand for."""

    one: str
    place: str
    person: str
    known: bool = False
    """The browser showed the mark of somebody who came in with it before."""

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        if self.known:
            return ((self.one, OF_ONE),)
        return (self.one, OF_ONE), (self.place, OF_PLACE), (self.person, OF_PERSON)


def refuse_too_many(work: Work, source: Source) -> None:
    for of, most in source.counted:
        row = work.session.get(SignInTries, of)
        if row and work.now < row.since + WINDOW and row.failed >= most:
            raise TooManyTries("Hubo demasiados intentos fallidos: espere 15 minutos, o pida ayuda a su administrador.")


def count(work: Work, source: Source) -> None:
    """One more failure. It is a transaction of its own: the refusal that it follows undid its own."""
    for of, _most in source.counted:
        row = work.session.get(SignInTries, of, with_for_update=True)
        if row is None and work.add_unless_there(SignInTries(of=of, since=work.now, failed=1)):
            continue
        row = row or work.session.get_one(SignInTries, of, with_for_update=True)
        if work.now >= row.since + WINDOW:
            row.since, row.failed = work.now, 0
        row.failed += 1


def forget(work: Work, source: Source) -> None:
    """They came in: what failed before was a slip."""
    row = work.session.get(SignInTries, source.one)
    if row:
        work.session.delete(row)
