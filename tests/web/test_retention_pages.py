"""The schedule of an institution and what is held, on their pages."""

import re
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import expedientes.service as expedientes
from documents.retention.models import Retained
from expedientes.service import Opening
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.papers import a_letter
from tests.documents.retention.test_schedule import look, rules, ruling
from tests.offices import Office, a_colleague, a_signed_document
from tests.web.desks import at_desk
from tests.web.statements import counted

RULE = {"anos": "5", "destino": "transfer", "fundamento": "Res. Ex. 12/2026", "motivo": "Primera tabla"}


@pytest.fixture
def browser(platform: Platform, ministry: Office) -> TestClient:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    at_desk(platform, browser, ministry)
    return browser


def send(browser: TestClient, address: str, page: str = "", **fields: str) -> tuple[int, str]:
    """As a person does: the form of the page, filled in, and where it leads."""
    told = browser.get(page or address).text
    found = re.search(r'name="csrf" value="([^"]+)"', told)
    assert found
    answer = browser.post(address, data={"csrf": found[1], "key": str(uuid4()), **fields})
    return answer.status_code, browser.get(answer.headers["location"]).text if answer.is_redirect else answer.text


def test_a_rule_is_put_in_force_changed_and_left_without_effect(browser: TestClient) -> None:
    assert "La tabla está vacía" in browser.get("/conservacion").text
    assert send(browser, "/conservacion", aplica="rest:", **RULE)[0] == 303
    status, page = send(browser, "/conservacion", aplica="series:", serie="OBRAS", **RULE | {"anos": "9"})
    assert status == 303
    assert "Regla en vigor: Serie OBRAS" in page
    assert "Historia de la tabla: 2 cambios" in page
    _, page = send(browser, "/conservacion", aplica="kind:carta", **RULE | {"destino": "permanent"})
    assert "Sin término" in page

    status, page = send(browser, "/conservacion/derogacion", "/conservacion", regla="series:OBRAS", porque="Sobra")
    assert status == 303
    assert "Historia de la tabla: 4 cambios" in page
    status, page = send(browser, "/conservacion/derogacion", "/conservacion", regla="rest:", porque="no")
    assert status == 422
    assert "Escriba por qué se cambia la tabla" in page
    assert send(browser, "/conservacion/derogacion", "/conservacion", regla="otra:", porque="No existe")[0] == 303
    assert send(browser, "/conservacion/derogacion", "/conservacion", regla="kind:acta", porque="No existe")[0] == 422


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"aplica": "rest:", "anos": "0"}, "anos-error"),
        ({"aplica": "nada:"}, "aplica-error"),
        ({"aplica": "series:", "serie": ""}, "serie-error"),
        ({"aplica": "rest:", "fundamento": ""}, "fundamento-error"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_beside_its_field(
    browser: TestClient, fields: dict[str, str], says: str
) -> None:
    status, page = send(browser, "/conservacion", **RULE | fields)
    assert status == 422
    assert says in page


def test_a_document_is_held_and_let_go_on_its_page(platform: Platform, browser: TestClient, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    address = f"/documentos/{document.id}/conservacion"
    assert "Ninguna regla de la tabla" in browser.get(f"/documentos/{document.id}").text
    rules(ministry, ruling())
    look(platform)
    order = {"causa": "litigation", "acto": "Oficio 33/2026 del 2° Juzgado", "motivo": "Cobro de pesos"}
    assert send(browser, address, **order | {"acto": ""})[0] == 422
    status, page = send(browser, address, **order)
    assert status == 303
    assert "Transferir al Archivo Nacional" in page
    assert "Retenido por litigio o fiscalización" in browser.get(f"/documentos/{document.id}").text
    schedule = browser.get("/conservacion").text
    assert document.subject in schedule
    assert "Oficio 33/2026 del 2° Juzgado" in schedule

    found = re.search(r'name="retencion" value="([^"]+)"', page)
    assert found
    lift, told = f"{address}/levantamiento", {"acto_termino": "Sentencia firme", "motivo_termino": "Terminó el juicio"}
    status, page = send(browser, lift, address, retencion=found[1], **told | {"motivo_termino": ""})
    assert status == 422
    assert "motivo_termino-error" in page
    assert send(browser, lift, address, retencion=str(uuid4()), **told)[0] == 404
    assert send(browser, lift, address, retencion=found[1], **told)[0] == 303
    assert send(browser, lift, address, retencion=found[1], **told)[0] == 422


def test_an_expediente_is_held_on_its_page_and_tells_when_its_term_is_over(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    with ministry.desk.writing() as work:
        made = expedientes.open_(work, Opening("Permiso de obra", "Pide permiso", "Ana Rojas", series="OBRAS"))
        work.session.flush()
        expedientes.close(work, made.id, "Se otorgó")
    rules(ministry, ruling(name="carta"))
    look(platform)
    address = f"/expedientes/{made.id}/conservacion"
    assert send(browser, address, acto="Oficio 9/2026 CGR", motivo="Auditoría en curso", causa="oversight")[0] == 303
    assert "Retenido por litigio" in browser.get(f"/expedientes/{made.id}").text
    found = re.search(r'name="retencion" value="([^"]+)"', browser.get(address).text)
    assert found
    past(ministry, made.id)
    schedule = browser.get("/conservacion").text
    assert "Permiso de obra" in schedule
    assert "cosa que el almacén no retuvo" in schedule
    told = {"acto_termino": "Oficio 44/2026 CGR", "motivo_termino": "Terminó la auditoría"}
    assert send(browser, f"{address}/levantamiento", address, retencion=found[1], **told)[0] == 303


def test_an_entry_is_held_on_its_page_and_told_on_the_schedule(browser: TestClient, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
    address = f"/recepciones/{entry.id}/conservacion"
    assert f"{address}" in browser.get(f"/recepciones/{entry.id}").text
    assert "Lo recibido (libro de ingresos)" in browser.get("/conservacion").text
    assert send(browser, address, acto="Oficio 9/2026 CGR", motivo="Auditoría en curso", causa="oversight")[0] == 303
    assert "Retenido por litigio" in browser.get(f"/recepciones/{entry.id}").text
    found = re.search(r'name="retencion" value="([^"]+)"', browser.get(address).text)
    assert found
    assert address in browser.get("/conservacion").text
    told = {"acto_termino": "Oficio 44/2026 CGR", "motivo_termino": "Terminó la auditoría"}
    assert send(browser, f"{address}/levantamiento", address, retencion=found[1], **told)[0] == 303


def past(office: Office, subject_id: UUID) -> None:
    """Years later."""
    with office.desk.writing() as work:
        row = work.find(Retained, subject_id=subject_id)
        assert row
        row.until = work.now.date().replace(year=2001)
        row.scope, row.name, row.trouble = "kind", "tipo-de-antes", "blob-missing"
        row.since = row.until


@pytest.mark.once
def test_who_may_only_read_sees_the_term_and_no_button(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    document = a_signed_document(platform, ministry)
    at_desk(platform, browser, a_colleague(platform, ministry, "Berta Soto", "redactor"))
    page = browser.get(f"/documentos/{document.id}/conservacion").text
    assert "Plazo" in page
    assert "Acto que lo ordena" not in page
    assert browser.get("/conservacion").status_code == 403


@pytest.mark.once
def test_the_page_of_the_schedule_asks_as_much_of_the_rows_however_long_its_lists_are(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    def held() -> int:
        with ministry.desk.writing() as work:
            made = expedientes.open_(work, Opening("Caso", "Caso", "Ana Rojas"))
            work.session.flush()
            expedientes.close(work, made.id, "Terminó")
        past(ministry, made.id)
        with counted(platform) as sent:
            assert browser.get("/conservacion").status_code == 200
        return len(sent)

    assert held() == held() == held()
