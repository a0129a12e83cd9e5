"""The pages of expedientes and of the search. The way in is tested in test_entrance."""

from uuid import UUID

from fastapi.testclient import TestClient

import expedientes.service as expedientes
from oficina.platform import Platform
from tests.offices import Office, a_colleague, a_document, do_all_jobs
from tests.web.desks import at_desk, key

OPENING = {"titulo": "Permiso de extracción de áridos", "asunto": "Solicitud de áridos", "responsable": "Ana Rojas"}


def test_an_expediente_is_opened_filled_read_and_ended(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    document = a_document(platform, ministry)

    opened = browser.post(
        "/expedientes/nuevo", data={**OPENING, "incorporar": f"document:{document.id}", **own, **key()}
    )
    case = opened.headers["location"]
    page = browser.get(case).text
    assert "EXP-" in page
    assert document.subject in page

    here = {"pieza": "Plano de deslindes", "lugar": "Bodega 2", "ocurrio": "2026-05-11T12:30"}
    browser.post(f"{case}/antecedentes", data={**here, **own, **key()})
    assert "está en Bodega 2" in browser.get(case).text
    browser.post(f"{case}/interesados", data={"nombre": "Áridos SpA", "run": "12.345.678-5", **own, **key()})
    assert "12.345.678-5" in browser.get(case, params={"parte": "interesados"}).text
    browser.post(f"{case}/termino", data={"motivo": "Resuelto", **own, **key()})
    assert "Terminado" in browser.get(case).text
    for part, says in (("metadatos", "MGDEE1_1"), ("trazabilidad", "Expediente terminado"), ("accesos", "Ana Rojas")):
        assert says in browser.get(case, params={"parte": part}).text
    assert browser.get(f"{case}/exportar.zip").content[:2] == b"PK"
    assert browser.get(f"{case}/indice.xml").text.startswith("<?xml")


def test_what_is_wrong_is_told_beside_its_field_and_what_was_written_stays(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)

    page = browser.post("/expedientes/nuevo", data={**OPENING, "titulo": "", "acceso": "4", **own, **key()})
    assert page.status_code == 422
    assert 'href="#titulo"' in page.text
    assert "Solicitud de áridos" in page.text
    page = browser.post("/expedientes/nuevo", data={**OPENING, "acceso": "4", **own, **key()})
    assert 'href="#causal"' in page.text

    told = {"acceso": "4", "causal": "20.285-21-2", "detalle": "Sumario 12"}
    opened = browser.post("/expedientes/nuevo", data={**OPENING, **told, **own, **key()})
    page = browser.get(opened.headers["location"])
    assert "Es de acceso reservado: Ley 20.285, art. 21 N° 2: Sumario 12" in page.text


def test_a_double_click_opens_one_expediente(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own, once = at_desk(platform, browser, ministry), key()

    first = browser.post("/expedientes/nuevo", data={**OPENING, **own, **once})
    second = browser.post("/expedientes/nuevo", data={**OPENING, **own, **once})

    assert first.headers["location"] == second.headers["location"]


def test_a_form_of_another_session_is_not_taken(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, ministry)

    assert browser.post("/expedientes/nuevo", data={**OPENING, "csrf": "x" * 64, **key()}).status_code == 401


def test_what_is_of_others_is_answered_like_what_is_not_there(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    with municipality.desk.writing() as work:
        theirs = expedientes.open_(work, expedientes.Opening("Ajeno", "Ajeno", "Alguien")).id
    at_desk(platform, browser, ministry)

    answers = [browser.get(f"/expedientes/{each}") for each in (theirs, UUID(int=7))]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].text == answers[1].text


def test_who_may_not_open_expedientes_is_not_shown_the_button(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, a_colleague(platform, ministry, "Berta Soto", "redactor"))

    assert "Abrir expediente" not in browser.get("/expedientes").text
    assert browser.get("/expedientes/nuevo").status_code == 403


def test_the_search_page_finds_marks_and_escapes(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, ministry)
    document = a_document(platform, ministry)
    do_all_jobs(platform)

    page = browser.get("/buscar", params={"q": "ANTECEDENTES"}).text
    assert "1 resultado" in page
    assert f"/documentos/{document.id}" in page
    assert "<mark>" in page
    assert "<script>" not in browser.get("/buscar", params={"q": "<script>alert(1)</script>"}).text
    fields = browser.get("/buscar", params={"materia": "solicita antecedentes", "tipo": "document"}).text
    assert "1 resultado" in fields
    assert "No encontramos nada" in browser.get("/buscar", params={"q": "inexistente"}).text
