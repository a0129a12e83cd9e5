"""What a PDF's signatures prove, each and all together. To be called in the sandbox: it may be anybody's file."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from kernel.rut import Rut
from signature.accounting import Hole, hole_of, retitled, unexplained
from signature.certificates import DEMONSTRATION, rut_of
from signature.envelope import loose
from signature.tag_rule import POLICY

NO_VALUE = "Firma de demostración, sin valor legal"
KINDS = {"VB": "endorsement", "FEA": "signature", "FES": "signature", "MF": "attestation", "MFS": "attestation"}
LEVELS = {"FEA": "advanced", "MF": "advanced", "VB": "simple", "FES": "simple", "MFS": "simple", "SELLO": "seal"}
LATER = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "archive",
    ModificationLevel.FORM_FILLING: "signatures",
    ModificationLevel.ANNOTATIONS: "annotations",
    ModificationLevel.OTHER: "suspicious",
}


def examine(path: str, roots: Sequence[str], at: str) -> dict[str, Any]:
    """One verdict (`valid`, `indeterminate`, `invalid`) with its reasons, and what each signature says."""
    moment = datetime.fromisoformat(at)
    try:
        with Path(path).open("rb") as file:
            reader = PdfFileReader(file, strict=False)
            anchors = _anchors(roots)
            told = [_told(each, anchors, moment) for each in reader.embedded_regular_signatures]
            told += [_stamp(each, anchors, moment) for each in reader.embedded_timestamp_signatures]
            for each, signature in zip(told, _in_that_order(reader), strict=True):
                hole = hole_of(Path(path), signature)
                each["intact"] = each["intact"] and not hole.misshapen
                if retitled(reader, signature):
                    each["later_changes"] = "suspicious"
                each["reasons"] = [*_reasons(each), *_loose(each, hole, anchors)]
            whole = not unexplained(Path(path), reader)
            strange = len(list(enumerate_sig_fields(reader, filled_status=True))) - len(told)
    except Exception as error:  # noqa: BLE001 -- the library leaks whatever a bad file makes it meet
        return {
            "verdict": "indeterminate",
            "reasons": [f"El archivo no se puede leer: {type(error).__name__}."],
            "signatures": [],
        }
    reasons = [reason for each in told for reason in each["reasons"]]
    if not told:
        reasons.append("El documento no tiene firmas electrónicas.")
    if not whole:
        reasons.append("Hay bytes que ninguna revisión del documento explica.")
    if strange:
        reasons.append("Hay una firma de un formato que no se reconoce.")
    verdict = _verdict(told, whole=whole)
    return {
        "verdict": "indeterminate" if strange and verdict == "valid" else verdict,
        "reasons": reasons,
        "signatures": told,
    }


def _verdict(told: list[dict[str, Any]], *, whole: bool) -> str:
    if not whole or any(not each["intact"] or each["later_changes"] == "suspicious" for each in told):
        return "invalid"
    return "valid" if told and all(each["trusted"] and not each["reasons"] for each in told) else "indeterminate"


def _told(embedded: EmbeddedPdfSignature, anchors: list[asn1.Certificate], at: datetime) -> dict[str, Any]:
    status = _status(embedded, anchors, at)
    stamped = status.timestamp_validity
    signed_at = stamped.timestamp if stamped and stamped.intact and stamped.valid else None
    if signed_at is not None:
        status = _status(embedded, anchors, signed_at)
    certificate = x509.load_der_x509_certificate(embedded.signer_cert.dump())
    rut, prefix = rut_of(certificate), str(embedded.field_name or "").split("-")[0]
    later = LATER[status.modification_level or ModificationLevel.OTHER]
    return {
        "field": embedded.field_name,
        "kind": "seal" if prefix == "SELLO" else KINDS.get(prefix, "signature"),
        "level": LEVELS.get(prefix, "unknown"),
        "who": _common_name(certificate.subject),
        "run": _masked(rut),
        "reason": str(embedded.sig_object.get("/Reason", "")) or None,
        "when": (signed_at or status.signer_reported_dt or at).isoformat(),
        "timestamped": bool(signed_at and stamped and stamped.trusted),
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted),
        "later_changes": later,
        "demonstration": DEMONSTRATION in _common_name(certificate.issuer),
    }


def _stamp(embedded: EmbeddedPdfSignature, anchors: list[asn1.Certificate], at: datetime) -> dict[str, Any]:
    """A timestamp over the whole document: nobody's signature, and as much to be proved."""
    context = ValidationContext(trust_roots=anchors, moment=at, allow_fetching=False)
    status = validate_pdf_timestamp(embedded, context, diff_policy=POLICY)
    certificate = x509.load_der_x509_certificate(embedded.signer_cert.dump())
    return {
        "field": embedded.field_name,
        "kind": "timestamp",
        "level": "timestamp",
        "who": _common_name(certificate.subject),
        "run": None,
        "reason": None,
        "when": status.timestamp.isoformat(),
        "timestamped": bool(status.trusted),
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted),
        "later_changes": LATER[status.modification_level or ModificationLevel.OTHER],
        "demonstration": DEMONSTRATION in _common_name(certificate.issuer),
    }


def _in_that_order(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    return [*reader.embedded_regular_signatures, *reader.embedded_timestamp_signatures]


def _reasons(told: dict[str, Any]) -> list[str]:
    who = told["who"]
    found = {
        f"La firma de {who} no corresponde al contenido: el documento fue alterado.": not told["intact"],
        f"Después de la firma de {who} se cambió lo firmado.": told["intact"] and told["later_changes"] == "suspicious",
        f"No se puede confirmar quién emitió el certificado de {who}.": not told["trusted"],
        f"La firma de {who} no tiene un sello de tiempo en que se pueda confiar.": not told["timestamped"],
        f"{who} figura como firma avanzada y su certificado no es de una persona.": told["level"] == "advanced"
        and not told["run"],
    }
    return [reason for reason, holds in found.items() if holds]


def _loose(told: dict[str, Any], hole: Hole, anchors: list[asn1.Certificate]) -> list[str]:
    """What was not signed and is not as it has to be: it proves nothing, and lets nothing be vouched for."""
    found = loose(hole.cms, [each.dump() for each in anchors], token=told["kind"] == "timestamp")
    if found is None and not hole.plain:
        found = "está escrita de un modo que no es el usual"
    return [f"La firma de {told['who']} trae datos que nadie firmó y no están como deben: {found}."] if found else []


def _status(embedded: EmbeddedPdfSignature, anchors: list[asn1.Certificate], at: datetime) -> PdfSignatureStatus:
    contexts = [
        ValidationContext(trust_roots=anchors, moment=at, best_signature_time=at, allow_fetching=False)
        for _ in range(2)
    ]
    return validate_pdf_signature(embedded, contexts[0], contexts[1], diff_policy=POLICY)


def _anchors(roots: Sequence[str]) -> list[asn1.Certificate]:
    return [asn1.Certificate.load(der) for text in roots for _, _, der in pem.unarmor(text.encode(), multiple=True)]


def _masked(rut: str | None) -> str | None:
    try:
        return Rut.parse(rut).masked if rut else None
    except Exception:  # noqa: BLE001 -- whatever somebody else put into a certificate
        return None


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""
