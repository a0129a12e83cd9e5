"""A public key infrastructure for demonstrations: every name in it says DEMOSTRACIÓN, and nobody is bound by it.

Its shape is that of the State's: a root, an issuer of persons and seals, a timestamping authority, and their CRLs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from kernel.secrets import Secrets

DEMONSTRATION = "DEMOSTRACIÓN"
RUT_OF_HOLDER = ObjectIdentifier("1.3.6.1.4.1.8321.1")
WRAPPED = "signature/demonstration-pki"
BITS = 2048
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate is for: a person with a RUT, or a seal without one."""

    name: str
    organisation: str
    title: str = ""
    rut: str | None = None
    seal: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Pki:
    """The demonstration's authorities, open."""

    root: Authority
    issuer: Authority
    tsa: Authority

    @property
    def chain(self) -> tuple[x509.Certificate, x509.Certificate]:
        return self.issuer.certificate, self.root.certificate

    def issue(self, holder: Holder, pin: str, at: datetime, *, lasts: timedelta = 2 * YEAR) -> bytes:
        """A new key with its certificate, as a P12 that the PIN opens."""
        key = _new_key()
        certificate = _certificate(
            _subject(holder), key, self.issuer, at, at + lasts, [*_of_signer(holder), *_about(key, self.issuer)]
        )
        name = holder.name.encode()
        return pkcs12.serialize_key_and_certificates(
            name, key, certificate, self.chain, BestAvailableEncryption(pin.encode())
        )

    def crls(self, at: datetime) -> list[x509.CertificateRevocationList]:
        """Nothing is revoked, until it is."""
        return [_crl(each, at) for each in (self.root, self.issuer)]


def make(at: datetime) -> Pki:
    """A new demonstration, that begins now."""
    key = _new_key()
    root_name = _name(f"Raíz de {DEMONSTRATION}")
    root = Authority(key, _certificate(root_name, key, None, at, at + 20 * YEAR, _of_authority(1)))
    issuer_key, tsa_key = _new_key(), _new_key()
    issuer = Authority(
        issuer_key,
        _certificate(
            _name(f"Emisora de {DEMONSTRATION}"),
            issuer_key,
            root,
            at,
            at + 10 * YEAR,
            [*_of_authority(0), *_about(issuer_key, root)],
        ),
    )
    tsa = Authority(
        tsa_key,
        _certificate(
            _name(f"Sello de tiempo de {DEMONSTRATION}"),
            tsa_key,
            root,
            at,
            at + 10 * YEAR,
            [*_of_tsa(), *_about(tsa_key, root)],
        ),
    )
    return Pki(root, issuer, tsa)


def keep(pki: Pki, folder: Path, secrets: Secrets) -> None:
    """In files: the keys wrapped, the certificates for anybody."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("root", "issuer", "tsa"):
        authority: Authority = getattr(pki, name)
        secret = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(secrets.wrap(WRAPPED, secret))
        (folder / f"{name}.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))


def open_pki(folder: Path, secrets: Secrets) -> Pki:
    def authority(name: str) -> Authority:
        key = load_der_private_key(secrets.unwrap(WRAPPED, (folder / f"{name}.key").read_bytes()), None)
        assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 -- we wrote it
        return Authority(key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))

    return Pki(authority("root"), authority("issuer"), authority("tsa"))


class Demonstration:
    """The demonstration of a folder, made when it is first asked for."""

    def __init__(self, folder: Path, secrets: Secrets) -> None:
        self.folder = folder
        self._secrets = secrets
        self._opening = Lock()
        self._pki: Pki | None = None

    def pki(self, at: datetime) -> Pki:
        with self._opening:
            if self._pki is None:
                self._make(at)
                self._pki = open_pki(self.folder, self._secrets)
        return self._pki

    def _make(self, at: datetime) -> None:
        """Once, even if two processes of the office begin together."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "making.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not (self.folder / "tsa.pem").exists():
                keep(make(at), self.folder, self._secrets)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, BITS)


def _name(common: str, **more: str) -> x509.Name:
    oids = {"title": NameOID.TITLE, "serial": NameOID.SERIAL_NUMBER}
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, more.pop("organisation", DEMONSTRATION)),
            *(x509.NameAttribute(oids[name], value) for name, value in more.items() if value),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _subject(holder: Holder) -> x509.Name:
    return _name(
        f"{holder.name} ({DEMONSTRATION})"[:64],
        organisation=holder.organisation[:64],
        title=holder.title[:64],
        serial=holder.rut or "",
    )


Extension = tuple[x509.ExtensionType, bool]


def _of_signer(holder: Holder) -> list[Extension]:
    told: list[Extension] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(digital_signature=True, content_commitment=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
    ]
    if holder.rut:
        value = bytes([0x16, len(holder.rut)]) + holder.rut.encode("ascii")
        told.append((x509.SubjectAlternativeName([x509.OtherName(RUT_OF_HOLDER, value)]), False))
    return told


def _of_authority(depth: int) -> list[Extension]:
    return [
        (x509.BasicConstraints(ca=True, path_length=depth), True),
        (_usage(key_cert_sign=True, crl_sign=True), True),
    ]


def _of_tsa() -> list[Extension]:
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
    ]


def _about(key: rsa.RSAPrivateKey, issuer: Authority) -> list[Extension]:
    return [
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False),
    ]


def _usage(**used: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    others = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: used.get(name, False) for name in (*names, *others)})


def _certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: Authority | None,
    begins: datetime,
    ends: datetime,
    extensions: Sequence[Extension],
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins - timedelta(minutes=5))
        .not_valid_after(ends)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer.key if issuer else key, SHA256())


def _crl(authority: Authority, at: datetime) -> x509.CertificateRevocationList:
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(at)
        .next_update(at + 7 * timedelta(days=1))
        .add_extension(x509.CRLNumber(int(at.timestamp())), False)  # noqa: FBT003 -- how the library is called
        .sign(authority.key, SHA256())
    )
