"""The page of the access of a document and of an entry: how open it is, who sees it and why, and changing that."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
from correspondence.lines import Line
from kernel.actor import system
from kernel.errors import NotFound
from oficina.platform import Platform
from tests.correspondence.desks import receptions
from tests.correspondence.houses import House
from tests.correspondence.papers import a_letter, a_petition
from tests.offices import Office, a_colleague, a_document, a_sealed_document, a_signed_document, do_all_jobs
from tests.web.desks import at_desk, key

CAUSE = "Ley 20.285, art. 21 N° 2"


def reads(office: Office, document_id: UUID) -> bool:
    with office.desk.reading() as work:
        return bool(documents.get_many(work, [document_id]))


def test_the_page_says_who_sees_a_document_and_why_and_whoever_wrote_it_changes_that(
    platform: Platform, browser: TestClient, house: House
) -> None:
    document = a_document(platform, house.legal)
    address = f"/documentos/{document.id}/acceso"
    own = at_desk(platform, browser, house.legal)

    page = browser.get(address).text
    for said in (
        "Público no es toda la institución",
        "División Jurídica",
        "Es la unidad que lo escribe",
        "Lo escribió",
    ):
        assert said in page
    assert "Hoy: Ana Rojas" in page, "the office, with who serves it now"

    named = {"lector": "Pedro Mansilla · Profesional", "motivo": "Tiene el expediente"}
    added = browser.post(f"/documentos/{document.id}/lectores", data={**own, **key(), **named})
    assert added.headers["location"] == address
    assert reads(house.archive, document.id)
    page = browser.get(address).text
    assert "Lo agregó Laura Soto: «Tiene el expediente»" in page
    assert "Puede leerlo Pedro Mansilla" in page

    mark = {"lector_marca": f"person:{house.archive.person_id}", "por_que": "Ya informó"}
    browser.post(f"/documentos/{document.id}/lectores/quitar", data={**own, **key(), **mark})
    assert not reads(house.archive, document.id)
    assert "Ya no puede leerlo Pedro Mansilla" in browser.get(address).text


def test_a_reserve_without_its_cause_is_refused_on_the_page_beside_the_field(
    platform: Platform, browser: TestClient, house: House
) -> None:
    document = a_document(platform, house.legal)
    own, address = at_desk(platform, browser, house.legal), f"/documentos/{document.id}/acceso"

    for causa, detalle in (("", ""), ("20.285-21-5", ""), ("other", " ")):
        form = {"nivel": "2", "causa": causa, "detalle": detalle}
        refused = browser.post(address, data={**own, **key(), **form})
        assert refused.status_code == 422
        assert '<a href="#causa">Indique la causa legal' in refused.text
        assert 'value="2" checked' in refused.text, "what was chosen stays"
    with house.legal.desk.reading() as work:
        assert documents.get(work, document.id).access_level == 1

    form = {"nivel": "2", "causa": "20.285-21-5", "detalle": "Ley 19.913, art. 13", "sensible": "sí"}
    assert browser.post(address, data={**own, **key(), **form}).status_code == 303
    page = browser.get(address).text
    assert "Ley 20.285, art. 21 N° 5: Ley 19.913, art. 13" in page
    assert "De Público a Restringido, con información sensible" in page
    assert "Quién lo abrió" in page
    assert "La ficha" in page, "to look at its page is a reading"


def test_what_is_wrong_is_told_where_it_was_written(platform: Platform, browser: TestClient, house: House) -> None:
    document = a_document(platform, house.legal)
    own, address = at_desk(platform, browser, house.legal), f"/documentos/{document.id}"

    tried = {
        "/acceso": [
            ({"nivel": "2", "causa": "20.285-21-2", "hasta": "2020-01-01"}, "#hasta"),
            ({"nivel": "x"}, "#nivel"),
        ],
        "/lectores": [({"lector": "Nadie", "motivo": "Debe leerlo"}, "#lector"), ({"lector": ""}, "#lector")],
        "/lectores/quitar": [({"lector_marca": "planet:mars", "por_que": "Ya no"}, "#lectores")],
    }
    for tail, forms in tried.items():
        for form, field in forms:
            refused = browser.post(address + tail, data={**own, **key(), **form})
            assert refused.status_code == 422
            assert f'<a href="{field}">' in refused.text


def test_who_may_no_longer_read_what_they_restricted_is_taken_home(
    platform: Platform, browser: TestClient, house: House
) -> None:
    chief = a_colleague(platform, house.office, "Berta Soto", "partes-jefatura")
    with house.office.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now, destination_unit_id=house.legal.unit_id))
    own = at_desk(platform, browser, chief)

    form = {"nivel": "4", "causa": "20.285-21-2"}
    done = browser.post(f"/recepciones/{entry.id}/acceso", data={**own, **key(), **form})

    assert done.headers["location"] == "/inicio"
    assert browser.get(f"/recepciones/{entry.id}/acceso").status_code == 403
    with house.legal.desk.reading() as work:
        assert correspondence.readable_reception(work, entry.id).access_cause == CAUSE
    at_desk(platform, browser, house.legal)
    page = browser.get(f"/recepciones/{entry.id}/acceso").text
    assert "De Público a Reservado" in page
    assert "A ella va dirigido" in page


def test_who_sees_it_without_deciding_changes_nothing(platform: Platform, browser: TestClient, house: House) -> None:
    document = a_document(platform, house.legal)
    with house.legal.desk.writing() as work:
        documents.admit(work, document.id, documents.Named(person_id=house.archive.person_id), "Debe informar")
    own, address = at_desk(platform, browser, house.archive), f"/documentos/{document.id}"

    page = browser.get(f"{address}/acceso").text
    assert "pídaselo a ellos" in page
    assert "Cambiar el acceso" not in page
    assert browser.post(f"{address}/acceso", data={**own, **key(), "nivel": "1"}).status_code == 422
    assert browser.get(f"/documentos/{entry_of(house)}/acceso").status_code == 404


def entry_of(house: House) -> UUID:
    """The id of something that is no document."""
    with house.office.desk.writing() as work:
        return correspondence.register_entry(work, a_letter(work.now)).id


def test_the_people_that_the_page_names_are_those_who_may_read(platform: Platform, house: House) -> None:
    document = a_document(platform, house.legal)
    with platform.database.writing(system(house.office.id)) as work:
        institutions.key_for_system(work, "Sistema de permisos", roles=["sistema"], office_id=house.office.office_id)
        documents.admit(work, document.id, documents.Named(post_id=house.archive.post_id), "Debe informar")
    with house.office.desk.reading() as work:
        marks = {f"unit:{house.legal.unit_id}", f"office:{house.office.office_id}", f"post:{house.archive.post_id}"}
        told = institutions.carriers(work, marks)

    assert {mark.partition(":")[0]: each.people for mark, each in told.items()} == {
        "unit": ("Laura Soto",),
        "office": ("Ana Rojas", "Sistema de permisos (sistema)"),
        "post": ("Pedro Mansilla",),
    }


def test_the_office_numbers_and_sends_what_is_reserved_without_a_word_of_it(
    platform: Platform, browser: TestClient, house: House
) -> None:
    document = a_signed_document(platform, house.legal)
    with house.legal.desk.writing() as work:
        documents.change_access(work, document.id, documents.Access(3, CAUSE))
    own, address = at_desk(platform, browser, house.office), f"/documentos/{document.id}"

    desk, page = browser.get("/oficina-de-partes").text, browser.get(address).text
    for each in (desk, page):
        assert "[Reservado]" in each
        assert document.subject not in each
    assert browser.get(f"{address}/pdf").status_code == 404
    assert browser.get(f"{address}/acceso").status_code == 404
    numbered = browser.post("/oficina-de-partes/numerar", data={**own, **key(), "pick": str(document.id)})
    assert numbered.status_code == 303
    dispatch = browser.get(f"{address}/despachar").text
    assert "[Reservado]" in dispatch
    assert document.subject not in dispatch
    assert "ORD. N° 1/" in browser.get(address).text
    with pytest.raises(NotFound), house.archive.desk.reading() as work:
        documents.handled(work, document.id)


def test_a_person_sees_who_read_what_they_presented_and_what_they_wrote(
    platform: Platform, browser: TestClient, house: House
) -> None:
    with platform.database.writing(system(house.office.id)) as work:
        institutions.person(work, house.archive.person_id).run = "12.345.678-5"
    document = a_document(platform, house.archive)
    with house.archive.desk.writing() as work:
        documents.change_access(work, document.id, documents.Access(1, sensitive=True))
    with house.office.desk.writing() as work:
        told = a_petition(work.now, sensitive=True, destination_unit_id=house.legal.unit_id)
        entry = correspondence.register_entry(work, told)
    at_desk(platform, browser, house.legal)
    browser.get(f"/recepciones/{entry.id}")
    at_desk(platform, browser, house.office)
    browser.get(f"/documentos/{document.id}")

    at_desk(platform, browser, house.archive)
    page = browser.get("/cuenta/lecturas").text

    assert f"Ingreso N° {entry.entry}" in page
    assert "Laura Soto" in page
    assert document.unique_code in page
    assert "Ana Rojas" in page
    assert entry.subject not in page
    at_desk(platform, browser, house.legal)
    assert "Nadie ha abierto nada reservado de usted" in browser.get("/cuenta/lecturas").text


def test_the_page_says_whom_a_new_level_left_out_and_to_whom_what_came_is_addressed(
    platform: Platform, browser: TestClient, house: House, ministry: Office
) -> None:
    document = a_document(platform, house.legal)
    with house.legal.desk.writing() as work:
        documents.admit(work, document.id, documents.Named(unit_id=house.archive.unit_id), "Debe informar")
    with house.legal.desk.writing() as work:
        documents.change_access(work, document.id, documents.Access(2, CAUSE))
    line = Line(addressee="Archivo", recipient_id=house.office.id, unit_id=house.archive.unit_id)
    paper = a_sealed_document(platform, ministry)
    with ministry.desk.writing() as work:
        documents.change_access(work, paper.id, documents.Access(4, CAUSE))
        correspondence.send(work, document_id=paper.id, distribution=[line])
    do_all_jobs(platform)
    (arrived,) = receptions(house.archive)

    at_desk(platform, browser, house.legal)
    page = browser.get(f"/documentos/{document.id}/acceso").text
    assert "Ya no puede leerlo Archivo" in page
    assert "El nivel restringido no lo admite" in page
    at_desk(platform, browser, house.archive)
    page = browser.get(f"/recepciones/{arrived.id}/acceso").text
    assert "A ella viene dirigido" in page
    assert "Quien lo envió lo declaró así" in page


def test_the_page_of_an_expediente_says_who_sees_it_and_changes_that_by_the_same_rules(
    platform: Platform, browser: TestClient, house: House
) -> None:
    own = at_desk(platform, browser, house.legal)
    with house.legal.desk.writing() as work:
        opening = expedientes.Opening("Sumario por licencias", "Sumario", "Laura Soto")
        here = f"/expedientes/{expedientes.open_(work, opening, unit_id=house.legal.unit_id).id}"
    assert f'href="{here}/acceso"' in browser.get(here).text
    page = browser.get(f"{here}/acceso").text
    for said in ("Es la unidad que lo tramita", "Cada pieza tiene además su propio acceso", "Hoy: Laura Soto"):
        assert said in page

    refused = browser.post(f"{here}/acceso", data={**own, **key(), "nivel": "4"})
    assert '<a href="#causa">Indique la causa legal' in refused.text
    form = {"nivel": "4", "causa": "20.285-21-2", "aviso": "Sumario en curso"}
    assert browser.post(f"{here}/acceso", data={**own, **key(), **form}).headers["location"] == f"{here}/acceso"
    named = {"lector": "Pedro Mansilla · Profesional", "motivo": "Es el fiscal"}
    browser.post(f"{here}/lectores", data={**own, **key(), **named})

    at_desk(platform, browser, house.archive)
    page = browser.get(here).text
    for said in ("Es de acceso reservado: Ley 20.285, art. 21 N° 2", "Sumario en curso", "de público a reservado"):
        assert said in page + browser.get(f"{here}?parte=trazabilidad").text
    page = browser.get(f"{here}/acceso").text
    assert "Lo agregó Laura Soto: «Es el fiscal»" in page
    assert "Cambiar el acceso" not in page
    own = at_desk(platform, browser, house.legal)
    page = browser.get(f"{here}/acceso").text
    assert "De Público a Reservado" in page
    assert "Es la unidad que lo tramita" not in page
    assert '<th scope="row">Pedro Mansilla</th><td data-label="Qué abrió">El expediente</td>' in page
    assert '<td data-label="Qué abrió">Quién lo ve</td>' in page

    mark = {"lector_marca": f"person:{house.archive.person_id}", "por_que": "Se inhabilitó"}
    browser.post(f"{here}/lectores/quitar", data={**own, **key(), **mark})
    at_desk(platform, browser, house.archive)
    assert browser.get(here).status_code == browser.get(f"{here}/acceso").status_code == 404
