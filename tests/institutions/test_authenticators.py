"""Security keys: who registers them, what they answer, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import audit.service as audit
import institutions.service as institutions
from institutions import authenticators, challenges, factors, recovery
from institutions.authenticators import LONGEST, MOST
from institutions.challenges import Purpose
from institutions.errors import (
    AnotherThingApproved,
    AuthenticatorCopied,
    AuthenticatorRefused,
    SecondFactorRefused,
    TooManyTries,
)
from institutions.factors import Factor, Showing
from institutions.models import Authenticator
from institutions.service import FactorPolicy
from kernel.errors import Damaged
from oficina.platform import Platform
from tests.institutions.keys import HERE, asked_of, called, registered, row_of, show
from tests.offices import Office, a_colleague
from tests.software_key import SoftwareKey, again_about


@pytest.fixture
def key(platform: Platform, ministry: Office) -> SoftwareKey:
    key = SoftwareKey()
    registered(platform, ministry, key)
    return key


def test_a_key_is_registered_with_a_name_and_answers_once_for_what_was_asked(
    platform: Platform, ministry: Office, key: SoftwareKey
) -> None:
    options = called(platform, ministry)
    answer = key.answer(options, userHandle="")

    assert (options["userVerification"], options["rpId"], len(options["allowCredentials"])) == (
        "required",
        "testserver",
        1,
    )
    assert show(platform, ministry, answer) == Factor.KEY
    row = row_of(ministry)
    assert (row.name, row.last_used_at is not None) == ("Llavero azul", True)
    with pytest.raises(SecondFactorRefused, match="ya se respondió"):
        show(platform, ministry, answer)
    with ministry.desk.reading() as work:
        assert "authenticator.registered" in [each.action for each in audit.trail(work, ministry.person_id)]
        assert institutions.person(work, ministry.person_id).keys == 1


def refused_for(key: SoftwareKey, **bad: Any) -> Callable[[dict[str, Any]], str]:
    """An answer of the same key, with something wrong about it."""
    return lambda options: replace(key, **bad).answer(options)


def test_a_wrong_origin_no_verification_another_key_and_what_nobody_asked_are_refused(
    platform: Platform, ministry: Office, key: SoftwareKey
) -> None:
    stranger = SoftwareKey(credential=key.credential)
    told: dict[str, Callable[[dict[str, Any]], str]] = {
        "otra dirección": refused_for(key, origin="https://oficina.malo.cl"),
        "no comprobó que es usted": refused_for(key, verifies=False),
        "no es de las que usted registró": stranger.answer,
        "ya se respondió": lambda options: again_about(key.answer(options), "AAAA"),
        "no se entiende": lambda _options: "{}",
    }
    for says, answering in told.items():
        with pytest.raises(SecondFactorRefused, match=says):
            show(platform, ministry, answering(called(platform, ministry)))
    with pytest.raises(TooManyTries):
        for _ in range(3):
            with pytest.raises(SecondFactorRefused):
                show(platform, ministry, "x" * (LONGEST + 1))
        show(platform, ministry, key.answer(called(platform, ministry)))


def test_an_answer_of_another_party_or_of_an_unknown_key_is_refused(
    platform: Platform, ministry: Office, key: SoftwareKey
) -> None:
    options = called(platform, ministry)

    with pytest.raises(SecondFactorRefused, match="no es de las que"):
        show(platform, ministry, key.answer(options | {"rpId": "otro.cl"}))
    with pytest.raises(SecondFactorRefused, match="no es de las que"):
        show(platform, ministry, SoftwareKey().answer(options))
    with pytest.raises(SecondFactorRefused, match="no es de las que"):
        show(platform, ministry, key.answer(options, userHandle="b3Ryby1kZS1vdHJv"))


def test_what_was_asked_of_another_elsewhere_for_something_else_or_long_ago_is_not_answered_here(
    platform: Platform, ministry: Office, key: SoftwareKey
) -> None:
    mine = asked_of(ministry)
    for other in (replace(mine, holder="otra sesión"), replace(mine, purpose=Purpose.ENTER)):
        with pytest.raises(SecondFactorRefused, match="ya se respondió"):
            show(platform, ministry, key.answer(called(platform, ministry, other)), mine)
    with pytest.raises(AnotherThingApproved):
        show(platform, ministry, key.answer(called(platform, ministry, replace(mine, about=b"otra cosa"))), mine)
    answer = key.answer(called(platform, ministry))
    with ministry.desk.writing() as work, pytest.raises(SecondFactorRefused, match="venció"):
        late = replace(work, now=work.now + challenges.LASTS)
        factors.show(late, platform.gate, mine, Showing(answer=answer, holder=HERE))


def test_nobody_shows_or_removes_the_key_of_another(platform: Platform, ministry: Office, key: SoftwareKey) -> None:
    berta, hers = a_colleague(platform, ministry, "Berta Soto"), SoftwareKey()
    with pytest.raises(SecondFactorRefused, match="no tiene una llave"):
        called(platform, berta)
    registered(platform, berta, hers, "De Berta")

    with pytest.raises(SecondFactorRefused, match="no es de las que"):
        show(platform, berta, key.answer(called(platform, berta)))
    of_ana = row_of(ministry).id
    with pytest.raises(AuthenticatorRefused, match="no está entre las suyas"), berta.desk.writing() as work:
        authenticators.remove(work, berta.person_id, of_ana)
    with pytest.raises(AuthenticatorRefused, match="ya está registrada"):
        registered(platform, berta, key)


@pytest.mark.usefixtures("key")
def test_a_row_that_is_moved_to_another_person_opens_nothing(platform: Platform, ministry: Office) -> None:
    """Whoever writes in the database behind the program gives nobody a key."""
    berta, key_id = a_colleague(platform, ministry, "Berta Soto"), row_of(ministry).id
    with ministry.desk.writing() as work:
        moved = work.session.get_one(Authenticator, key_id)
        moved.person_id = berta.person_id

    with pytest.raises(Damaged):
        called(platform, berta)


def test_a_key_whose_counter_goes_back_is_suspended_and_told(
    platform: Platform, ministry: Office, key: SoftwareKey
) -> None:
    copy = replace(key)
    show(platform, ministry, key.answer(called(platform, ministry)))

    with pytest.raises(AuthenticatorCopied, match="puede haber una copia"):
        show(platform, ministry, copy.answer(called(platform, ministry)))

    assert row_of(ministry).suspended_at is not None
    with pytest.raises(SecondFactorRefused, match="no tiene una llave"):
        called(platform, ministry)
    with ministry.desk.reading() as work:
        assert audit.trail(work, ministry.person_id)[-1].action == "authenticator.suspended"
        assert institutions.person(work, ministry.person_id).keys == 0


def test_of_two_answers_at_once_one_opens(platform: Platform, ministry: Office, key: SoftwareKey) -> None:
    """Both were judged before either was spent."""
    first, second = (key.answer(called(platform, ministry)) for _ in range(2))

    def judged(answer: str) -> factors.Shown:
        with ministry.desk.reading() as work:
            showing = Showing(answer=answer, holder=HERE)
            return factors.verify(work, platform.gate, FactorPolicy.WEBAUTHN, asked_of(ministry), showing)

    def spend(shown: factors.Shown) -> None:
        with ministry.desk.writing() as work:
            factors.spend(work, platform.gate, shown)

    key_id = row_of(ministry).id
    early, late, twice = judged(first), judged(second), judged(second)
    spend(late)
    with pytest.raises(SecondFactorRefused):
        spend(twice)
    with pytest.raises(AuthenticatorCopied):
        spend(early)
    with ministry.desk.writing() as work:
        authenticators.suspend(work, key_id)
    with pytest.raises(SecondFactorRefused, match="no es de las que"):
        spend(late)


def test_a_key_that_never_counts_answers_as_often_as_it_is_asked(platform: Platform, ministry: Office) -> None:
    key = SoftwareKey(counts=False)
    registered(platform, ministry, key)

    assert {show(platform, ministry, key.answer(called(platform, ministry))) for _ in range(2)} == {Factor.KEY}


def test_what_is_no_key_of_a_person_who_holds_it_is_not_registered(platform: Platform, ministry: Office) -> None:
    for bad in (SoftwareKey(verifies=False), SoftwareKey(origin="https://oficina.malo.cl")):
        with pytest.raises((AuthenticatorRefused, SecondFactorRefused)):
            registered(platform, ministry, bad)
    for name in (" ", "x" * 61):
        with pytest.raises(AuthenticatorRefused, match="nombre"):
            registered(platform, ministry, SoftwareKey(), name)
    with ministry.desk.writing() as work:
        told: dict[str, Any] = {"person_id": ministry.person_id, "name": "Una de muchas", "registered_at": work.now}
        work.add(*(Authenticator(handle=str(each), **told) for each in range(MOST)))
    with pytest.raises(AuthenticatorRefused, match="quite una"):
        registered(platform, ministry, SoftwareKey())


@pytest.mark.usefixtures("key")
def test_an_administrator_takes_every_key_away_and_the_reason_is_told(platform: Platform, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        recovery.remove(work, ministry.person_id, "Perdió el llavero")

    with ministry.desk.reading() as work:
        person = institutions.person(work, ministry.person_id)
        assert (person.keys, person.owes_factor, person.owes_why) == (0, True, "Perdió el llavero")
        assert authenticators.theirs(work, ministry.person_id) == []
    registered(platform, ministry, SoftwareKey())
    with ministry.desk.reading() as work:
        assert not institutions.person(work, ministry.person_id).owes_factor


@pytest.mark.usefixtures("key")
def test_whoever_has_only_a_key_does_not_enrol_a_telephone_without_showing_it(
    platform: Platform, ministry: Office
) -> None:
    with pytest.raises(SecondFactorRefused, match="Su cuenta"), ministry.desk.writing() as work:
        recovery.replace(work, platform.secrets, ministry.person_id, None)
