"""A person with a security key: what is asked of it, and what it shows."""

from typing import Any

from institutions import authenticators, factors
from institutions.challenges import Asked, Purpose
from institutions.errors import SecondFactorRefused
from institutions.factors import Factor, Showing
from institutions.models import Authenticator
from oficina.platform import Platform
from tests.offices import Office
from tests.software_key import SoftwareKey

HERE, ABOUT = "la sesión", b"lo que se aprueba"


def asked_of(office: Office, purpose: Purpose = Purpose.SIGN, about: bytes = ABOUT) -> Asked:
    return Asked(office.person_id, HERE, purpose, about)


def registered(platform: Platform, office: Office, key: SoftwareKey, name: str = "Llavero azul") -> Authenticator:
    gate, asked = platform.gate, asked_of(office, Purpose.REGISTER, b"")
    with office.desk.writing() as work:
        options = authenticators.begin(work, gate.secrets, gate.party, asked)
    with office.desk.writing() as work:
        return authenticators.register(work, gate.secrets, gate.party, asked, name, key.register(options))


def called(platform: Platform, office: Office, asked: Asked | None = None) -> dict[str, Any]:
    with office.desk.writing() as work:
        return platform.gate.call(work, asked or asked_of(office))


def show(platform: Platform, office: Office, answer: str, asked: Asked | None = None) -> Factor:
    """Shown and spent, as an act does it; what is refused is noted as every door notes it."""
    about = asked or asked_of(office)
    try:
        with office.desk.writing() as work:
            return factors.show(work, platform.gate, about, Showing(answer=answer, holder=HERE))
    except SecondFactorRefused as refusal:
        with office.desk.writing() as work:
            factors.note_refused(work, platform.gate, about, refusal)
        raise


def row_of(office: Office) -> Authenticator:
    with office.desk.reading() as work:
        return authenticators.theirs(work, office.person_id)[0]
