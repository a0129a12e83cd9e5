"""A remote signing service may refuse, or answer anything: then nothing is signed, and it is told what to do."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kernel.errors import Refused
from signature.certificates import Holder
from signature.errors import (
    NoRemoteAccess,
    NotACredential,
    RemoteAccessRefused,
    RemoteAnswerRefused,
    RemoteUnavailable,
    WrongPin,
)
from signature.providers import Csc, Providers
from tests.signature.cscs import CREDENTIAL, TOKEN, Service, served
from tests.signature.firmagobs import authority

pytestmark = pytest.mark.database_free

AT = datetime(2026, 5, 11, tzinfo=UTC)
PIN, FILE = "1847-2026", f"csc:{CREDENTIAL}".encode()


@pytest.fixture
def service() -> Service:
    return Service(authority().issue(Holder("Carla Díaz", "Ministerio", rut="11111111-1"), PIN, AT), PIN)


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    with served(service) as url:
        yield url


def test_a_code_is_shown_after_the_pin_and_for_one_hash(service: Service, url: str) -> None:
    service.otp = "246810"
    providers = Providers(csc=Csc(url, TOKEN))

    assert providers.open(FILE, f"{PIN} 246810").sign(b"un oficio")
    for wrong in (PIN, f"{PIN} 111111"):
        with pytest.raises(WrongPin, match="código"):
            providers.open(FILE, wrong).sign(b"un oficio")
    assert not service.allowed
    assert PIN not in repr(providers.open(FILE, f"{PIN} 246810"))


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [("server_error", RemoteUnavailable), ("invalid_request", RemoteAccessRefused)],
)
def test_a_service_that_fails_is_told_apart_from_one_that_refuses(
    service: Service, url: str, fault: str, refusal: type[Refused]
) -> None:
    service.fault = fault

    with pytest.raises(refusal):
        Providers(csc=Csc(url, TOKEN)).open(FILE, PIN).sign(b"x")


def test_what_does_not_open_there_opens_nothing(url: str) -> None:
    with pytest.raises(RemoteAccessRefused):
        _ = Providers(csc=Csc(url, "otra")).open(FILE, PIN).certificate
    with pytest.raises(NotACredential, match="otra-2026"):
        _ = Providers(csc=Csc(url, TOKEN)).open(b"csc:otra-2026", PIN).certificate
    with pytest.raises(NotACredential, match="csc:"):
        Providers(csc=Csc(url, TOKEN)).open(b"csc:", PIN)
    with pytest.raises(NoRemoteAccess, match="OFICINA_CSC_URL"):
        Providers().open(FILE, PIN)


def test_a_signature_by_another_key_is_not_taken(service: Service, url: str) -> None:
    signer = Providers(csc=Csc(url, TOKEN)).open(FILE, PIN)
    assert signer.certificate
    service.p12 = authority().issue(Holder("Carla Díaz", "Ministerio", rut="11111111-1"), PIN, AT)

    with pytest.raises(RemoteAnswerRefused):
        signer.sign(b"un oficio")


class Odd(Service):
    """Answers whatever it was given to answer."""

    answers: dict[str, object]

    def answer(self, method: str, told: dict[str, object]) -> dict[str, object]:
        return self.answers.get(method) or super().answer(method, told)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("method", "answer", "refusal"),
    [
        ("credentials/info", {"cert": {}}, RemoteAnswerRefused),
        ("credentials/info", {"key": {"status": "disabled"}, "cert": {"certificates": []}}, NotACredential),
        ("signatures/signHash", {"signatures": []}, RemoteAnswerRefused),
        ("signatures/signHash", {"signatures": ["ni base64"]}, RemoteAnswerRefused),
    ],
)
def test_what_cannot_be_read_is_refused(
    service: Service, method: str, answer: dict[str, object], refusal: type[Refused]
) -> None:
    odd = Odd(service.p12, PIN)
    odd.answers = {method: answer}

    with served(odd) as url, pytest.raises(refusal):
        Providers(csc=Csc(url, TOKEN)).open(FILE, PIN).sign(b"x")
