"""What a signed PDF carries for later: its timestamps, whose certificates, and what their issuers said of them.

To be called in the sandbox: it may be anybody's file. It judges nothing; `signature.aging` reckons from what is found.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signature.accounting import signatures_of
from signature.embedded import DOCUMENT_STAMP
from signature.levels import is_pades
from signature.stores import Store, store_of

CURVES = {"secp256r1": "p-256", "secp384r1": "p-384", "secp521r1": "p-521"}
RSA_SIZES = (1024, 2048, 3072, 4096)
LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class _Pool:
    """Certificates that may have issued others: those that the office trusts, and those that the file brings."""

    trusted: frozenset[x509.Certificate]
    brought: list[x509.Certificate]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file brings for whoever judges it later, to be asked whether it is enough for one signature."""

    reader: PdfFileReader
    pool: _Pool
    store: Store

    @classmethod
    def of(cls, reader: PdfFileReader, trusted: Iterable[bytes]) -> "Kept":
        """A store that cannot be read holds nothing. `trusted` are certificates, as DER."""
        store, anchors = Store(), set[x509.Certificate]()
        with suppress(Exception):
            store = store_of(reader)
        for each in trusted:
            with suppress(Exception):
                anchors.add(x509.load_der_x509_certificate(each))
        return cls(reader, _Pool(frozenset(anchors), store.certificates), store)

    def tells_of(self, embedded: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature]) -> bool:
        """Whether something was kept after it was made, with which it is known how each certificate stood then:
        of those behind it, and behind its timestamp.
        """
        try:
            at = _proved_at(embedded, stamps)
            before = store_of(self.reader.get_historical_resolver(embedded.signed_revision))
            if at is None or before.contents == self.store.contents:
                return False
            chains = [_chain(each, self.pool) for each in (embedded.signed_data, *_tokens(embedded, stamps))]
            return all(self._knows(each, at) for each in chains)
        except Exception:  # noqa: BLE001 -- the library leaks whatever a bad file makes it meet
            return False

    def _knows(self, chain: "_Chain", at: datetime) -> bool:
        """Of each certificate up to one that is trusted, or that nobody but itself vouches for."""
        last = chain.certificates[-1]
        return (chain.complete or _issued(last, last)) and all(
            each in self.pool.trusted or self.store.told_at(each, issuer, at)
            for each, issuer in pairwise(chain.certificates)
        )


def look(path: str, known: Sequence[str]) -> dict[str, Any]:
    """The signatures and document timestamps, oldest first. `known` are certificates of roots and issuers, as PEM."""
    with Path(path).open("rb") as file:
        reader = PdfFileReader(file, strict=False)
        found = sorted(signatures_of(reader), key=lambda each: each.signed_revision)
        stamps = [each for each in found if each.sig_object_type == DOCUMENT_STAMP]
        signatures = [each for each in found if each.sig_object_type != DOCUMENT_STAMP]
        store = store_of(reader)
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
    embedded: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature], pool: _Pool, store: Store
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


def _stamp(embedded: EmbeddedPdfSignature, pool: _Pool, store: Store) -> dict[str, Any]:
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
    then = store_of(reader.get_historical_resolver(stamps[-1].signed_revision))
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

    def lacks(self, at: datetime, store: Store) -> list[dict[str, str]]:
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


def _loaded(known: Sequence[str]) -> list[x509.Certificate]:
    return [each for text in known for each in x509.load_pem_x509_certificates(text.encode())]


def _text(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
