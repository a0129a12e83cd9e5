"""What a PDF's signatures prove, each and all together. To be called in the sandbox: it may be anybody's file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signature.accounting import Hole, hole_of, only_blanks_after, signatures_of, unexplained
from signature.embedded import DOCUMENT_STAMP, look_at
from signature.envelope import loose
from signature.history import History
from signature.levels import reached
from signature.sentences import sentence

NO_VALUE = "Firma de demostración, sin valor legal."


def examine(path: str, roots: Sequence[str], at: str) -> dict[str, Any]:
    """One verdict (`valid`, `indeterminate`, `invalid`) with its reasons, and what each signature says."""
    file = Path(path)
    try:
        with file.open("rb") as opened:
            reader = PdfFileReader(opened, strict=False)
            found = signatures_of(reader)
            history = History(file, reader, found)
            told = list(_each(file, reader, found, history, _anchors(roots), datetime.fromisoformat(at)))
            whole = not history.fault and not unexplained(file, reader)
            strange = len(list(enumerate_sig_fields(reader, filled_status=True))) - len(told)
    except Exception as error:  # noqa: BLE001 -- the library leaks whatever a bad file makes it meet
        return {
            "verdict": "indeterminate",
            "reasons": [f"El archivo no se puede leer: {type(error).__name__}."],
            "notices": [],
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
        "notices": list(_notices(file, told)),
        "signatures": told,
    }


def _each(
    file: Path,
    reader: PdfFileReader,
    found: list[EmbeddedPdfSignature],
    history: History,
    anchors: list[asn1.Certificate],
    at: datetime,
) -> Iterator[dict[str, Any]]:
    """Of every signature that can be read; each is told after the timestamps that may come later are known."""
    stamps = [each for each in found if each.sig_object_type == DOCUMENT_STAMP]
    for embedded in sorted(found, key=lambda each: (each in stamps, each.signed_revision)):
        try:
            told = look_at(embedded, anchors, at)
        except Exception:  # noqa: BLE001, S112 -- whatever it is; that it could not be read is told of the file
            continue
        hole = hole_of(file, embedded)
        told["intact"] = told["intact"] and not hole.misshapen
        since = history.since(embedded)
        told["later_changes"], told["changes"] = since.level, since.says
        told["reached"] = _reached(reader, embedded, told, stamps)
        told["reasons"] = [*_reasons(told), *_loose(told, hole, anchors)]
        told["says"] = sentence(told)
        yield told


def _reached(
    reader: PdfFileReader, embedded: EmbeddedPdfSignature, told: dict[str, Any], stamps: list[EmbeddedPdfSignature]
) -> str:
    if told["kind"] == "timestamp":
        return "RFC 3161"
    later = any(each.signed_revision > embedded.signed_revision for each in stamps)
    return reached(reader, embedded, timestamped=told["stamped"], stamped_later=later)


def _verdict(told: list[dict[str, Any]], *, whole: bool) -> str:
    if not whole or any(not each["intact"] or each["later_changes"] == "suspicious" for each in told):
        return "invalid"
    return "valid" if told and all(each["trusted"] and not each["reasons"] for each in told) else "indeterminate"


def _notices(file: Path, told: list[dict[str, Any]]) -> Iterator[str]:
    """What has to be known, and takes nothing from the verdict."""
    if any(each["demonstration"] for each in told):
        yield NO_VALUE
    if only_blanks_after(file):
        yield "Después del final del documento hay solo espacios o saltos de línea: no cambian lo firmado."


def _reasons(told: dict[str, Any]) -> Iterator[str]:
    who, changed = told["who"], told["later_changes"] == "suspicious"
    found = {
        f"La firma de {who} no corresponde al contenido: el documento fue alterado.": not told["intact"],
        f"Después de la firma de {who} se cambió lo firmado{_what(told)}.": told["intact"] and changed,
        f"La firma de {who} usa SHA-1, que ya no prueba nada: pida el documento firmado de nuevo.": told["old"],
        f"No se puede confirmar quién emitió el certificado de {who}.": not told["trusted"] and not told["old"],
        f"La firma de {who} no tiene un sello de tiempo en que se pueda confiar.": not told["timestamped"],
        f"{who} figura como firma avanzada y su certificado no lo es.": told["level"] == "advanced"
        and (not told["run"] or told["simple"]),
    }
    return (reason for reason, holds in found.items() if holds)


def _what(told: dict[str, Any]) -> str:
    return f": {'; '.join(told['changes'])}" if told["changes"] else ""


def _loose(told: dict[str, Any], hole: Hole, anchors: list[asn1.Certificate]) -> list[str]:
    """What was not signed and is not as it has to be: it proves nothing, and lets nothing be vouched for."""
    if told["old"]:
        return []
    found = loose(hole.cms, [each.dump() for each in anchors], token=told["kind"] == "timestamp")
    if found is None and not hole.plain:
        found = "está escrita de un modo que no es el usual"
    return [f"La firma de {told['who']} trae datos que nadie firmó y no están como deben: {found}."] if found else []


def _anchors(roots: Sequence[str]) -> list[asn1.Certificate]:
    return [asn1.Certificate.load(der) for text in roots for _, _, der in pem.unarmor(text.encode(), multiple=True)]
