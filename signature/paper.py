"""The validation report in the words of a paper that somebody will hold in a file, years from now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from signature.indications import VERDICTS as WORDS
from signature.sentences import CHILE, FOUND, LEVELS

TITLE = "Informe de validación de firmas"
FOOT = "Informe según EN 319 102-1. Dice lo que se pudo comprobar del archivo con esta huella, en la fecha indicada."
MOST = 30
"""So many signatures are told one by one; a file with more is a trap, and the attached report has them all."""
KINDS = {
    "signature": "Firma",
    "attestation": "Ministro de fe",
    "endorsement": "V°B°",
    "seal": "Sello de la oficina de partes",
    "timestamp": "Sello de tiempo",
}
VERDICTS = {
    "valid": ("VÁLIDO", "Todas las firmas corresponden al documento y se sabe de quién son."),
    "indeterminate": ("INDETERMINADO", "Nada prueba que esté alterado, y no todo se puede confirmar."),
    "invalid": ("NO VÁLIDO", "El documento fue alterado después de firmarse, o su firma no vale."),
}
ONE = {"valid": "Válida", "indeterminate": "No se puede confirmar del todo", "invalid": "No vale"}
PROOFS = {
    "timestamp": "el sello de tiempo de la firma",
    "document-timestamp": "un sello de tiempo del documento",
    "reception": "su recepción en esta institución",
    "now": "este mismo examen",
}
REACHED = {
    "B-B": "B-B: sin sello de tiempo",
    "B-T": "B-T: con sello de tiempo",
    "B-LT": "B-LT: con los datos para validarla más adelante",
    "B-LTA": "B-LTA: conservación a largo plazo",
    "PKCS#7": "PKCS#7: sin las garantías de PAdES",
    "RFC 3161": "Sello de tiempo RFC 3161",
}


def papered(
    told: Mapping[str, Any], named: str, sha256: str, letterhead: tuple[str, ...], at: datetime
) -> dict[str, Any]:
    """What the layout of the report takes."""
    title, says = VERDICTS[told["verdict"]]
    facts = (
        ("Documento", named),
        ("Huella SHA-256", sha256),
        ("Examinado", instant(at)),
        ("Conclusión", _indication(told)),
        ("Firmas y sellos", str(len(told["signatures"]))),
    )
    signatures = [_signature(number, each) for number, each in enumerate(told["signatures"][:MOST], start=1)]
    return {
        "title": TITLE,
        "foot": FOOT,
        "letterhead": list(letterhead),
        "verdict": told["verdict"],
        "verdict-title": title,
        "verdict-says": says,
        "facts": facts,
        "reasons": told["reasons"][:MOST],
        "notices": [*told["notices"][:MOST], *_more(told)],
        "signatures": signatures,
    }


def instant(at: datetime) -> str:
    return f"{at.astimezone(CHILE):%d-%m-%Y a las %H:%M:%S}, hora de Chile"


def _more(told: Mapping[str, Any]) -> Iterator[str]:
    if len(told["signatures"]) > MOST:
        yield f"Tiene más de {MOST} firmas: las demás están en el informe adjunto a este archivo (informe.json)."


def _signature(number: int, each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": f"{number}. {KINDS[each['kind']]}: {each['who'][:200]}",
        "verdict": WORDS[each["indication"]],
        "verdict-title": f"{ONE[WORDS[each['indication']]]} ({_indication(each)})",
        "says": each["says"],
        "facts": list(_facts(each)),
        "changes": each["changes"][:MOST],
        "chain": [_link(link) for link in reversed(each["chain"])],
    }


def _facts(each: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if each["run"]:
        yield "RUN", f"{each['run']} ({FOUND[each['run_from']]})"
    yield "Qué es", LEVELS.get(each["level"], "firma electrónica").capitalize()
    if each["reason"]:
        yield "Motivo que declara", each["reason"]
    yield "Cuándo", instant(datetime.fromisoformat(each["when"]))
    yield "Nivel alcanzado", REACHED[each["reached"]]
    known = instant(datetime.fromisoformat(each["poe"]["at"]))
    yield "Existía ya el", f"{known}, según {PROOFS[each['poe']['by']]}"
    trusted = "De confianza en esa fecha" if each["trusted"] else "No se puede confirmar"
    ends = [datetime.fromisoformat(each[key]).astimezone(CHILE) for key in ("certificate_begins", "certificate_ends")]
    yield "Certificado", f"{trusted}; rige del {ends[0]:%d-%m-%Y} al {ends[1]:%d-%m-%Y}"
    yield "Lo firmado", "Íntegro" if each["intact"] else "ALTERADO"
    for reason in each["reasons"]:
        yield "Reparo", reason


def _link(link: Mapping[str, Any]) -> tuple[str, str, str, str]:
    begins, ends = (f"{datetime.fromisoformat(link[key]).astimezone(CHILE):%d-%m-%Y}" for key in ("begins", "ends"))
    return link["subject"], link["issuer"], begins, ends


def _indication(told: Mapping[str, Any]) -> str:
    return f"{told['indication']}, {told['sub_indication']}" if told["sub_indication"] else str(told["indication"])
