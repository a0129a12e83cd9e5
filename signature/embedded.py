"""One signature of a PDF, looked at: whose it is, and whether it holds."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from signature.certificates import DEMONSTRATION, common_name, is_simple, rut_in
from signature.levels import SHA1

DOCUMENT_STAMP = "/DocTimeStamp"
KINDS = {"VB": "endorsement", "FEA": "signature", "FES": "signature", "MF": "attestation", "MFS": "attestation"}
LEVELS = {"FEA": "advanced", "MF": "advanced", "VB": "simple", "FES": "simple", "MFS": "simple", "SELLO": "seal"}


def look_at(embedded: EmbeddedPdfSignature, anchors: Sequence[asn1.Certificate], at: datetime) -> dict[str, Any]:
    """All that can be said of it alone."""
    certificate = x509.load_der_x509_certificate(embedded.signer_cert.dump())
    prefix = str(embedded.field_name or "").split("-")[0]
    rut, source = rut_in(certificate) or (None, None)
    told = {
        "field": embedded.field_name,
        "kind": "seal" if prefix == "SELLO" else KINDS.get(prefix, "signature"),
        "level": LEVELS.get(prefix, "unknown"),
        "who": common_name(certificate.subject),
        "run": rut.masked if rut else None,
        "run_from": source,
        "reason": str(embedded.sig_object.get("/Reason", "")) or None,
        "demonstration": DEMONSTRATION in common_name(certificate.issuer),
        "simple": is_simple(certificate),
        "old": embedded.sig_object.get("/SubFilter") == SHA1,
    }
    if embedded.sig_object_type == DOCUMENT_STAMP:
        own = {"kind": "timestamp", "level": "timestamp", "run": None, "run_from": None, "reason": None}
        return told | own | _stamp(embedded, anchors, at)
    return told | (_of_sha1(embedded, at) if told["old"] else _signature(embedded, anchors, at))


def _signature(embedded: EmbeddedPdfSignature, anchors: Sequence[asn1.Certificate], at: datetime) -> dict[str, Any]:
    """Judged at the instant that its timestamp tells, or now if nobody tells it."""
    status = _status(embedded, anchors, at)
    stamped = status.timestamp_validity
    signed_at = stamped.timestamp if stamped and stamped.intact and stamped.valid else None
    if signed_at is not None:
        status = _status(embedded, anchors, signed_at)
    return {
        "when": (signed_at or status.signer_reported_dt or at).isoformat(),
        "stamped": signed_at is not None,
        "timestamped": bool(signed_at and stamped and stamped.trusted),
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted),
    }


def _stamp(embedded: EmbeddedPdfSignature, anchors: Sequence[asn1.Certificate], at: datetime) -> dict[str, Any]:
    """A timestamp over the whole document: nobody's signature, and as much to be proved."""
    context = ValidationContext(trust_roots=list(anchors), moment=at, allow_fetching=False)
    status = validate_pdf_timestamp(embedded, context, skip_diff=True)
    return {
        "when": status.timestamp.isoformat(),
        "stamped": True,
        "timestamped": bool(status.trusted),
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted),
    }


def _of_sha1(embedded: EmbeddedPdfSignature, at: datetime) -> dict[str, Any]:
    """An older kind, that signs the SHA-1 of the document: it may hold, and can no longer be relied upon."""
    embedded.compute_integrity_info(skip_diff=True)
    kept = embedded.signed_data["encap_content_info"]["content"].native
    name = embedded.signer_info["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(name, kept).digest()
    intact, valid = validate_sig_integrity(embedded.signer_info, embedded.signer_cert, "data", digest)
    return {
        "when": (embedded.self_reported_timestamp or at).isoformat(),
        "stamped": False,
        "timestamped": False,
        "intact": bool(intact and valid and kept == embedded.compute_digest("sha1")),
        "trusted": False,
    }


def _status(embedded: EmbeddedPdfSignature, anchors: Sequence[asn1.Certificate], at: datetime) -> PdfSignatureStatus:
    contexts = [
        ValidationContext(trust_roots=list(anchors), moment=at, best_signature_time=at, allow_fetching=False)
        for _ in range(2)
    ]
    return validate_pdf_signature(embedded, contexts[0], contexts[1], skip_diff=True)
