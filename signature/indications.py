"""What is concluded of a signature, in the words of EN 319 102-1, and why, in words that anybody understands."""

from collections.abc import Iterator, Sequence
from typing import Any

PASSED, INDETERMINATE, FAILED = "TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"
VERDICTS = {PASSED: "valid", INDETERMINATE: "indeterminate", FAILED: "invalid"}
FORMAT = "FORMAT_FAILURE"
NO_CHAIN = "NO_CERTIFICATE_CHAIN_FOUND"
Conclusion = tuple[str, str | None]
PROBLEMS = {
    NO_CHAIN: "No se puede confirmar quién emitió el certificado de {who}.",
    "REVOKED_NO_POE": "El certificado de {who} fue revocado, y nada prueba que la firma sea anterior.",
    "REVOKED_CA_NO_POE": "Quien emitió el certificado de {who} perdió la confianza, y nada prueba que la firma sea "
    "anterior.",
    "OUT_OF_BOUNDS_NO_POE": "El certificado de {who} ya venció, y nada prueba que la firma sea de cuando regía.",
    "NOT_YET_VALID": "El certificado de {who} no regía todavía en la fecha que se pudo comprobar.",
    "TRY_LATER": "Todavía no se sabe si el certificado de {who} fue revocado: compruebe de nuevo mañana.",
    "CHAIN_CONSTRAINTS_FAILURE": "No se puede confirmar quién emitió el certificado de {who}.",
    "NO_SIGNING_CERTIFICATE_FOUND": "La firma de {who} no trae el certificado que nombra.",
    "CRYPTO_CONSTRAINTS_FAILURE": "El certificado de {who} usa un algoritmo en que ya no se confía.",
}


def concluded(told: dict[str, Any]) -> Conclusion:
    """Of one signature: the worst that was found."""
    return next(_found(told), (PASSED, None))


def of_all(told: Sequence[dict[str, Any]], *, whole: bool, strange: bool) -> Conclusion:
    """Of a file: that of the worst of its signatures."""
    every: list[Conclusion] = [(each["indication"], each["sub_indication"]) for each in told]
    if not whole:
        every.insert(0, (FAILED, FORMAT))
    if strange:
        every.append((INDETERMINATE, FORMAT))
    if not told:
        every.append((INDETERMINATE, "SIGNED_DATA_NOT_FOUND"))
    worst = [each for kind in (FAILED, INDETERMINATE, PASSED) for each in every if each[0] == kind]
    return worst[0]


def reasons_of(told: dict[str, Any]) -> Iterator[str]:
    """What takes something from a signature, in words."""
    who, changed = told["who"], told["later_changes"] == "suspicious"
    unsure = told["problem"] and told["intact"]
    what = f": {'; '.join(told['changes'])}" if told["changes"] else ""
    found = {
        f"La firma de {who} no corresponde al contenido: el documento fue alterado.": not told["intact"],
        f"Después de la firma de {who} se cambió lo firmado{what}.": told["intact"] and changed,
        f"Después de la firma de {who} se agregaron anotaciones: lo que dicen no está firmado.": told["intact"]
        and told["later_changes"] == "annotations",
        f"La firma de {who} usa SHA-1, que ya no prueba nada: pida el documento firmado de nuevo.": told["old"],
        PROBLEMS.get(told["problem"], PROBLEMS[NO_CHAIN]).format(who=who): unsure and not told["old"],
        f"La firma de {who} no tiene un sello de tiempo en que se pueda confiar.": told["stamped"]
        and not told["timestamped"],
        f"{who} figura como firma avanzada y su certificado no lo es.": _misnamed(told),
    }
    return (reason for reason, holds in found.items() if holds)


def _found(told: dict[str, Any]) -> Iterator[Conclusion]:
    if told["misshapen"]:
        yield FAILED, FORMAT
    if not told["hash_matches"]:
        yield FAILED, "HASH_FAILURE"
    if not told["intact"]:
        yield FAILED, "SIG_CRYPTO_FAILURE"
    if told["later_changes"] == "suspicious":
        yield FAILED, FORMAT
    if told["old"]:
        yield INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    if told["problem"]:
        yield INDETERMINATE, told["problem"]
    if told["loose"] or told["later_changes"] == "annotations":
        yield INDETERMINATE, FORMAT
    if told["stamped"] and not told["timestamped"]:
        yield INDETERMINATE, "NO_POE"
    if _misnamed(told):
        yield INDETERMINATE, "SIG_CONSTRAINTS_FAILURE"


def _misnamed(told: dict[str, Any]) -> bool:
    """Whether its field says that it is advanced, and its certificate does not."""
    return told["level"] == "advanced" and (not told["run"] or told["simple"])
