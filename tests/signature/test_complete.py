"""What somebody else signed whole: as openssl makes them, read, stamped, and still what openssl vouches for."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kernel.rut import Rut
from signature import certificates, complete
from signature.certificates import Holder
from signature.der import SEQUENCE, value
from signature.errors import RemoteAnswerRefused
from signature.time_tokens import token
from tests.signature.firmagobs import authority

pytestmark = pytest.mark.database_free

AT, DATA = datetime(2026, 5, 11, tzinfo=UTC), b"un oficio ordinario"
DIGEST, RUN = sha256(DATA).digest(), Rut.parse("11.111.111-1")
Signs = Callable[..., bytes]


@pytest.fixture(scope="module", params=["rsa", "p256"])
def signs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Signs:
    """openssl, with a key and the certificate of a person."""
    folder = tmp_path_factory.mktemp("openssl")
    key = rsa.generate_private_key(65537, 2048) if request.param == "rsa" else ec.generate_private_key(ec.SECP256R1())
    holder, made = Holder("Carla Díaz", "Ministerio", rut=str(RUN)), authority()
    told = [*certificates.of_signer(holder), *certificates.about(key, made.issuer)]
    ends = datetime(2028, 1, 1, tzinfo=UTC)
    own = certificates.certificate(certificates.subject_of(holder), key, made.issuer, AT, ends, told)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write(folder, {"key.pem": pem, "data": DATA, "own.pem": in_pem(own), "root.pem": in_pem(made.root.certificate)})
    (folder / "chain.pem").write_bytes(in_pem(made.issuer.certificate) + in_pem(made.root.certificate))

    def sign(*more: str, data: str = "data") -> bytes:
        asked = ["-sign", "-binary", "-md", "sha256", "-in", data, "-signer", "own.pem", "-inkey", "key.pem"]
        return openssl(folder, "cms", *asked, "-certfile", "chain.pem", "-outform", "DER", *more).stdout

    sign.folder = folder  # type: ignore[attr-defined]
    return sign


def in_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def openssl(folder: Path, *asked: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *asked], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def stamp(signature: bytes) -> bytes:
    made = authority()
    return token(made.tsa, made.root.certificate, sha256(signature).digest(), AT)


@pytest.mark.parametrize("more", [(), ("-cades",), ("-keyid",), ("-nosmimecap", "-stream", "-indef")])
def test_what_openssl_signs_is_read_stamped_and_still_good(signs: Signs, more: tuple[str, ...]) -> None:
    folder: Path = signs.folder  # type: ignore[attr-defined]
    made = complete.read(signs(*more), DIGEST)
    complete.refuse_of_another(made, RUN)
    assert made.level == ("B-B" if "-cades" in more else "PKCS#7")

    stamped = complete.with_timestamp(made, stamp)

    again = complete.read(stamped, DIGEST)
    assert again.timestamped
    assert again.level == ("B-T" if "-cades" in more else "PKCS#7")
    assert complete.with_timestamp(again, stamp) == stamped, "one timestamp is enough"
    (folder / "stamped.der").write_bytes(stamped)
    judged = ["-verify", "-binary", "-inform", "DER", "-in", "stamped.der", "-content", "data", "-CAfile", "root.pem"]
    openssl(folder, "cms", *judged, "-purpose", "any", "-attime", "1790000000", "-out", "out")
    assert (folder / "out").read_bytes() == DATA


def test_what_is_over_something_else_is_not_taken(signs: Signs) -> None:
    with pytest.raises(RemoteAnswerRefused, match="no es una firma sobre este documento"):
        complete.read(signs(), sha256(b"otro oficio").digest())


def test_what_brings_no_certificate_is_not_taken(signs: Signs) -> None:
    with pytest.raises(RemoteAnswerRefused):
        complete.read(signs("-nocerts"), DIGEST)


def test_a_signature_without_signed_attributes_is_not_taken(signs: Signs) -> None:
    with pytest.raises(RemoteAnswerRefused):
        complete.read(signs("-noattr"), DIGEST)


def test_a_signature_of_somebody_else_is_not_taken(signs: Signs) -> None:
    made = complete.read(signs(), DIGEST)

    with pytest.raises(RemoteAnswerRefused, match="otro RUT"):
        complete.refuse_of_another(made, Rut.parse("22.222.222-2"))


def test_whatever_byte_of_it_is_another_nothing_else_comes_of_it(signs: Signs) -> None:
    """Refused, or the same signature by the same certificate: never a different one, and never a fault."""
    cms = signs("-cades")
    good = complete.read(cms, DIGEST)
    for at in range(0, len(cms), 7):
        other = bytearray(cms)
        other[at] ^= 0x55
        try:
            made = complete.read(bytes(other), DIGEST)
            complete.refuse_of_another(made, RUN)
        except RemoteAnswerRefused:
            continue
        assert made.certificate.public_key() == good.certificate.public_key()


@pytest.mark.parametrize("content", [b"", b"\x30", b"\x30\x80", b"no es una firma", value(SEQUENCE, b"\x05\x00")])
def test_what_is_no_cms_is_not_taken(content: bytes) -> None:
    with pytest.raises(RemoteAnswerRefused):
        complete.read(content, DIGEST)
