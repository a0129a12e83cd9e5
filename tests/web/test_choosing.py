"""Whom one writes to is found by a few letters: no page carries the directory."""

import re

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import institutions.service as institutions
from correspondence.models import Communication
from kernel.actor import PLATFORM
from oficina.platform import Platform
from tests.offices import Office, a_colleague, a_numbered_document
from tests.web.desks import a_row, at_desk, code_of, key, rows

pytestmark = pytest.mark.once

MOST = 100 * 1024
MANY = 950
ENTRY = {"medio": "by-hand", "remitente_es": "institution", "tipo": "Oficio", "materia": "Solicita audiencia"}


def many(platform: Platform) -> None:
    with platform.database.writing(PLATFORM) as work:
        for at in range(MANY):
            institutions.found(work, f"Servicio de Salud y Asistencia de la Comuna Ñ{at}", code=f"XX{at:04}")


def test_with_a_thousand_institutions_a_page_is_below_a_hundred_kilobytes(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    many(platform)
    at_desk(platform, browser, ministry)
    document = a_numbered_document(platform, ministry)

    for address in ("/ingresos/nuevo", f"/documentos/{document.id}/despachar", "/redactar"):
        page = browser.get(address)
        assert page.status_code == 200
        assert len(page.content) < MOST, address
    found = browser.get("/directorio/instituciones", params={"busca": "comuna n94"}).json()["options"]
    assert len(found) == 11
    assert found[0] == "XX0094 · Servicio de Salud y Asistencia de la Comuna Ñ94"


def test_letters_are_enough_however_they_are_typed(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    at_desk(platform, browser, ministry)

    for typed in ("ANCUD", "munic anc", code_of(platform, municipality)):
        found = browser.get("/directorio/instituciones", params={"busca": typed}).json()["options"]
        assert found == [code_of(platform, municipality)], typed
    assert browser.get("/directorio/instituciones").json() == {"options": []}


def test_who_may_write_to_nobody_does_not_read_the_directory(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, a_colleague(platform, ministry, "Eva Paz", "auditor"))

    assert browser.get("/directorio/instituciones", params={"busca": "a"}).status_code == 403


def test_without_a_script_one_searches_and_chooses(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    address = f"/documentos/{a_numbered_document(platform, ministry).id}/despachar"
    row = rows(a_row("Alcalde", institution="ancud"))
    name = code_of(platform, municipality)

    for more in ({"buscar": "1"}, {}):
        page = browser.post(address, data={**row, **more, **own, **key()})
        assert f'name="elegida-institucion-1" value="{name}"' in page.text
        assert page.status_code == (200 if more else 422)
    chosen = {**row, "elegida-institucion-1": name}
    inside = browser.post(address, data={**chosen, "buscar": "1", **own, **key()}).text
    assert 'value="Jefatura · Dirección"' in inside
    sent = browser.post(address, data={**chosen, "elegida-dentro-1": "Jefatura · Dirección", **own, **key()})

    assert sent.status_code == 303
    with ministry.desk.reading() as work:
        communication = work.session.scalars(correspondence.sent(work)).one()
        assert isinstance(communication, Communication)
        line = correspondence.lines(work, communication.id)[0]
    assert (line.recipient_id, line.post_id) == (municipality.id, municipality.post_id)


def test_a_unit_that_the_institution_does_not_have_is_told(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    address = f"/documentos/{a_numbered_document(platform, ministry).id}/despachar"
    row = rows(a_row("Alcalde", institution=code_of(platform, municipality)) | {"dentro": "Aseo"})

    page = browser.post(address, data={**row, **own, **key()})

    assert page.status_code == 422
    assert "elija la unidad o el cargo de la lista" in page.text


def test_the_units_and_posts_of_an_institution_are_offered(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    at_desk(platform, browser, ministry)

    told = {"de": code_of(platform, municipality), "busca": "dir"}
    assert browser.get("/directorio/destinatarios", params=told).json()["options"] == [
        "Dirección",
        "Jefatura · Dirección",
    ]
    assert browser.get("/directorio/destinatarios", params={"de": "nadie"}).json() == {"options": []}


def test_a_unit_or_post_is_taken_into_the_distribution_of_a_draft(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    sheet = {"kind": "oficio-ordinario", "busca": "Ancud"}

    page = browser.post("/redactar", data={**sheet, "haz": f"dentro:{municipality.id}", **own, **key()}).text
    place = re.search(rf'value="(lugar:{municipality.id}\+{municipality.post_id})"', page)
    assert place
    added = browser.post("/redactar", data={**sheet, "haz": place[1], **own, **key()}).text

    assert 'value="Jefatura, Municipalidad de Ancud"' in added
    assert f'name="distribution.post_id" value="{municipality.post_id}"' in added


def test_a_sender_that_may_be_an_institution_is_asked_about_once(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    told = {**ENTRY, "remitente": "Ancud", "despues": "abrir"}

    asked = browser.post("/ingresos/nuevo", data={**told, **own, **key()})
    assert asked.status_code == 422
    assert "¿Es una de las instituciones de la plataforma?" in asked.text
    chosen = {"elegida-remitente": code_of(platform, municipality)}
    done = browser.post("/ingresos/nuevo", data={**told, **chosen, **own, **key()})
    other = browser.post("/ingresos/nuevo", data={**told, "otra_institucion": "sí", **own, **key()})

    assert (done.status_code, other.status_code) == (303, 303)
    with ministry.desk.reading() as work:
        entries = work.session.scalars(correspondence.tray(work)).all()
        assert {(each.sender, each.sender_id) for each in entries} == {
            ("Municipalidad de Ancud", municipality.id),
            ("Ancud", None),
        }
