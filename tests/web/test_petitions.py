"""What people bring to the counter, in the browser."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
from correspondence.lines import Line, Outside
from oficina.platform import Platform
from tests.correspondence.desks import receptions
from tests.correspondence.houses import House
from tests.correspondence.papers import a_petition
from tests.offices import (
    Office,
    a_colleague,
    do_all_jobs,
)
from tests.web.desks import at_desk, code_of, key

pytestmark = pytest.mark.once


def entered(office: Office, **but: object) -> UUID:
    """Something that was brought to the counter."""
    with office.desk.writing() as work:
        return correspondence.register_entry(work, a_petition(work.now, **but)).id


def test_a_petition_is_remitted_and_never_returned_and_the_person_gets_a_letter(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    petition = entered(ministry)
    own = at_desk(platform, browser, ministry)
    address = f"/recepciones/{petition}"
    page = browser.get(address).text
    assert "Remitir al órgano competente (art. 14)" in page
    assert "Devolver con motivo" not in page

    asked = {"organo": code_of(platform, municipality), "razon": "Es materia municipal."}
    done = browser.post(f"{address}/remision", data={**asked, **own, **key()})

    assert done.headers["location"] == f"{address}/comunicacion"
    letter = browser.get(f"{address}/comunicacion").text
    assert "artículo 14 de la Ley N° 19.880" in letter
    assert "Municipalidad de Ancud" in letter
    assert "María Eugenia Soto Riquelme" in letter
    do_all_jobs(platform)
    assert [each.petition for each in receptions(municipality)] == [True]


def test_the_letter_that_tells_the_person_is_followed_until_it_leaves(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    petition = entered(ministry)
    own = at_desk(platform, browser, ministry)
    address = f"/recepciones/{petition}"
    assert browser.get(f"/redactar?comunica={petition}").status_code == 409
    asked = {"organo": code_of(platform, municipality), "razon": "Es materia municipal."}
    browser.post(f"{address}/remision", data={**asked, **own, **key()})
    assert "Falta comunicarlo" in browser.get(address).text

    sheet = browser.get(f"/redactar?comunica={petition}").text
    assert "artículo 14 de la Ley N° 19.880" in sheet
    told = {"kind": "oficio-ordinario", "place": "Santiago", "subject": "Comunica remisión", "tells": str(petition)}
    made = browser.post("/redactar", data={**told, "haz": "guardar", **own, **key()})
    document = UUID(made.headers["location"].split("/")[2])
    again = browser.post("/redactar", data={**told, "haz": "guardar", **own, **key()})
    assert "Ya hay una carta que lo comunica" in again.text
    assert "Carta en preparación" in browser.get(address).text
    assert f"/documentos/{document}" in browser.get(address).text
    with ministry.desk.writing() as work:
        letter = documents.get(work, document, lock=True)
        letter.drafting, letter.signing = "fixed", "signed"
        documents.number(work, document)
    do_all_jobs(platform)
    assert "Carta numerada, por despachar" in browser.get(address).text
    with ministry.desk.writing() as work:
        line = Line(None, "María Soto", outside=Outside("María Soto", "person", "by-hand", "Calle 1"))
        sent = correspondence.send(work, document_id=document, distribution=[line])
        work.session.flush()
        dispatch = correspondence.outside_of(work, sent.id)[0]
        correspondence.dispatch_outside(work, dispatch.id, tracking_number=None)
    assert "Carta despachada" in browser.get(address).text
    assert "Carta despachada a quien lo presentó" in browser.get(f"{address}/hoja-de-ruta").text


def test_what_can_be_answered_is_answered_from_the_tray(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    entry = entered(ministry)
    at_desk(platform, browser, ministry)
    beside = f"/inicio?bandeja=all&ver={entry}"
    assert f'href="/redactar?responde={entry}"' in browser.get(beside).text

    at_desk(platform, browser, a_colleague(platform, ministry, "Eva Paz", "partes-entrada"))

    page = browser.get(beside).text
    assert f'href="/recepciones/{entry}"' in page
    assert "/redactar?responde=" not in page


def test_of_what_is_restricted_the_office_sees_that_it_is_there_and_not_a_word_of_it(
    platform: Platform, browser: TestClient, house: House
) -> None:
    closed = {"access_level": 4, "access_cause": "Ley 20.285, art. 21 N° 2", "destination_unit_id": house.legal.unit_id}
    reception = entered(house.office, **closed)
    clerk = a_colleague(platform, house.office, "Berta Soto", "partes-entrada", "redactor")
    at_desk(platform, browser, clerk)
    address = f"/recepciones/{reception}"

    for each in (address, f"{address}/hoja-de-ruta"):
        page = browser.get(each).text
        assert "[Reservado]" in page
        assert "copia autorizada" not in page
        assert "Soto Riquelme" not in page
    assert browser.get(f"{address}/pdf").status_code == 403
    assert browser.get(f"{address}/paginas/1.png").status_code == 403
    assert "Responder" not in browser.get(address).text
