"""The 29 elements of the metadata of an expediente, as the guide of the State names them: data, with their version."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from expedientes.models import Expediente, Party, State

VERSION = "001"
RESPONSIBLE, OFFICIAL = "1", "4"
PRODUCER, CUSTODIAN = "3", "4"
STATES = {State.OPEN: "En tramitación", State.CLOSED: "Terminado"}


@dataclass(frozen=True, slots=True)
class Element:
    """One element, and the values that this expediente has for it; none where nothing is known."""

    code: str
    label: str
    obligation: str
    archivo_nacional: bool
    values: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        return self.obligation == "required" and not any(self.values)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the expediente does not know of itself: who keeps it, and where it is reached."""

    institution_code: str
    institution_name: str
    zone: str
    public_url: str = ""


def metadata(
    expediente: Expediente, told: dict[str, Any], parties: Sequence[Party], around: Surroundings
) -> list[Element]:
    """Every element in the order of the guide; `told` is the index of the expediente."""
    values = _values(expediente, told, parties, around)
    return [
        Element(each["code"], each["label"], each["obligation"], each["archivo_nacional"], tuple(values[each["code"]]))
        for each in vocabulary()["elements"]
    ]


@cache
def vocabulary() -> dict[str, Any]:
    """The elements and the controlled lists of this version of the guide."""
    text = (files("expedientes") / "data" / f"metadata_{VERSION}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _values(
    expediente: Expediente, told: dict[str, Any], parties: Sequence[Party], around: Surroundings
) -> dict[str, list[str]]:
    lines = [line for line in told["entries"] if not line["withdrawn"]]
    zone = ZoneInfo(around.zone)
    return {
        "MGDEE1_1": [expediente.iuie],
        "MGDEE1_2": [expediente.series],
        "MGDEE1_3": [str(expediente.number)],
        "MGDEE1_4": [STATES[State(expediente.state)]],
        "MGDEE1_5": [expediente.title],
        "MGDEE2_1": [expediente.summary],
        "MGDEE2_2": [expediente.subject],
        "MGDEE3_1": [_local(expediente.opened_at, zone)],
        "MGDEE3_2": [_local(expediente.closed_at, zone) if expediente.closed_at else ""],
        "MGDEE4_1": ["1"],
        "MGDEE4_2": [f"{around.public_url}/expedientes/{expediente.iuie}"],
        "MGDEE51_1": [around.institution_code],
        "MGDEE51_2": [around.institution_name],
        "MGDEE51_3": [PRODUCER, CUSTODIAN],
        "MGDEE51_4": [around.institution_code] * 2,
        "MGDEE51_5": [around.institution_name] * 2,
        **_people(expediente, parties),
        "MGDEE53_1": [line["identifiers"].get("iuie") or line["subject_id"] or line["id"] for line in lines],
        "MGDEE53_2": [_local(datetime.fromisoformat(line["filed_at"]), zone) for line in lines],
        "MGDEE6_1": [str(expediente.access_level)],
        "MGDEE6_2": [expediente.restricted_until.isoformat() if expediente.restricted_until else ""],
        "MGDEE6_3": [expediente.warning],
        "MGDEE6_4": ["1" if expediente.sensitive else "2"],
        "MGDEE7_1": [expediente.procedure_code],
        "MGDEE7_2": [expediente.procedure_name],
        "MGDEE8_1": [VERSION],
    }


def _people(expediente: Expediente, parties: Sequence[Party]) -> dict[str, list[str]]:
    """The responsible official first, then each interested party: the four lists run side by side."""
    current = [party for party in parties if party.ended_at is None]
    return {
        "MGDEE52_1": [RESPONSIBLE, *(str(party.relation) for party in current)],
        "MGDEE52_2": [OFFICIAL, *(str(party.kind) for party in current)],
        "MGDEE52_3": ["", *(party.run for party in current)],
        "MGDEE52_4": [expediente.responsible, *(party.name for party in current)],
    }


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
