"""What arrives at an office, in the browser: read, acknowledged, referred, returned and ended."""

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from correspondence.lines import Target
from oficina.platform import Platform
from tests.correspondence.desks import acknowledged, arrived, reception_of
from tests.correspondence.houses import House
from tests.offices import (
    Office,
    a_colleague,
    do_all_jobs,
)
from tests.web.desks import at_desk, key

pytestmark = pytest.mark.once


def test_what_arrived_is_read_and_acknowledged(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    own = at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    page = browser.get(address).text
    assert "Solicita antecedentes" in page
    assert "Recibido, sin acuse" in page
    assert 'id="acusar"' in page
    assert 'id="devolver"' in page
    assert "Remitir al órgano competente" not in page

    done = browser.post(f"{address}/acuse", data={**own, **key()})
    assert (done.status_code, done.headers["location"]) == (303, address)
    do_all_jobs(platform)
    page = browser.get(address).text
    assert "Acuse de recibo hecho" in page
    assert "Con acuse de recibo" in page
    assert "Acuse de recibo firmado" in page
    assert 'id="acusar"' not in page
    assert browser.get(f"{address}/acuse").content.startswith(b"%PDF-")


def test_the_pdf_is_shown_by_the_browser_and_kept_by_nobody_on_the_way(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    shown, kept = browser.get(f"{address}/pdf"), browser.get(f"{address}/descargar")
    assert shown.content == kept.content
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert "no-store" in shown.headers["cache-control"]
    assert kept.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert kept.headers["content-security-policy"].startswith("sandbox")
    assert reception_of(municipality, reception.id).opened_at

    picture = browser.get(f"{address}/paginas/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert len(picture.content) < 100_000
    again = browser.get(f"{address}/paginas/1.png", headers={"if-none-match": picture.headers["etag"]})
    assert again.status_code == 304
    assert browser.get(f"{address}/paginas/99.png").status_code == 404
    assert "Solicito a usted los antecedentes" in browser.get(f"{address}/paginas").text


def test_what_its_signatures_prove_is_said_in_words_once_it_was_looked_at(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    assert 'data-loads="' in browser.get(address).text
    page = browser.get(address, params={"informe": "si"}).text
    assert "Sello de Oficina de Partes" in page
    assert "El documento no cambió desde entonces" in page
    assert "data-loads" not in browser.get(address).text


def test_a_return_needs_a_reason_of_the_list_and_a_few_words(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    own = at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    wrong = browser.post(f"{address}/devolucion", data={"motivo": "missing-annex", "nota": "no", **own, **key()})
    assert wrong.status_code == 422
    assert 'href="#nota"' in wrong.text
    assert '<dialog id="devolver" aria-labelledby="devolver-titulo" open' in wrong.text
    assert '<option value="missing-annex" selected>' in wrong.text

    said = {"motivo": "missing-annex", "nota": "Falta el anexo 2."}
    assert browser.post(f"{address}/devolucion", data={**said, **own, **key()}).status_code == 303
    page = browser.get(address).text
    assert "Falta anexo: «Falta el anexo 2.»" in page
    assert 'id="devolver"' not in page


def test_it_is_acknowledged_and_referred_in_one_act_with_copies_and_a_deadline(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = arrived(platform, ministry, house.office)
    own = at_desk(platform, browser, house.office)
    address = f"/recepciones/{reception.id}"
    asked = {
        "para": "División Jurídica",
        "copia": ["pedro mansilla · profesional", ""],
        "providencia": "Preparar respuesta.",
    }

    data = {**asked, "plazo": "10", "plazo_en": "working-days", "acusar_tambien": "sí", **own, **key()}
    assert browser.post(f"{address}/derivacion", data=data).status_code == 303

    page = browser.get(address).text
    assert "Derivado a División Jurídica, Pedro Mansilla" in page
    assert "Turno de <b>División Jurídica</b>" in page
    assert "«Preparar respuesta.»" in page
    with house.office.desk.reading() as work:
        held = {each.purpose: each for each in correspondence.referrals(work, reception.id)}
        first = held["action"]
        assert first.due_at
        assert held["information"].holder == "Pedro Mansilla"

    own = at_desk(platform, browser, house.legal)
    page = browser.get(address).text
    assert "Tomar" in page
    assert 'id="devolver"' not in page
    assert browser.post(f"{address}/toma", data={"derivacion": str(first.id), **own, **key()}).status_code == 303
    assert "Lo está trabajando Laura Soto desde" in browser.get(address).text
    ended = {"forma": "noted", "constancia": "Se tomó conocimiento."}
    assert browser.post(f"{address}/termino", data={**ended, **own, **key()}).status_code == 303
    assert "Terminado: tomado conocimiento" in browser.get(address).text
    trail = browser.get(f"{address}/hoja-de-ruta").text
    assert all(each in trail for each in ("Llegó", "Derivado", "Enviado en copia", "Tomado", "Dado por terminado"))


def test_whoever_is_not_in_the_list_and_a_deadline_that_is_none_are_told_together(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    own = at_desk(platform, browser, house.office)

    bad = {"para": "Nadie", "plazo": "muchos", "providencia": "Ver."}
    page = browser.post(f"/recepciones/{reception.id}/derivacion", data={**bad, **own, **key()})
    assert page.status_code == 422
    assert "«Nadie» no está en la lista" in page.text
    assert 'href="#plazo"' in page.text
    assert 'value="muchos"' in page.text


def test_it_is_assigned_handed_back_ended_and_reopened(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    with house.office.desk.writing() as work:
        (first,) = correspondence.refer(work, reception.id, [Target(unit_id=house.legal.unit_id)])
    address = f"/recepciones/{reception.id}"
    own = at_desk(platform, browser, house.office)

    moved = {
        "derivacion": str(first.id),
        "asignado": "Pedro Mansilla · Profesional",
        "por_que": "Es materia de archivo.",
    }
    assert browser.post(f"{address}/asignacion", data={**moved, **own, **key()}).status_code == 303
    own = at_desk(platform, browser, house.archive)
    with house.archive.desk.reading() as work:
        held = correspondence.referrals(work, reception.id)[-1]
    back = {"derivacion": str(held.id), "causa": "No es de este archivo."}
    assert browser.post(f"{address}/devolucion-interna", data={**back, **own, **key()}).status_code == 303
    own = at_desk(platform, browser, house.office)
    closing = {"forma": "archived", "constancia": "Sin más trámite."}
    assert browser.post(f"{address}/termino", data={**closing, **own, **key()}).status_code == 303
    assert browser.post(f"{address}/reapertura", data={"reabre": "Faltaba algo.", **own, **key()}).status_code == 303
    assert "Turno de <b>Oficina de Partes</b>" in browser.get(address).text


def test_nobody_is_offered_what_would_be_refused(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = arrived(platform, ministry, house.office)
    own = at_desk(platform, browser, a_colleague(platform, house.office, "Aída Pinto", "auditor"))
    page = browser.get(f"/recepciones/{reception.id}").text
    for each in ("Acusar recibo</a>", "Derivar</a>", "Devolver con motivo", "Responder", "Agregar a expediente"):
        assert each not in page
    assert browser.post(f"/recepciones/{reception.id}/acuse", data={**own, **key()}).status_code == 403
