"""Sealing what was found of a file: the office does it, since it has the key."""

from base64 import b64encode
from typing import Any

import institutions.service as institutions
from kernel.actor import PLATFORM, system
from kernel.database import Desk
from kernel.errors import Refused
from oficina.admin import TaskRefused, Tell
from oficina.platform import Platform
from signature import reporting


def seal_report(platform: Platform, arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """The report as a PDF, in base64, under the seal of an institution, or of the first that there was."""
    examined = reporting.Examined(**arguments["examined"])
    try:
        desk = _desk(platform, arguments["institution"])
        pdf = reporting.sealed(desk, reporting.SealReport(platform.workshop, examined))
    except Refused as refusal:
        raise TaskRefused(refusal.message) from None
    return {"pdf": b64encode(pdf).decode()}


def _desk(platform: Platform, code: str | None) -> Desk:
    if code is None:
        return reporting.desk_of_whoever_vouches(platform.database)
    with platform.database.reading(PLATFORM) as work:
        known = institutions.id_of(work, code)
    if known is None:
        raise TaskRefused(f"No hay ninguna institución con el código {code}: véalas con «oficina institution list».")
    return platform.database.desk(system(known))
