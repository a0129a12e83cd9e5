"""What issuers say of the certificates that they gave: asked of nobody whom the operator did not name.

The addresses inside a certificate are its issuer's word, or a forger's. One is followed only if its host stands in the
list of the settings; the demonstration answers inside the process.
"""

import asyncio
import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from signature.errors import NotToldYet
from signature.pki import Demonstration
from signature.stores import tells

PATIENCE = 20
LARGEST, CHUNK = 16 * 1024 * 1024, 64 * 1024
WAIT = "Quien emitió un certificado todavía no publica su estado posterior a la firma: se pregunta de nuevo más tarde."


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a certificate stood after an instant, to be told by its issuer."""

    certificate: x509.Certificate
    issuer: x509.Certificate
    after: datetime

    @classmethod
    def read(cls, told: Mapping[str, str]) -> "Wanted":
        """As `signature.carried` tells it."""
        each, issuer = (
            x509.load_der_x509_certificate(base64.b64decode(told[key])) for key in ("certificate", "issuer")
        )
        return cls(each, issuer, datetime.fromisoformat(told["after"]))


@dataclass(slots=True)
class Said:
    """What goes into the file: each thing once, as DER."""

    certificates: dict[bytes, None] = field(default_factory=dict)
    crls: dict[bytes, None] = field(default_factory=dict)
    ocsps: dict[bytes, None] = field(default_factory=dict)
    revoked: bool = False

    def written(self) -> dict[str, list[str]]:
        kinds = {"certificates": self.certificates, "crls": self.crls, "ocsps": self.ocsps}
        return {name: [base64.b64encode(each).decode() for each in found] for name, found in kinds.items()}


class Revocation(Protocol):
    """Somebody who may know what an issuer says."""

    def crls(self, wanted: Wanted, at: datetime) -> Iterable[bytes]: ...

    def ocsps(self, wanted: Wanted, at: datetime) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class OfDemonstration:
    """What the demonstration's authorities revoked: made when it is asked for."""

    demonstration: Demonstration

    def crls(self, wanted: Wanted, at: datetime) -> Iterable[bytes]:
        pki = self.demonstration.published(at)
        issuers = [pki.root.certificate, pki.issuer.certificate] if pki else []
        if pki and wanted.issuer in issuers:
            yield pki.crls(at)[issuers.index(wanted.issuer)].public_bytes(Encoding.DER)

    def ocsps(self, wanted: Wanted, at: datetime) -> Iterable[bytes]:
        return ()


@dataclass(frozen=True, slots=True)
class OverHttp:
    """CRLs and OCSP where a certificate says that they are, if the operator named that host."""

    hosts: frozenset[str]
    patience: float = PATIENCE
    _kept: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def crls(self, wanted: Wanted, at: datetime) -> Iterator[bytes]:
        for address in filter(self._may, _points(wanted.certificate)):
            kept = self._kept.get(address)
            if kept and tells(x509.load_der_x509_crl(kept), wanted.certificate, wanted.after):
                yield kept
            elif found := self._asked(address):
                self._kept[address] = found
                yield found

    def ocsps(self, wanted: Wanted, at: datetime) -> Iterator[bytes]:
        asking = ocsp.OCSPRequestBuilder().add_certificate(wanted.certificate, wanted.issuer, SHA1())  # noqa: S303 -- names, signs nothing
        question = asking.build().public_bytes(Encoding.DER)
        for address in filter(self._may, _responders(wanted.certificate)):
            if found := self._asked(address, question):
                yield found

    def _may(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and parts.hostname in self.hosts

    def _asked(self, address: str, question: bytes | None = None) -> bytes:
        try:
            return asyncio.run(self._answer(address, question))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return b""

    async def _answer(self, address: str, question: bytes | None) -> bytes:
        """Nobody else is followed, and no more is read than an honest answer takes."""
        told, patience = bytearray(), aiohttp.ClientTimeout(total=self.patience)
        headers = {"Content-Type": "application/ocsp-request"} if question else {}
        method = "POST" if question else "GET"
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.request(method, address, data=question, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != HTTPStatus.OK:
                return b""
            async for part in answer.content.iter_chunked(CHUNK):
                told += part
                if len(told) > LARGEST:
                    return b""
        return bytes(told)


def ask(sources: Sequence[Revocation], wanted: Sequence[Wanted], at: datetime) -> Said:
    """All that is wanted, believed only if the issuer signed it and it is newer than what it is to prove."""
    said = Said()
    for each in wanted:
        said.certificates[each.certificate.public_bytes(Encoding.DER)] = None
        said.certificates[each.issuer.public_bytes(Encoding.DER)] = None
        if not (_by_ocsp(sources, each, at, said) or _by_list(sources, each, at, said)):
            raise NotToldYet(WAIT)
    return said


def _by_list(sources: Sequence[Revocation], wanted: Wanted, at: datetime, said: Said) -> bool:
    for content in (each for source in sources for each in source.crls(wanted, at)):
        try:
            found = x509.load_der_x509_crl(content)
            key = wanted.issuer.public_key()
            honest = found.issuer == wanted.issuer.subject and found.is_signature_valid(key)  # type: ignore[arg-type]
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        if honest and tells(found, wanted.certificate, wanted.after) and found.last_update_utc <= at:
            listed = found.get_revoked_certificate_by_serial_number(wanted.certificate.serial_number)
            said.revoked |= listed is not None and listed.revocation_date_utc <= wanted.after
            said.crls[content] = None
            return True
    return False


def _by_ocsp(sources: Sequence[Revocation], wanted: Wanted, at: datetime, said: Said) -> bool:
    for content in (each for source in sources for each in source.ocsps(wanted, at)):
        try:
            found = ocsp.load_der_ocsp_response(content)
            responder = _responder(found, wanted.issuer)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        if responder is None or not _speaks_of(found, wanted) or not wanted.after < found.this_update_utc <= at:
            continue
        when = found.revocation_time_utc
        said.revoked |= when is not None and when <= wanted.after
        if responder != wanted.issuer:
            said.certificates[responder.public_bytes(Encoding.DER)] = None
        said.ocsps[content] = None
        return True
    return False


def _speaks_of(found: ocsp.OCSPResponse, wanted: Wanted) -> bool:
    known = found.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN
    return known and found.serial_number == wanted.certificate.serial_number


def _responder(found: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate | None:
    """Whoever signed the answer: the issuer, or somebody to whom it gave a certificate for just that."""
    if found.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return None
    for each in (issuer, *filter(lambda one: _delegated(one, issuer), found.certificates)):
        if _signed(found, each):
            return each
    return None


def _delegated(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        used = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, x509.ExtensionNotFound, ValueError, TypeError):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in used


def _signed(found: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, digest = by.public_key(), found.signature_hash_algorithm or SHA256()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(found.signature, found.tbs_response_bytes, PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(found.signature, found.tbs_response_bytes, ec.ECDSA(digest))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _points(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return
    yield from (str(name.value) for point in points for name in point.full_name or ())


def _responders(certificate: x509.Certificate) -> Iterator[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return
    wanted = AuthorityInformationAccessOID.OCSP
    yield from (str(each.access_location.value) for each in access if each.access_method == wanted)
