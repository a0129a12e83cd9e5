"""A public key infrastructure for demonstrations: every name in it says DEMOSTRACIÓN, and nobody is bound by it.

Its shape is that of the State's: a root, an issuer of persons and seals, a timestamping authority, and their CRLs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from kernel.secrets import Secrets
from signature import certificates
from signature.certificates import DEMONSTRATION, Authority, Holder
from signature.providers.pkcs12 import P12Key

WRAPPED = "signature/demonstration-pki"
YEAR = timedelta(days=365)
PUBLISHED = "/v1/demonstration-pki"
"""Where what the authorities publish is had from, after the address of the office."""


@dataclass(frozen=True, slots=True)
class Pki:
    """The demonstration's authorities, open."""

    root: Authority
    issuer: Authority
    tsa: Authority

    @property
    def chain(self) -> tuple[x509.Certificate, x509.Certificate]:
        return self.issuer.certificate, self.root.certificate

    def key_for(self, holder: Holder, at: datetime, *, lasts: timedelta = 2 * YEAR) -> P12Key:
        """A new key with its certificate, open."""
        key = certificates.new_signing_key()
        certificate = certificates.certificate(
            certificates.subject_of(holder),
            key,
            self.issuer,
            at,
            at + lasts,
            [*certificates.of_signer(holder), *certificates.about(key, self.issuer)],
        )
        return P12Key(certificate, self.chain, key)

    def issue(self, holder: Holder, pin: str, at: datetime, *, lasts: timedelta = 2 * YEAR) -> bytes:
        """A new key with its certificate, as a P12 that the PIN opens."""
        return self.key_for(holder, at, lasts=lasts).closed_with(holder.name, pin)

    def crls(self, at: datetime) -> list[x509.CertificateRevocationList]:
        """Nothing is revoked, until it is."""
        return [certificates.crl(each, at) for each in (self.root, self.issuer)]


def make(at: datetime, published: str = "") -> Pki:
    """A new demonstration, that begins now. `published` is where its certificates and CRLs are had from."""
    key = certificates.new_key()
    root_name = certificates.name_of(f"Raíz de {DEMONSTRATION}")
    root = Authority(
        key,
        certificates.certificate(
            root_name, key, None, at, at + 20 * YEAR, [*certificates.of_authority(1), *certificates.of_key(key)]
        ),
        _address(published, "root"),
    )
    issuer_key = certificates.new_key()
    issuer = Authority(
        issuer_key,
        certificates.certificate(
            certificates.name_of(f"Emisora de {DEMONSTRATION}"),
            issuer_key,
            root,
            at,
            at + 10 * YEAR,
            [*certificates.of_authority(0), *certificates.about(issuer_key, root)],
        ),
        _address(published, "issuer"),
    )
    return Pki(root, issuer, make_tsa(root, at))


def make_tsa(root: Authority, at: datetime) -> Authority:
    """Whoever tells the time, from now on."""
    key = certificates.new_key()
    return Authority(
        key,
        certificates.certificate(
            certificates.name_of(f"Sello de tiempo de {DEMONSTRATION}"),
            key,
            root,
            at,
            at + 10 * YEAR,
            [*certificates.of_tsa(), *certificates.about(key, root)],
        ),
    )


def keep(pki: Pki, folder: Path, secrets: Secrets) -> None:
    """In files: the keys wrapped, the certificates for anybody."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("root", "issuer", "tsa"):
        authority: Authority = getattr(pki, name)
        secret = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(secrets.wrap(WRAPPED, secret))
        (folder / f"{name}.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))


def open_pki(folder: Path, secrets: Secrets, published: str = "") -> Pki:
    def authority(name: str) -> Authority:
        secret = secrets.unwrap(WRAPPED, (folder / f"{name}.key").read_bytes())
        key = load_der_private_key(secret, None, unsafe_skip_rsa_key_validation=True)  # it is as it was wrapped
        assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 -- we wrote it
        return Authority(
            key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()), _address(published, name)
        )

    return Pki(authority("root"), authority("issuer"), authority("tsa"))


def _address(published: str, name: str) -> str:
    return f"{published}/{name}" if published else ""


class Demonstration:
    """The demonstration of a folder, made when it is first asked for."""

    def __init__(self, folder: Path, secrets: Secrets, published: str = "") -> None:
        self.folder = folder
        self._address = published
        self._secrets = secrets
        self._opening = Lock()
        self._pki: Pki | None = None

    def pki(self, at: datetime) -> Pki:
        with self._opening:
            if self._pki is None:
                self._make(at)
                self._pki = open_pki(self.folder, self._secrets, self._address)
        return self._pki

    def published(self, at: datetime) -> Pki | None:
        """The demonstration, if it was ever asked for: to look for it makes none."""
        return self.pki(at) if (self.folder / "tsa.pem").exists() else None

    def _make(self, at: datetime) -> None:
        """Once, even if two processes of the office begin together."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "making.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not (self.folder / "tsa.pem").exists():
                keep(make(at, self._address), self.folder, self._secrets)
