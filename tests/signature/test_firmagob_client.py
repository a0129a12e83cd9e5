"""What is said to FirmaGob, and what is made of its answers: the stand-in is a real server, and fails when told to."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any

import jwt
import pytest

from kernel.errors import Refused
from kernel.rut import Rut
from oficina.commands.sandbox import served
from signature import complete
from signature.errors import (
    NoKeyElsewhere,
    RemoteAccessRefused,
    RemoteAnswerRefused,
    RemoteTooLarge,
    RemoteUnavailable,
    WrongPin,
)
from signature.providers.firmagob import ATTENDED, UNATTENDED, Access, FirmaGob, Signing
from signature.rehearsing import FAULTS, StandIn
from tests.signature.firmagobs import OTP, authority
from tests.signature.test_tsa_over_http import authority as answering
from tests.signature.test_tsa_over_http import begin

pytestmark = pytest.mark.database_free

WINTER, SUMMER = datetime(2026, 7, 1, 15, tzinfo=UTC), datetime(2026, 12, 1, 2, 58, tzinfo=UTC)
RUN = Rut.parse("11.111.111-1")
DIGEST = sha256(b"un oficio").digest()
KEYS_THEN: dict[str, Any] = {}
PERSON, OFFICE = Signing(RUN, ATTENDED, OTP), Signing(RUN, UNATTENDED)


@pytest.fixture
def service() -> StandIn:
    return StandIn(authority(), lambda: WINTER, _keys=KEYS_THEN)


@pytest.fixture
def client(service: StandIn) -> Iterator[FirmaGob]:
    with served(service) as url:
        yield FirmaGob(url, patience=5)


def access(service: StandIn) -> Access:
    return Access(service.entity, service.api_token, service.secret)


@pytest.mark.parametrize("signing", [PERSON, OFFICE])
def test_what_comes_back_is_a_signature_of_that_person_over_that_hash(
    service: StandIn, client: FirmaGob, signing: Signing
) -> None:
    signed = client.sign(access(service), signing, (DIGEST,), WINTER)

    made = complete.read(signed.cms[0], DIGEST)
    complete.refuse_of_another(made, RUN)
    assert (made.level, signed.audit_key) == ("PKCS#7", "1")
    assert service.asked[0]["with_otp"] == (signing is PERSON)
    assert service.asked[0]["run"] == "11111111"


@pytest.mark.parametrize(
    ("at", "says"), [(WINTER, "2026-07-01T11:05:00"), (SUMMER, "2026-12-01T00:03:00")], ids=["winter", "summer"]
)
def test_the_token_ends_by_the_clock_on_a_wall_of_santiago(service: StandIn, at: datetime, says: str) -> None:
    service.clock = lambda: at
    with served(service) as url:
        FirmaGob(url).sign(access(service), OFFICE, (DIGEST,), at)

    assert service.asked[0]["expiration"] == says


@pytest.mark.parametrize("spelling", ["mixed", "snake"])
def test_both_spellings_are_read(service: StandIn, client: FirmaGob, spelling: str) -> None:
    service.spelling = spelling

    assert client.sign(access(service), PERSON, (DIGEST,), WINTER).audit_key == "1"
    with pytest.raises(WrongPin, match="OTP"):
        client.sign(access(service), Signing(RUN, ATTENDED, "000000"), (DIGEST,), WINTER)


REFUSALS = {
    "otp": WrongPin,
    "token": RemoteAccessRefused,
    "run": NoKeyElsewhere,
    "size": RemoteTooLarge,
    "error": RemoteUnavailable,
    "error-200": RemoteAccessRefused,
    "status": RemoteAccessRefused,
    "malformed": RemoteUnavailable,
    "redirect": RemoteUnavailable,
    "twice": RemoteAnswerRefused,
}
COMES_BACK = {"digest", "other", "garbage", "large"}


@pytest.mark.parametrize("fault", sorted(REFUSALS))
def test_each_way_to_fail_says_what_to_do(service: StandIn, client: FirmaGob, fault: str) -> None:
    service.fault = fault

    with pytest.raises(REFUSALS[fault]) as refused:
        client.sign(access(service), PERSON, (DIGEST,), WINTER)
    assert ":" in refused.value.message
    assert OTP not in repr(refused.value.__dict__)


def test_every_fault_is_tried() -> None:
    assert REFUSALS.keys() | COMES_BACK | {"slow"} == FAULTS.keys()


@pytest.mark.parametrize("fault", ["digest", "garbage"])
def test_what_is_no_signature_over_it_is_not_taken(service: StandIn, client: FirmaGob, fault: str) -> None:
    service.fault = fault
    signed = client.sign(access(service), PERSON, (DIGEST,), WINTER)

    with pytest.raises(RemoteAnswerRefused):
        complete.read(signed.cms[0], DIGEST)


def test_a_signature_of_somebody_else_is_not_taken(service: StandIn, client: FirmaGob) -> None:
    service.fault = "other"
    made = complete.read(client.sign(access(service), PERSON, (DIGEST,), WINTER).cms[0], DIGEST)

    with pytest.raises(RemoteAnswerRefused, match="otro RUT"):
        complete.refuse_of_another(made, RUN)


@pytest.mark.parametrize(
    "wrong",
    [
        Access("Otra", "sandbox", StandIn.secret),
        Access("x", "otro token", "x" * 32),
        Access("x", "sandbox", "otro secreto, de 32 letras o mas"),
    ],
)
def test_who_presents_something_else_is_told_where_to_look(client: FirmaGob, wrong: Access) -> None:
    with pytest.raises(RemoteAccessRefused, match="Administración, FirmaGob"):
        client.sign(wrong, PERSON, (DIGEST,), WINTER)


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_clock_that_is_wrong_is_told(service: StandIn, client: FirmaGob, off: timedelta) -> None:
    with pytest.raises(RemoteAccessRefused, match="hora"):
        client.sign(access(service), PERSON, (DIGEST,), WINTER + off)


def test_more_than_it_takes_is_not_even_sent(service: StandIn, client: FirmaGob) -> None:
    with pytest.raises(RemoteTooLarge):
        client.sign(access(service), OFFICE, (DIGEST,) * 70_000, WINTER)
    assert not service.asked


def slow(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    handler.wfile.write(b" " * (5 << 20))


def a_list(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    handler.wfile.write(b"[]")


def nothing_in_it(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    handler.wfile.write(json.dumps({"hashes": [{"status": "OK"}], "metadata": []}).encode())


def no_object(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    handler.wfile.write(json.dumps({"hashes": ["OK"]}).encode())


@pytest.mark.parametrize("answer", [slow, a_list, nothing_in_it, no_object])
def test_what_cannot_be_read_is_refused(service: StandIn, answer: object) -> None:
    with answering(answer) as (url, asked), pytest.raises(Refused) as refused:  # type: ignore[arg-type]
        FirmaGob(url, patience=2).sign(access(service), PERSON, (DIGEST,), WINTER)
    assert refused.type in {RemoteUnavailable, RemoteAnswerRefused}
    assert len(asked) == 1


def test_nobody_there_is_told_as_such(service: StandIn) -> None:
    with served(service) as url:
        pass
    with pytest.raises(RemoteUnavailable, match="Intente de nuevo"):
        FirmaGob(url, patience=2).sign(access(service), PERSON, (DIGEST,), WINTER)


def test_neither_the_secret_nor_the_code_is_ever_shown(service: StandIn) -> None:
    shown = repr((access(service), PERSON))

    assert service.secret not in shown
    assert OTP not in shown


def test_the_stand_in_takes_no_code_where_nobody_is_asked(service: StandIn) -> None:
    claims = {"entity": service.entity, "run": "11111111", "purpose": UNATTENDED, "expiration": "2026-07-01T11:05:00"}
    body = {
        "api_token_key": service.api_token,
        "token": jwt.encode(claims, service.secret, algorithm="HS256"),
        "hashes": [{"content": b64encode(DIGEST).decode()}],
    }

    assert service.answer({}, json.dumps(body).encode()).status == 200
    assert service.answer({"OTP": OTP}, json.dumps(body).encode()).status == 400
    assert service.answer({"X-Sandbox-Fault": "error"}, json.dumps(body).encode()).status == 500
    assert service.answer({}, b"no es JSON").status == 400
    assert service.answer({}, json.dumps(body | {"hashes": []}).encode()).status == 400
    odd = service.answer({}, json.dumps(body | {"hashes": [{"content": "ni base64"}]}).encode())
    assert json.loads(odd.body)["hashes"][0]["status"] == "error"
