"""What the signatures of a content prove. It takes a while to find out, so it is remembered for the day."""

from collections import OrderedDict
from datetime import date, datetime
from threading import Lock
from typing import Any

from signature.panel import Examiner

MOST = 2_000
KINDS = {
    "signature": "Firma",
    "endorsement": "V°B°",
    "attestation": "Ministro de fe",
    "seal": "Sello de la oficina de partes",
    "timestamp": "Sello de tiempo",
}
LEVELS = {
    "advanced": "Firma electrónica avanzada",
    "simple": "Firma electrónica simple",
    "seal": "Sello electrónico",
    "timestamp": "Sello de tiempo",
}
VERDICTS = {
    "valid": ("yes", "ok", "Firmas válidas. El documento está íntegro"),
    "indeterminate": ("missing", "alert", "Con advertencia"),
    "invalid": ("no", "error", "El documento fue alterado o su firma no vale"),
}


class Reports:
    """The reports of today, by content."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner
        self._recent: OrderedDict[tuple[str, date, datetime | None], dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def known(self, blob: str, now: datetime, received: datetime | None) -> dict[str, Any] | None:
        """What was found out today. Nothing is looked at."""
        with self._lock:
            return self._recent.get((blob, now.date(), received))

    def of(self, blob: str, now: datetime, received: datetime | None) -> dict[str, Any]:
        """Looks now, if nobody did today. Not to be called while a transaction is open."""
        if found := self.known(blob, now, received):
            return found
        told = self._examiner.of_blob(blob, now, received)
        with self._lock:
            self._recent[blob, now.date(), received] = told
            while len(self._recent) > MOST:
                self._recent.popitem(last=False)
        return told


def shown(report: dict[str, Any] | None) -> dict[str, Any] | None:
    """As the panel says it: a verdict in words, with its colour and icon, and one for each signature."""
    if report is None:
        return None
    colour, icon, says = VERDICTS.get(report["verdict"], VERDICTS["indeterminate"])
    if not report["signatures"]:
        colour, icon, says = "nothing", "nothing", "Sin firma electrónica"
    return {
        "colour": colour,
        "icon": icon,
        "says": says,
        "reasons": report["reasons"] if report["signatures"] else [],
        "signatures": [_signature(each) for each in report["signatures"]],
    }


def _signature(told: dict[str, Any]) -> dict[str, Any]:
    whole = told["intact"] and told["later_changes"] != "suspicious"
    sound = whole and told["trusted"] and not told.get("reasons")
    kind = KINDS.get(told["kind"], "Firma")
    fine = {"seal": "Sello válido", "endorsement": "V°B° válido"}.get(told["kind"], f"{kind} válida")
    if told["kind"] == "attestation":
        fine = "Firma de ministro de fe válida"
    if told["kind"] == "timestamp":
        fine = "Sello de tiempo válido"
    return {
        "colour": "yes" if sound else "missing" if whole else "no",
        "icon": "ok" if sound else "alert" if whole else "error",
        "says": fine if sound else "Con advertencia" if whole else "No corresponde a este documento",
        "who": told["who"],
        "run": told["run"],
        "level": LEVELS.get(told["level"], kind),
        "when": datetime.fromisoformat(told["when"]),
        "whole": whole,
        "told": told["says"],
        "changes": told["changes"],
        "demonstration": told["demonstration"],
    }
