"""Somebody at their desk, in a browser; and what their forms carry."""

from uuid import uuid4

from fastapi.testclient import TestClient

import institutions.service as institutions
from institutions import sessions
from kernel.actor import PLATFORM, system
from oficina.platform import Platform
from tests.offices import Office


def at_desk(platform: Platform, browser: TestClient, office: Office) -> dict[str, str]:
    """Somebody who signed in and chose where to work; what each of their forms carries."""
    with platform.database.writing(PLATFORM) as work:
        opened = sessions.open_for(work, office.person_id)
    with platform.database.writing(system(office.id)) as work:
        sessions.work_at(work, opened.token, office.id, office.post_id)
    browser.cookies.set("__Host-oficina", opened.token)
    return {"csrf": platform.secrets.digest("csrf", opened.token)}


def key() -> dict[str, str]:
    return {"key": str(uuid4())}


def code_of(platform: Platform, office: Office) -> str:
    with platform.database.reading(PLATFORM) as work:
        return institutions.codes_of(work, [office.id])[office.id]


def a_row(addressee: str, *, way: str = "exchange", institution: str = "", address: str = "") -> dict[str, str]:
    told = {"destinatario": addressee, "medio": way, "institucion": institution, "direccion": address}
    return told | {"clase": "person", "para": "action", "copia": "original"}


def rows(*each: dict[str, str]) -> dict[str, list[str]]:
    return {name: [row[name] for row in each] for name in each[0]}
