"""What a post asks for before it is acted from, and what a challenge commits to."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from institutions import challenges, factors
from institutions.challenges import MOST_OPEN, Asked, Purpose, RelyingParty
from institutions.errors import (
    SecondFactorRefused,
    TooManyTries,
)
from institutions.factors import Factor, Showing
from institutions.service import FactorPolicy
from kernel.work import Work
from oficina.platform import Platform
from tests.institutions.keys import ABOUT, HERE, asked_of
from tests.offices import Office


def test_what_is_asked_is_forgotten_in_time_and_not_asked_without_end(ministry: Office) -> None:
    def ask(work: Work) -> None:
        for _ in range(MOST_OPEN):
            challenges.ask(work, asked_of(ministry))

    with pytest.raises(TooManyTries), ministry.desk.writing() as work:
        ask(work)
        challenges.ask(work, asked_of(ministry))
    with ministry.desk.writing() as work:
        ask(work)
        ask(replace(work, now=work.now + challenges.LASTS + timedelta(seconds=1)))


def test_a_code_is_not_enough_where_only_a_key_is(platform: Platform, ministry: Office) -> None:
    with ministry.desk.reading() as work, pytest.raises(SecondFactorRefused, match="llave de seguridad"):
        factors.verify(work, platform.gate, FactorPolicy.WEBAUTHN, asked_of(ministry), Showing("123456"))


@pytest.mark.database_free
@pytest.mark.parametrize(
    ("address", "id_", "origin", "able"),
    [
        ("https://partes.muni.cl/", "partes.muni.cl", "https://partes.muni.cl", True),
        ("https://partes.muni.cl:8443", "partes.muni.cl", "https://partes.muni.cl:8443", True),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000", True),
        ("https://10.1.2.3", "10.1.2.3", "https://10.1.2.3", False),
        ("http://partes.muni.cl", "partes.muni.cl", "http://partes.muni.cl", False),
    ],
)
def test_keys_answer_to_the_address_by_which_people_reach_the_office(
    address: str, id_: str, origin: str, *, able: bool
) -> None:
    party = RelyingParty.at(address)

    assert (party.id, party.origin, party.able) == (id_, origin, able)


@pytest.mark.database_free
def test_what_is_asked_commits_to_what_it_is_about() -> None:
    asked = Asked(uuid4(), HERE, Purpose.SIGN, ABOUT)
    others = (replace(asked, about=b"otra cosa"), replace(asked, purpose=Purpose.ENTER))

    assert asked.challenge(b"1" * 32) == asked.challenge(b"1" * 32)
    assert len({each.challenge(b"1" * 32) for each in (asked, *others)} | {asked.challenge(b"2" * 32)}) == 4


@pytest.mark.database_free
@pytest.mark.parametrize(
    ("policy", "factor", "enough"),
    [
        (FactorPolicy.NONE, None, True),
        (FactorPolicy.ANY, None, False),
        (FactorPolicy.ANY, Factor.TOTP, True),
        (FactorPolicy.ANY, Factor.RECOVERY, True),
        (FactorPolicy.WEBAUTHN, Factor.TOTP, False),
        (FactorPolicy.WEBAUTHN, Factor.RECOVERY, False),
        (FactorPolicy.WEBAUTHN, Factor.KEY, True),
    ],
)
def test_what_a_post_asks_for_is_or_is_not_what_was_shown(
    policy: FactorPolicy, factor: Factor | None, *, enough: bool
) -> None:
    assert factors.suffices(policy, factor) is enough
