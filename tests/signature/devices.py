"""A real token of PKCS#11, without a device: SoftHSM, with the keys that a test puts in it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pkcs11 import Attribute, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

LIBRARY = next((str(each) for each in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")), "")
HERE = bool(LIBRARY and which("softhsm2-util"))


@contextmanager
def tokens_in(folder: Path) -> Iterator[None]:
    """Where SoftHSM keeps its tokens. It is told once a process, before it is first used."""
    if "SOFTHSM2_CONF" not in os.environ:
        (folder / "tokens").mkdir(parents=True)
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    yield


def a_token(name: str, pin: str) -> None:
    command = ["softhsm2-util", "--init-token", "--free", "--label", name, "--pin", pin, "--so-pin", "del que cuida"]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- a tool of the tests
    pkcs11.lib(LIBRARY).reinitialize()


def put_into(token: str, pin: str, label: str, p12: bytes, p12_pin: str) -> bytes:
    """The key of a P12, moved to the token; what an institution would upload to say where it is."""
    key, certificate, others = pkcs12.load_key_and_certificates(p12, p12_pin.encode())
    assert certificate is not None
    with pkcs11.lib(LIBRARY).get_token(token_label=token).open(user_pin=pin, rw=True) as session:
        is_rsa = isinstance(key, rsa.RSAPrivateKey)
        assert key is not None
        told = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        parts = decode_rsa_private_key(told) if is_rsa else decode_ec_private_key(told)
        session.create_object({**parts, Attribute.LABEL: label, Attribute.TOKEN: True, Attribute.SIGN: True})
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.LABEL: label,
                Attribute.TOKEN: True,
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )
    return address(token, label, *others)


def address(token: str, label: str, *chain: x509.Certificate) -> bytes:
    return f"pkcs11:token={token};object={label}\n".encode() + b"".join(
        each.public_bytes(Encoding.PEM) for each in chain
    )
