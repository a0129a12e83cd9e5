"""One signature of a PDF, looked at: whose it is, since when, and whether it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signature.certificates import DEMONSTRATION, common_name, is_simple, rut_in
from signature.existence import (
    SIGNING,
    STAMPING,
    Existence,
    Finding,
    Stamp,
    Witnesses,
    imprinted,
    over,
    proved,
    stamps_of,
    told_by,
)
from signature.levels import SHA1

DOCUMENT_STAMP = "/DocTimeStamp"
KINDS = {"VB": "endorsement", "FEA": "signature", "FES": "signature", "MF": "attestation", "MFS": "attestation"}
LEVELS = {"FEA": "advanced", "MF": "advanced", "VB": "simple", "FES": "simple", "MFS": "simple", "SELLO": "seal"}
OLD = {"sha1", "md5", "md2"}


def look_at(embedded: EmbeddedPdfSignature, witnesses: Witnesses, judged: Sequence[Stamp]) -> dict[str, Any]:
    """All that can be said of it alone, with the document timestamps that were judged before."""
    told = _named(embedded)
    if embedded.sig_object_type == DOCUMENT_STAMP:
        own = {"kind": "timestamp", "level": "timestamp", "run": None, "run_from": None, "reason": None}
        return told | own | _stamp(next(each for each in judged if each.embedded is embedded), witnesses, judged)
    return told | _signature(embedded, witnesses, judged)


def _named(embedded: EmbeddedPdfSignature) -> dict[str, Any]:
    """Whose it is, and what it is for."""
    certificate = x509.load_der_x509_certificate(embedded.signer_cert.dump())
    prefix = str(embedded.field_name or "").split("-")[0]
    rut, source = rut_in(certificate) or (None, None)
    digest = str(embedded.signer_info["digest_algorithm"]["algorithm"].native)
    return {
        "field": embedded.field_name,
        "kind": "seal" if prefix == "SELLO" else KINDS.get(prefix, "signature"),
        "level": LEVELS.get(prefix, "unknown"),
        "who": common_name(certificate.subject) or "un titular sin nombre",
        "run": rut.masked if rut else None,
        "run_from": source,
        "reason": str(embedded.sig_object.get("/Reason", "")) or None,
        "demonstration": DEMONSTRATION in common_name(certificate.issuer),
        "simple": is_simple(certificate),
        "old": embedded.sig_object.get("/SubFilter") == SHA1 or digest in OLD,
        "certificate_begins": certificate.not_valid_before_utc.isoformat(),
        "certificate_ends": certificate.not_valid_after_utc.isoformat(),
    }


def _signature(embedded: EmbeddedPdfSignature, witnesses: Witnesses, judged: Sequence[Stamp]) -> dict[str, Any]:
    """Judged at the instant that its timestamp tells, or else at the best that is proved."""
    known = proved(witnesses, judged, embedded.signed_revision)
    signer, told_at, stamped = embedded.signer_info, None, None
    for token in stamps_of(signer):
        stamped = witnesses.find(token, None, STAMPING, known.at)
        sound = stamped.intact and stamped.valid and imprinted(token, over(signer))
        told_at = told_by(token) if sound else None
    timestamped = bool(told_at and stamped and stamped.trusted and told_at <= known.at)
    since = Existence(told_at, "timestamp") if timestamped and told_at else known
    found = _held(embedded, witnesses, since.at)
    return {
        "when": _instant(told_at or embedded.self_reported_timestamp, since.at).isoformat(),
        "stamped": stamped is not None,
        "stamp_holds": told_at is not None,
        "timestamped": timestamped,
        "stamp_problem": stamped.problem if stamped else None,
        "poe": {"at": since.at.isoformat(), "by": since.by},
        **_told(found),
    }


def _held(embedded: EmbeddedPdfSignature, witnesses: Witnesses, moment: datetime) -> Finding:
    embedded.compute_integrity_info(skip_diff=True)
    if embedded.sig_object.get("/SubFilter") != SHA1:
        return witnesses.find(embedded.signed_data, embedded.compute_digest(), SIGNING, moment)
    kept = embedded.signed_data["encap_content_info"]["content"].native
    found = witnesses.find(embedded.signed_data, None, SIGNING, moment)
    same = kept == embedded.compute_digest("sha1")
    return replace(found, intact=found.intact and same)


def _stamp(stamp: Stamp, witnesses: Witnesses, judged: Sequence[Stamp]) -> dict[str, Any]:
    """A timestamp over the whole document: nobody's signature, and as much to be proved."""
    stamp.embedded.compute_integrity_info(skip_diff=True)
    known = proved(witnesses, judged, stamp.embedded.signed_revision)
    return {
        "when": stamp.at.isoformat(),
        "stamped": True,
        "stamp_holds": stamp.finding.intact and stamp.finding.valid,
        "timestamped": stamp.good,
        "stamp_problem": stamp.finding.problem,
        "poe": {"at": known.at.isoformat(), "by": known.by},
        **_told(stamp.finding),
    }


def _told(found: Finding) -> dict[str, Any]:
    return {
        "intact": found.intact and found.valid,
        "hash_matches": found.intact,
        "trusted": found.trusted,
        "problem": found.problem,
        "revoked": found.revoked.isoformat() if found.revoked else None,
        "chain": [_link(each) for each in found.path],
    }


def _link(certificate: asn1.Certificate) -> dict[str, Any]:
    read = x509.load_der_x509_certificate(certificate.dump())
    return {
        "subject": common_name(read.subject) or read.subject.rfc4514_string(),
        "issuer": common_name(read.issuer) or read.issuer.rfc4514_string(),
        "serial": f"{read.serial_number:x}",
        "begins": read.not_valid_before_utc.isoformat(),
        "ends": read.not_valid_after_utc.isoformat(),
        "sha256": read.fingerprint(SHA256()).hex(),
    }


def _instant(told: Any, otherwise: datetime) -> datetime:
    """What a signature says of itself; some write no zone."""
    if not isinstance(told, datetime):
        return otherwise
    return told if told.tzinfo else told.replace(tzinfo=UTC)
