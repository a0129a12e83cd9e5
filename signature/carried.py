"""What a signed PDF carries for later: its timestamps, whose certificates, and what their issuers said of them.

To be called in the sandbox: it may be anybody's file. It judges nothing; `signature.aging` reckons from what is found.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signature.accounting import signatures_of
from signature.embedded import DOCUMENT_STAMP
from signature.levels import is_pades

CURVES = {"secp256r1": "p-256", "secp384r1": "p-384", "secp521r1": "p-521"}
RSA_SIZES = (1024, 2048, 3072, 4096)
LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class _Store:
    """What a file has in its DSS at one revision, ready to be looked up."""

    certificates: list[x509.Certificate] = field(default_factory=list)
    lists: list[x509.CertificateRevocationList] = field(default_factory=list)
    answers: list[tuple[int, datetime]] = field(default_factory=list)

    def told_since(self, certificate: x509.Certificate, issuer: x509.Certificate, after: datetime) -> bool:
        """Whether the issuer said of the certificate how it stood after that instant."""
        if any(number == certificate.serial_number and at > after for number, at in self.answers):
            return True
        return any(each.issuer == issuer.subject and tells(each, certificate, after) for each in self.lists)


def tells(found: x509.CertificateRevocationList, certificate: x509.Certificate, after: datetime) -> bool:
    """Whether a list says how a certificate stood at that instant: of a signer, one that was made afterwards.

    Authorities publish what they revoked of other authorities once in months: of these, one in force then will do.
    """
    if found.last_update_utc > after:
        return True
    return _is_authority(certificate) and found.next_update_utc is not None and found.next_update_utc > after


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class _Pool:
    """Certificates that may have issued others: those that the office trusts, and those that the file brings."""

    trusted: frozenset[x509.Certificate]
    brought: list[x509.Certificate]


def look(path: str, known: Sequence[str]) -> dict[str, Any]:
    """The signatures and document timestamps, oldest first. `known` are certificates of roots and issuers, as PEM."""
    with Path(path).open("rb") as file:
        reader = PdfFileReader(file, strict=False)
        found = sorted(signatures_of(reader), key=lambda each: each.signed_revision)
        stamps = [each for each in found if each.sig_object_type == DOCUMENT_STAMP]
        signatures = [each for each in found if each.sig_object_type != DOCUMENT_STAMP]
        store = _store_of(reader)
        pool = _Pool(frozenset(_loaded(known)), store.certificates)
        covered = _covered(reader, found, signatures, stamps, pool)
        return {
            "signatures": [_signature(each, stamps, pool, store) for each in signatures],
            "stamps": [
                _stamp(each, pool, store) | {"covers": covered and each is stamps[-1], "whole": _whole(each)}
                for each in stamps
            ],
        }


def _signature(
    embedded: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature], pool: _Pool, store: _Store
) -> dict[str, Any]:
    """One signature: since when it is proved, until when that holds, and what is still to be had about it."""
    chains = [_chain(each, pool) for each in (embedded.signed_data, *_tokens(embedded, stamps))]
    at = _proved_at(embedded, stamps)
    algorithms = {name for each in chains[1:] or chains for name in each.algorithms}
    return {
        "field": str(embedded.field_name or ""),
        "stamped": at.isoformat() if at else None,
        "at": (at or embedded.self_reported_timestamp or datetime.now(UTC)).isoformat(),
        "ends": min(each.ends for each in chains).isoformat(),
        "algorithms": sorted(algorithms),
        "lacks": [lack for each in chains for lack in each.lacks(at, store)] if at else [],
        "complete": all(each.complete for each in chains),
        "pades": is_pades(embedded),
    }


def _stamp(embedded: EmbeddedPdfSignature, pool: _Pool, store: _Store) -> dict[str, Any]:
    chain, at = _chain(embedded.signed_data, pool), _told_at(embedded.signed_data)
    return {
        "at": at.isoformat(),
        "ends": chain.ends.isoformat(),
        "algorithms": sorted(chain.algorithms),
        "lacks": chain.lacks(at, store),
        "complete": chain.complete,
    }


def of_token(token: bytes, known: Sequence[str]) -> dict[str, Any]:
    """The same of a timestamp that lies in no file."""
    data = cms.ContentInfo.load(token)["content"]
    chain = _chain(data, _Pool(frozenset(_loaded(known)), []))
    return {
        "at": _told_at(data).isoformat(),
        "ends": chain.ends.isoformat(),
        "algorithms": sorted(chain.algorithms),
        "complete": chain.complete,
        "who": chain.certificates[0].subject.rfc4514_string(),
    }


def _covered(
    reader: PdfFileReader,
    found: Sequence[EmbeddedPdfSignature],
    signatures: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[EmbeddedPdfSignature],
    pool: _Pool,
) -> bool:
    """Whether the last timestamp lies over every signature, and over all that was to be had of its certificates."""
    if not stamps or stamps[-1] is not found[-1]:
        return False
    then = _store_of(reader.get_historical_resolver(stamps[-1].signed_revision))
    before = stamps[:-1]
    return all(_proved_at(each, before) and not _signature(each, before, pool, then)["lacks"] for each in signatures)


def _proved_at(embedded: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature]) -> datetime | None:
    """The first instant at which somebody saw it."""
    return min((_told_at(each) for each in _tokens(embedded, stamps)), default=None)


def _tokens(embedded: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature]) -> Iterator[cms.SignedData]:
    """Its own timestamp, or for want of one the first of the document that came after it."""
    own = [*extract_tst_data_iter(embedded.signer_info, signed=False)]
    later = [each.signed_data for each in stamps if each.signed_revision > embedded.signed_revision]
    yield from own or later[:1]


@dataclass(frozen=True, slots=True)
class _Chain:
    """The certificates behind one signature, its signer's first; complete if they lead to one that is trusted."""

    certificates: list[x509.Certificate]
    complete: bool
    own: frozenset[str]
    """The algorithms of the signature itself."""

    @property
    def ends(self) -> datetime:
        return min(each.not_valid_after_utc for each in self.certificates)

    @property
    def algorithms(self) -> set[str]:
        return {*self.own, *map(_strength, self.certificates)}

    def lacks(self, at: datetime, store: _Store) -> list[dict[str, str]]:
        """Of whom it is not known yet how they stood after that instant."""
        return [
            {"certificate": _text(each), "issuer": _text(issuer), "after": at.isoformat()}
            for each, issuer in pairwise(self.certificates)
            if not store.told_since(each, issuer, at)
        ]


def _chain(data: cms.SignedData, pool: _Pool) -> _Chain:
    brought = [x509.load_der_x509_certificate(each.dump()) for each in _certificates(data)]
    signer = data["signer_infos"][0]
    serial = signer["sid"].chosen["serial_number"].native if signer["sid"].name == "issuer_and_serial_number" else None
    first = next((each for each in brought if each.serial_number == serial), brought[0])
    chain = [first]
    while not _issued(chain[-1], chain[-1]) and len(chain) < LONGEST_CHAIN:
        issuer = next((each for each in (*brought, *pool.trusted, *pool.brought) if _issued(each, chain[-1])), None)
        if issuer is None:
            break
        chain.append(issuer)
    own = {signer["digest_algorithm"]["algorithm"].native}
    told = data["encap_content_info"]["content"].parsed if data["encap_content_info"]["content"] else None
    if isinstance(told, tsp.TSTInfo):
        own.add(told["message_imprint"]["hash_algorithm"]["algorithm"].native)
    return _Chain(chain, chain[-1] in pool.trusted, frozenset(own))


def _certificates(data: cms.SignedData) -> Iterator[asn1.Certificate]:
    return (each.chosen for each in data["certificates"] if each.name == "certificate")


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True


def _strength(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"rsa-{max((each for each in RSA_SIZES if each <= key.key_size), default=1024)}"
    return CURVES.get(key.curve.name, key.curve.name) if isinstance(key, ec.EllipticCurvePublicKey) else "unknown"


def _told_at(data: cms.SignedData) -> datetime:
    when: datetime = data["encap_content_info"]["content"].parsed["gen_time"].native
    return when


def _whole(embedded: EmbeddedPdfSignature) -> bool:
    """Whether it covers what there was, and the token is of exactly that."""
    told = embedded.signed_data["encap_content_info"]["content"].parsed["message_imprint"]
    digest = embedded.compute_digest(told["hash_algorithm"]["algorithm"].native)
    coverage = embedded.evaluate_signature_coverage()
    return bool(told["hashed_message"].native == digest and coverage >= SignatureCoverageLevel.ENTIRE_REVISION)


def _store_of(handler: Any) -> _Store:
    try:
        kept: Any = DocumentSecurityStore.read_dss(handler)
    except ValidationInfoReadingError:
        return _Store()
    contents = [[each.get_object().data for each in kind] for kind in (kept.certs.values(), kept.crls, kept.ocsps)]
    certificates, lists, answers = contents
    return _Store(
        [x509.load_der_x509_certificate(each) for each in certificates],
        [x509.load_der_x509_crl(each) for each in lists],
        [one for each in answers for one in _answered(each)],
    )


def _answered(content: bytes) -> Iterator[tuple[int, datetime]]:
    answer = ocsp.load_der_ocsp_response(content)
    if answer.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL:
        yield from ((each.serial_number, each.this_update_utc) for each in answer.responses)


def _loaded(known: Sequence[str]) -> list[x509.Certificate]:
    return [each for text in known for each in x509.load_pem_x509_certificates(text.encode())]


def _text(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
