"""How a person shows that they are who they say."""

from base64 import b32decode

import pytest

import institutions.service as institutions
from institutions.errors import SecondFactorRefused, WeakPassword
from institutions.identity import HASHER, LONGEST, STEP, totp
from institutions.models import Person
from kernel.secrets import Secrets
from kernel.work import Work
from oficina.platform import Platform
from tests.offices import Office

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(at: int, code: str) -> None:
    assert totp(SECRET, at // STEP) == code


def enrolled(platform: Platform, office: Office) -> bytes:
    with office.desk.writing() as work:
        return b32decode(institutions.enrol_totp(work, platform.secrets, office.person_id))


def step_of(work: Work) -> int:
    return int(work.now.timestamp()) // STEP


def open_with(platform: Platform, office: Office, code: str) -> None:
    with office.desk.writing() as work:
        step = institutions.verify_totp(work, platform.secrets, office.person_id, code)
        institutions.spend_totp(work, office.person_id, step)


def test_a_code_opens_once(platform: Platform, ministry: Office) -> None:
    secret = enrolled(platform, ministry)
    with ministry.desk.reading() as work:
        code = totp(secret, step_of(work))

    open_with(platform, ministry, f" {code} ")
    with pytest.raises(SecondFactorRefused):
        open_with(platform, ministry, code)


def test_two_that_use_one_code_at_once_do_not_both_enter(platform: Platform, ministry: Office) -> None:
    """Both verified it before either spent it: the second to spend it is refused."""
    secret = enrolled(platform, ministry)
    with ministry.desk.reading() as work:
        step = institutions.verify_totp(work, platform.secrets, ministry.person_id, totp(secret, step_of(work)))

    with ministry.desk.writing() as work:
        institutions.spend_totp(work, ministry.person_id, step)
    with ministry.desk.writing() as work, pytest.raises(SecondFactorRefused):
        institutions.spend_totp(work, ministry.person_id, step)


def test_codes_of_clocks_a_step_away_are_taken_and_older_ones_are_not(platform: Platform, ministry: Office) -> None:
    secret = enrolled(platform, ministry)

    with ministry.desk.reading() as work:
        for away in (-1, 0, 1):
            code = totp(secret, step_of(work) + away)
            assert institutions.verify_totp(work, platform.secrets, ministry.person_id, code) == step_of(work) + away
        for away in (-10, -2, 2, 10):
            with pytest.raises(SecondFactorRefused):
                code = totp(secret, step_of(work) + away)
                institutions.verify_totp(work, platform.secrets, ministry.person_id, code)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "ñañaña", "١٢٣٤٥٦", "\ud800"])
def test_what_is_no_code_is_refused(platform: Platform, ministry: Office, code: str) -> None:
    enrolled(platform, ministry)

    with pytest.raises(SecondFactorRefused), ministry.desk.reading() as work:
        institutions.verify_totp(work, platform.secrets, ministry.person_id, code)


def test_whoever_has_no_second_factor_is_told_to_enrol_one(platform: Platform, ministry: Office) -> None:
    with pytest.raises(SecondFactorRefused, match="enrólelo"):
        open_with(platform, ministry, "123456")


def test_the_secret_is_kept_wrapped(platform: Platform, ministry: Office) -> None:
    secret = enrolled(platform, ministry)

    with ministry.desk.reading() as work:
        kept = institutions.person(work, ministry.person_id).wrapped_totp or b""
    assert secret not in kept
    assert platform.secrets.unwrap("totp", kept) == secret
    assert isinstance(platform.secrets, Secrets)


def test_a_password_is_kept_as_argon2id_of_bounded_cost(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        institutions.set_password(work, ministry.person_id, "correcto-caballo")
        person = institutions.person(work, ministry.person_id)

    assert (person.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert HASHER.memory_cost <= 64 * 1024
    assert institutions.check_password(person, "correcto-caballo")
    assert not institutions.check_password(person, "incorrecto-caballo")


@pytest.mark.parametrize("password", ["", "corta", "x" * (LONGEST + 1)])
def test_a_password_too_short_or_endless_is_refused(ministry: Office, password: str) -> None:
    with pytest.raises(WeakPassword), ministry.desk.writing() as work:
        institutions.set_password(work, ministry.person_id, password)


def test_nobody_has_no_password_that_opens() -> None:
    without = Person(run=None, name="Sin clave")

    for person in (None, without):
        assert not institutions.check_password(person, "cualquiera")
        assert not institutions.check_password(person, "x" * 1_000_000)
