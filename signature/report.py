"""What a PDF's signatures prove, each and all together. To be called in the sandbox: it may be anybody's file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signature.accounting import Hole, hole_of, only_blanks_after, signatures_of, unexplained
from signature.anchors import Told, anchors_of
from signature.carried import Kept
from signature.embedded import DOCUMENT_STAMP, look_at
from signature.envelope import loose
from signature.existence import Stamp, Witnesses, judge_stamps
from signature.history import History
from signature.indications import FORMAT, INDETERMINATE, VERDICTS, concluded, of_all, reasons_of
from signature.levels import reached
from signature.sentences import sentence

NO_VALUE = "Firma de demostración, sin valor legal."
NO_STAMP = "La firma de {who} no tiene sello de tiempo: se juzgó a la fecha {since}."
SINCE = {"reception": "en que se recibió el documento", "now": "de hoy"}


def examine(path: str, roots: Sequence[Told], at: str, received: str | None = None) -> dict[str, Any]:
    """One verdict (`valid`, `indeterminate`, `invalid`) with its reasons, and what each signature says.

    `received` is when the file is known to have been there, by what the office itself wrote down.
    """
    file = Path(path)
    witnesses = Witnesses(
        anchors_of(roots), datetime.fromisoformat(at), datetime.fromisoformat(received) if received else None
    )
    try:
        with file.open("rb") as opened:
            told, whole, strange = _examined(file, PdfFileReader(opened, strict=False), witnesses)
            notices = list(_notices(file, told))
    except Exception as error:  # noqa: BLE001 -- the library leaks whatever a bad file makes it meet
        return unreadable(f"El archivo no se puede leer: {type(error).__name__}.")
    reasons = [reason for each in told for reason in each["reasons"]]
    if not told:
        reasons.append("El documento no tiene firmas electrónicas.")
    if not whole:
        reasons.append("Hay bytes que ninguna revisión del documento explica.")
    if strange:
        reasons.append("Hay una firma de un formato que no se reconoce.")
    indication, sub_indication = of_all(told, whole=whole, strange=strange)
    return {
        "verdict": VERDICTS[indication],
        "indication": indication,
        "sub_indication": sub_indication,
        "at": witnesses.at.isoformat(),
        "reasons": reasons,
        "notices": notices,
        "signatures": told,
    }


def unreadable(reason: str) -> dict[str, Any]:
    """Of a file that nothing can be said of: that, and why."""
    return {
        "verdict": VERDICTS[INDETERMINATE],
        "indication": INDETERMINATE,
        "sub_indication": FORMAT,
        "at": None,
        "reasons": [reason],
        "notices": [],
        "signatures": [],
    }


def _examined(file: Path, reader: PdfFileReader, witnesses: Witnesses) -> tuple[list[dict[str, Any]], bool, bool]:
    """What each signature says, whether every byte is explained, and whether there is one that cannot be read."""
    found = signatures_of(reader)
    history = History(file, reader, found)
    witnesses.read(reader)
    kept = Kept.of(reader, [each.certificate.dump() for each in witnesses.anchors])
    told = list(_each(file, found, history, witnesses, kept))
    whole = not history.fault and not unexplained(file, reader)
    return told, whole, len(list(enumerate_sig_fields(reader, filled_status=True))) > len(told)


def _each(
    file: Path, found: list[EmbeddedPdfSignature], history: History, witnesses: Witnesses, kept: Kept
) -> Iterator[dict[str, Any]]:
    """Of every signature that can be read; each is told after the timestamps that may come later are known."""
    stamps = [each for each in found if each.sig_object_type == DOCUMENT_STAMP]
    judged = judge_stamps(witnesses, stamps)
    for embedded in sorted(found, key=lambda each: (each in stamps, each.signed_revision)):
        try:
            told = look_at(embedded, witnesses, judged)
        except Exception:  # noqa: BLE001, S112 -- whatever it is; that it could not be read is told of the file
            continue
        hole, since = hole_of(file, embedded), history.since(embedded)
        told["misshapen"] = hole.misshapen
        told["intact"] = told["intact"] and not hole.misshapen
        told["later_changes"], told["changes"] = since.level, since.says
        told["reached"] = _reached(kept, embedded, told, judged)
        told["loose"] = _loose(told, hole, witnesses)
        told["indication"], told["sub_indication"] = concluded(told)
        told["reasons"] = [*reasons_of(told), *told["loose"]]
        told["says"] = sentence(told)
        yield told


def _reached(kept: Kept, embedded: EmbeddedPdfSignature, told: dict[str, Any], stamps: Sequence[Stamp]) -> str:
    if told["kind"] == "timestamp":
        return "RFC 3161"
    timestamped = told["stamp_holds"]
    later = any(each.embedded.signed_revision > embedded.signed_revision for each in stamps)
    enough = timestamped and kept.tells_of(embedded, [each.embedded for each in stamps])
    return reached(embedded, timestamped=timestamped, told=enough, stamped_later=later)


def _notices(file: Path, told: list[dict[str, Any]]) -> Iterator[str]:
    """What has to be known, and takes nothing from the verdict."""
    if any(each["demonstration"] for each in told):
        yield NO_VALUE
    for each in told:
        if not each["stamped"] and each["poe"]["by"] in SINCE:
            yield NO_STAMP.format(who=each["who"], since=SINCE[each["poe"]["by"]])
    if only_blanks_after(file):
        yield "Después del final del documento hay solo espacios o saltos de línea: no cambian lo firmado."


def _loose(told: dict[str, Any], hole: Hole, witnesses: Witnesses) -> list[str]:
    """What was not signed and is not as it has to be: it proves nothing, and lets nothing be vouched for."""
    if told["old"]:
        return []
    anchors = [each.certificate.dump() for each in witnesses.anchors]
    found = loose(hole.cms, anchors, token=told["kind"] == "timestamp")
    if found is None and not hole.plain:
        found = "está escrita de un modo que no es el usual"
    return [f"La firma de {told['who']} trae datos que nadie firmó y no están como deben: {found}."] if found else []
