"""What a signature proves, in words for whoever has to decide on it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

CHILE = ZoneInfo("America/Santiago")
DONE = {
    "signature": "firmado por",
    "attestation": "autorizado, como ministro de fe, por",
    "endorsement": "visado por",
    "seal": "sellado por",
    "timestamp": "fechado por",
}
LEVELS = {
    "advanced": "firma electrónica avanzada",
    "simple": "firma electrónica simple",
    "seal": "sello de la oficina de partes",
    "timestamp": "sello de tiempo",
}
SINCE = {
    "none": "nada cambió después",
    "archive": "después solo se agregaron datos para archivarlo",
    "signatures": "después solo se agregaron otras firmas",
    "fields": "después se llenaron campos, como quien firmó permitía",
    "annotations": "después se agregaron anotaciones",
    "suspicious": "después se cambió lo firmado",
}
VALID = {
    "document-timestamp": "vigente a la fecha del sello de tiempo del documento",
    "reception": "vigente a la fecha de recepción",
    "now": "vigente hoy",
}
FOUND = {
    "subject-alternative-name": "según el nombre alternativo del certificado",
    "serial-number": "según el número de serie del titular",
    "unit": "según la unidad que nombra el certificado",
}
VERDICTS = {
    "valid": "VÁLIDO: todas las firmas corresponden al documento y se sabe de quién son.",
    "indeterminate": "INDETERMINADO: nada prueba que esté alterado, y no todo se puede confirmar.",
    "invalid": "NO VÁLIDO: el documento fue alterado después de firmarse.",
}


def sentence(told: dict[str, Any]) -> str:
    """Of one signature: whether what it covers is whole, whose it is, since when, how far it goes, what followed."""
    run = f" (RUN {told['run']}, {FOUND[told['run_from']]})" if told["run"] else ""
    when = datetime.fromisoformat(told["when"]).astimezone(CHILE)
    unsure = "según un sello de tiempo que no se puede confirmar" if told["stamped"] else "según su propio reloj"
    clock = "con sello de tiempo" if told["timestamped"] else unsure
    trust = "certificado de confianza" if told["trusted"] else "certificado que no se puede confirmar"
    if told["trusted"] and told["poe"]["by"] != "timestamp":
        known = datetime.fromisoformat(told["poe"]["at"]).astimezone(CHILE)
        trust += f", {VALID[told['poe']['by']]} ({known:%d-%m-%Y})"
    level = f"{LEVELS.get(told['level'], 'firma electrónica')}, {told['reached']}"
    whole = "Íntegro" if told["intact"] and told["later_changes"] != "suspicious" else "ALTERADO"
    return (
        f"{whole}, {DONE[told['kind']]} {told['who']}{run} el {when:%d-%m-%Y a las %H:%M}, hora de Chile, {clock}; "
        f"{level}; {trust}; {SINCE[told['later_changes']]}."
    )
