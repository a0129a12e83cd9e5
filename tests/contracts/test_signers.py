"""What every provider of keys promises, tried on each of them: a file, a device that keeps its key, and a service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from kernel.errors import Refused
from signature import certificates, pki
from signature.certificates import Holder
from signature.providers import Csc, Providers, Tokens
from signature.providers.pkcs12 import P12Key
from tests.signature.cscs import CREDENTIAL, TOKEN, Service, served
from tests.signature.devices import HERE, LIBRARY, a_token, address, put_into, tokens_in

pytestmark = pytest.mark.database_free
AT = datetime(2026, 5, 11, tzinfo=UTC)
PIN = "1847-2026"


@dataclass(frozen=True)
class Case:
    """A key, where it is, and what opens it."""

    providers: Providers
    file: bytes
    device: bool


@pytest.fixture(
    scope="module", params=["rsa-p12", "ec-p12", "rsa-token", "ec-token", "rsa-csc", "ec-csc", "ec-csc-plain"]
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    kind, where, *plain = request.param.split("-")
    p12 = a_p12(rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1()))
    if where == "p12":
        yield Case(Providers(), p12, device=False)
        return
    if where == "csc":
        with served(Service(p12, PIN, plain=bool(plain))) as url:
            yield Case(Providers(csc=Csc(url, TOKEN)), f"csc:{CREDENTIAL}\n".encode(), device=False)
        return
    if not HERE:
        pytest.skip("SoftHSM (Debian: softhsm2) is not here")
    with tokens_in(tmp_path_factory.mktemp("softhsm")):
        a_token(f"MU110-{kind}", PIN)
        yield Case(Providers(Tokens(LIBRARY)), put_into(f"MU110-{kind}", PIN, "sello", p12, PIN), device=True)


def a_p12(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    holder, made = Holder("Ana Rojas", "Municipalidad"), pki.make(AT)
    said = [*certificates.of_signer(holder), *certificates.about(key, made.issuer)]
    certificate = certificates.certificate(
        certificates.subject_of(holder), key, made.issuer, AT, AT + timedelta(days=30), said
    )
    return P12Key(certificate, made.chain, key).closed_with(holder.name, PIN)


def test_what_it_signs_is_vouched_for_by_its_certificate(case: Case) -> None:
    signer, data = case.providers.open(case.file, PIN), b"oficio ordinario" * 1000
    public = signer.certificate.public_key()

    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signer.sign(data), data, padding.PKCS1v15(), SHA256())
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signer.sign(data), data, ec.ECDSA(SHA256()))
    assert signer.certificate.issuer == signer.chain[0].subject


def test_another_pin_opens_nothing_also_while_it_is_open(case: Case) -> None:
    case.providers.open(case.file, PIN).sign(b"x")

    for wrong in ("0000", "", PIN + "0"):
        with pytest.raises(Refused, match="PIN"):
            case.providers.open(case.file, wrong).sign(b"x")
    case.providers.open(case.file, PIN).sign(b"x")


def test_it_signs_while_its_certificate_lasts(case: Case) -> None:
    signer = case.providers.open(case.file, PIN)

    signer.refuse_out_of_date(AT)
    with pytest.raises(Refused, match="aún no está vigente"):
        signer.refuse_out_of_date(AT - timedelta(days=2))
    with pytest.raises(Refused, match="venció"):
        signer.refuse_out_of_date(AT + timedelta(days=31))


def test_a_key_that_is_not_where_it_is_said_is_told(case: Case) -> None:
    if not case.device:
        return
    for file, says in (
        (address("MU110-ninguno", "sello"), "conéctelo"),
        (case.file.replace(b"object=sello", b"object=otro"), "revise «object»"),
        (b"pkcs11:token=x", "no se entiende"),
    ):
        with pytest.raises(Refused, match=says):
            case.providers.open(file, PIN).sign(b"x")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library looks for what was cut
def test_a_session_that_was_cut_is_opened_again(case: Case) -> None:
    signer = case.providers.open(case.file, PIN)
    signer.sign(b"x")
    if case.providers.tokens:
        for _, session in case.providers.tokens._open.values():  # noqa: SLF001 -- nobody else can cut it
            session.close()

    signer.sign(b"x")


def test_without_a_library_no_device_is_spoken_to() -> None:
    with pytest.raises(Refused, match="OFICINA_PKCS11_MODULE"):
        Providers().open(address("MU110-rsa", "sello"), PIN)
