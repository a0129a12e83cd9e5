"""Authorities that die and are succeeded, for as long as a simulation goes: roots, and those that tell the time."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signature import certificates
from signature.certificates import Authority
from signature.errors import TimestampUnavailable
from signature.pki import Demonstration
from signature.revocation import Wanted

YEAR = timedelta(days=365)
ROOT_LASTS, TSA_LASTS, TSA_EVERY = 27 * YEAR, 7 * YEAR, 5 * YEAR


@dataclass
class Eras:
    """A root each 18 years and an authority of time each 5, alive for longer; only the first of these is weak."""

    begins: datetime
    keys: list[rsa.RSAPrivateKey]
    roots: list[Authority] = field(default_factory=list)
    tsas: list[tuple[Authority, Authority]] = field(default_factory=list)

    def until(self, at: datetime) -> None:
        """Whoever was to be founded by then, is."""
        while self.begins + len(self.roots) * 18 * YEAR <= at:
            born = self.begins + len(self.roots) * 18 * YEAR
            self.roots.append(_root(self.keys[1], len(self.roots), born))
        while self.begins + len(self.tsas) * TSA_EVERY <= at:
            born = self.begins + len(self.tsas) * TSA_EVERY
            root = next(each for each in reversed(self.roots) if each.certificate.not_valid_before_utc <= born)
            self.tsas.append((_tsa(self.keys[min(len(self.tsas), 1)], root, len(self.tsas), born), root))

    def known(self, at: datetime) -> list[str]:
        """Whom one trusts: roots, those that ended too."""
        self.until(at)
        return [each.certificate.public_bytes(Encoding.PEM).decode() for each in self.roots]

    def stamper(self, at: datetime) -> TimeStamper:
        self.until(at)
        tsa, root = self.tsas[-1]
        if tsa.certificate.not_valid_after_utc <= at:
            raise TimestampUnavailable("nobody tells the time")
        strong = "sha512" if at >= self.begins + 5 * YEAR else "sha256"
        return DummyTimeStamper(_asn1(tsa), _private(tsa), _store([_asn1(root)]), fixed_dt=at, override_md=strong)

    def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
        made: cms.ContentInfo = asyncio.run(self.stamper(at).async_timestamp(digest, algorithm))
        return bytes(made.dump())

    def crls(self, wanted: Wanted, at: datetime) -> Iterable[bytes]:
        living = (each for each in self.roots if each.certificate.not_valid_after_utc > at)
        for each in living:
            if each.certificate == wanted.issuer:
                yield certificates.crl(each, at).public_bytes(Encoding.DER)

    def ocsps(self, wanted: Wanted, at: datetime) -> Iterable[bytes]:
        return ()


def _root(key: rsa.RSAPrivateKey, number: int, born: datetime) -> Authority:
    name = certificates.name_of(f"Raíz {number}")
    told = [*certificates.of_authority(1), *certificates.of_key(key)]
    own = certificates.certificate(name, key, None, born, born + ROOT_LASTS, told)
    return Authority(key, own, f"http://oficina.example/raiz-{number}")


def _tsa(key: rsa.RSAPrivateKey, root: Authority, number: int, born: datetime) -> Authority:
    ends = min(born + TSA_LASTS, root.certificate.not_valid_after_utc)
    told = [*certificates.of_tsa(), *certificates.about(key, root)]
    return Authority(key, certificates.certificate(certificates.name_of(f"Hora {number}"), key, root, born, ends, told))


def _asn1(authority: Authority) -> asn1.Certificate:
    return asn1.Certificate.load(authority.certificate.public_bytes(Encoding.DER))


def _private(authority: Authority) -> keys.PrivateKeyInfo:
    secret = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keys.PrivateKeyInfo.load(secret)


def _store(found: Iterable[asn1.Certificate]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    store.register_multiple(found)
    return store


@dataclass(frozen=True)
class RevokesAll:
    """The demonstration, if it had revoked long ago whoever is asked about."""

    demonstration: Demonstration

    def crls(self, wanted: Wanted, at: datetime) -> Iterable[bytes]:
        pki = self.demonstration.pki(at)
        issuer = pki.root if wanted.issuer == pki.root.certificate else pki.issuer
        revoked = x509.RevokedCertificateBuilder().serial_number(wanted.certificate.serial_number)
        since = revoked.revocation_date(wanted.after - YEAR).build()
        making = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject).last_update(at)
        made = making.next_update(at + YEAR).add_revoked_certificate(since).sign(issuer.key, SHA256())
        yield made.public_bytes(Encoding.DER)

    def ocsps(self, wanted: Wanted, at: datetime) -> Iterable[bytes]:
        return ()
