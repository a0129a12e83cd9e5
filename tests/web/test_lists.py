"""Distribution lists: kept by a name, used where one writes and dispatches, changed by those whose they are."""

import re
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import audit.service as audit
import correspondence.service as correspondence
import institutions.service as institutions
from correspondence.errors import BadLine, ListNameTaken, ListNotFound, ListNotYours
from correspondence.service import ListLine
from oficina.platform import Platform
from tests.offices import Office, a_colleague, a_numbered_document, a_person
from tests.web.desks import a_row, at_desk, code_of, key, rows


def a_list(office: Office, *recipients: Office, name: str = "Chiloé") -> UUID:
    lines = [ListLine("Alcalde de Ancud", each.id, post_id=each.post_id) for each in recipients]
    with office.desk.writing() as work:
        archive = ListLine("Archivo", way="printed")
        return correspondence.keep_list(work, name, [*lines, archive], unit_id=office.unit_id).id


def test_a_list_is_made_changed_and_deleted_on_its_screen(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    line = rows(a_row("Alcalde de Ancud", institution=code_of(platform, municipality)))
    owner = {"de-quien": f"unit:{ministry.unit_id}"}

    made = browser.post("/listas/nueva", data={**line, **owner, "nombre": "Chiloé", **own, **key()})
    again = browser.post("/listas/nueva", data={**line, **owner, "nombre": "Chiloé", **own, **key()})
    blank = browser.post("/listas/nueva", data={**line, **owner, "nombre": "", **own, **key()})

    assert (made.status_code, again.status_code, blank.status_code) == (303, 422, 422)
    assert "Ya hay una lista «Chiloé»" in again.text
    page = re.search(r"/listas/[0-9a-f-]{36}", browser.get("/listas").text)
    assert page
    assert code_of(platform, municipality) in browser.get(page[0]).text
    changed = browser.post(page[0], data={**line, "nombre": "Isla Grande", **own, **key()})
    assert changed.status_code == 303
    assert "Isla Grande" in browser.get("/listas").text
    browser.post(f"{page[0]}/eliminacion", data={**own, **key()})
    assert "No hay listas de distribución" in browser.get("/listas").text
    assert browser.get(page[0]).status_code == 404
    with ministry.desk.reading() as work:
        acts = {each.action for each in audit.trail(work, UUID(page[0].rsplit("/", 1)[1]))}
    assert acts == {f"distribution-list.{each}" for each in ("kept", "rewritten", "deleted")}


def test_a_list_fills_the_distribution_of_a_dispatch_and_of_a_draft(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    kept = str(a_list(ministry, municipality))
    address = f"/documentos/{a_numbered_document(platform, ministry).id}/despachar"
    empty = rows(a_row(""))

    page = browser.post(address, data={**empty, "lista": kept, "lista-haz": "usar", **own, **key()}).text
    sheet = browser.post("/redactar", data={"lista": kept, "haz": "lista", **own, **key()}).text

    assert f'value="{code_of(platform, municipality)}"' in page
    assert 'value="Jefatura · Dirección"' in page
    assert "Archivo" in page
    assert f'name="distribution.institution_id" value="{municipality.id}"' in sheet
    assert f'name="distribution.post_id" value="{municipality.post_id}"' in sheet


def test_the_lines_of_a_dispatch_are_kept_as_a_list(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    address = f"/documentos/{a_numbered_document(platform, ministry).id}/despachar"
    line = rows(
        a_row("Alcalde de Ancud", institution=code_of(platform, municipality)),
        a_row("Rosa Pérez", way="registered-letter", address="Calle 1, Ancud"),
    )

    page = browser.post(address, data={**line, "lista-nombre": "Chiloé", "lista-haz": "guardar", **own, **key()})

    assert "Lista «Chiloé» guardada" in page.text
    with ministry.desk.reading() as work:
        lines = correspondence.lines_of(correspondence.kept_lists(work)[0])
    assert [(each.way, each.institution_id, each.address) for each in lines] == [
        ("exchange", municipality.id, ""),
        ("registered-letter", None, "Calle 1, Ancud"),
    ]


def test_a_list_is_of_those_who_work_there(platform: Platform, ministry: Office, municipality: Office) -> None:
    kept = a_list(ministry, municipality)
    with ministry.desk.writing() as work:
        other = institutions.add_unit(work, "Finanzas", ministry.office_id).id
    stranger = a_person(
        platform, ministry.id, "Eva Paz", "redactor", office_id=ministry.office_id, unit_id=other, title="Jefa"
    )
    beside = a_colleague(platform, ministry, "Luis Vera", "redactor")
    with stranger.desk.writing() as work:
        held_by_office = {each.id for each in correspondence.kept_lists(work)}
        assert kept not in held_by_office
        with pytest.raises(ListNotFound):
            correspondence.delete_list(work, kept)
        with pytest.raises(ListNotYours):
            correspondence.keep_list(work, "Otra", [ListLine("Archivo", way="printed")], unit_id=ministry.unit_id)
    with beside.desk.writing() as work:
        correspondence.rewrite_list(work, kept, "Chiloé", [ListLine("Archivo", way="printed")])


def test_a_list_holds_only_what_can_be_sent(ministry: Office, municipality: Office) -> None:
    a_list(ministry, municipality)
    with ministry.desk.writing() as work:
        with pytest.raises(BadLine):
            correspondence.keep_list(work, "Nada", [], unit_id=ministry.unit_id)
        with pytest.raises(BadLine):
            correspondence.keep_list(work, "Sin institución", [ListLine("Alcalde")], unit_id=ministry.unit_id)
        with pytest.raises(ListNameTaken):
            correspondence.keep_list(work, "Chiloé", [ListLine("Archivo", way="printed")], unit_id=ministry.unit_id)
