"""The register of who opened what is reserved, for whoever audits."""

from fastapi.testclient import TestClient

import audit.service as audit
import correspondence.service as correspondence
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.papers import a_petition
from tests.offices import Office, a_colleague
from tests.web.desks import at_desk


def test_an_auditor_sees_who_opened_what_a_person_presented_and_not_what_it_says(
    platform: Platform, ministry: Office
) -> None:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    auditor = a_colleague(platform, ministry, "Inés Auditora", "auditor")
    scan = platform.blobs.put([b"%PDF-1.7 sumario"])
    with ministry.desk.writing() as work:
        reserved = {"access_level": 4, "access_cause": "Ley 20.285, art. 21"}
        entry = correspondence.register_entry(work, a_petition(work.now, **reserved), scan)
    assert ministry.get(browser, f"/receptions/{entry.id}/content").status_code == 200
    at_desk(platform, browser, auditor)

    theirs = browser.get("/auditoria/accesos", params={"run": "12.345.678-5"}).text
    assert "Ana Rojas" in theirs
    assert "Ingreso restringido abierto" in theirs
    assert entry.subject not in theirs
    assert "Ana Rojas" in browser.get("/auditoria/accesos").text
    with ministry.desk.reading() as work:
        (oldest,) = audit.openings(work)
    assert (
        "Ana Rojas"
        not in browser.get("/auditoria/accesos", params={"antes": str(oldest.id)}).text.partition("<main")[2]
    )
    others = browser.get("/auditoria/accesos", params={"run": "11.111.111-1"})
    assert "Nadie ha abierto nada reservado de esa persona" in others.text
    assert browser.get("/auditoria/accesos", params={"run": "12.345.678-9"}).status_code == 422
