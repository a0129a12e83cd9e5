"""Numbering, dispatching and the book, in the browser."""

from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

from fastapi.testclient import TestClient

import correspondence.service as correspondence
from oficina.platform import Platform
from tests.offices import Office, a_colleague, a_numbered_document, a_signed_document, do_all_jobs
from tests.web.desks import a_row, at_desk, code_of, key, rows


def test_what_is_signed_is_numbered_from_the_desk_in_one_act(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    ids = [str(a_signed_document(platform, ministry).id) for _ in range(2)]
    assert all(each in browser.get("/oficina-de-partes").text for each in ids)

    done = browser.post("/oficina-de-partes/numerar", data={"pick": ids, **own, **key()})

    assert done.headers["location"] == "/oficina-de-partes"
    page = browser.get("/oficina-de-partes").text
    assert "N° 1/" in page
    assert "N° 2/" in page
    assert "Nada espera número" in page
    assert "Numerado:" in page
    assert "Numerado:" not in browser.get("/oficina-de-partes").text


def test_a_document_is_dispatched_along_its_distribution(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    document = a_numbered_document(platform, ministry)
    do_all_jobs(platform)
    address = f"/documentos/{document.id}/despachar"
    assert "Despachar ORD." in browser.get(address).text
    distribution = rows(
        a_row("Alcalde de Ancud", institution=code_of(platform, municipality)),
        a_row("Rosa Pérez", way="registered-letter", address="Calle 1, Ancud"),
        a_row("Archivo", way="printed"),
    )

    sent = browser.post(address, data={**distribution, "responde": "sí", "plazo": "15", **own, **key()})

    communication = UUID(sent.headers["location"].rsplit("/", 1)[1])
    do_all_jobs(platform)
    with ministry.desk.reading() as work:
        assert [each.recipient for each in correspondence.deliveries(work, communication)] == ["Municipalidad de Ancud"]
        assert [each.recipient for each in correspondence.outside_of(work, communication)] == ["Rosa Pérez"]
        assert correspondence.get(work, communication).due_at
    assert "Rosa Pérez" in browser.get("/nomina").text
    assert str(document.id) not in browser.get("/oficina-de-partes").text.partition("Salen por")[0]


def test_every_line_that_is_wrong_is_told_at_once_and_nothing_is_sent(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    document = a_numbered_document(platform, ministry)
    address = f"/documentos/{document.id}/despachar"
    bad = rows(a_row("Alcalde", institution="Nadie"), a_row("Rosa Pérez", way="e-mail"))

    page = browser.post(address, data={**bad, **own, **key()})

    assert page.status_code == 422
    assert 'href="#institucion-1"' in page.text
    assert 'href="#linea-2"' in page.text
    with ministry.desk.reading() as work:
        assert not work.session.execute(correspondence.sent(work)).all()


def test_lines_are_added_and_taken_away_without_a_script(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    address = f"/documentos/{a_numbered_document(platform, ministry).id}/despachar"
    two = rows(a_row("Primero"), a_row("Segundo"))

    more = browser.post(address, data={**two, "agregar": "sí", **own, **key()}).text
    less = browser.post(address, data={**two, "quitar": "0", **own, **key()}).text
    assert more.count('name="destinatario"') == 3
    assert "Primero" not in less
    assert "Segundo" in less


def test_the_book_is_read_printed_and_taken_to_a_spreadsheet(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    document = a_numbered_document(platform, ministry)
    do_all_jobs(platform)
    line = rows(a_row("Alcalde", institution=code_of(platform, municipality)))
    browser.post(f"/documentos/{document.id}/despachar", data={**line, **own, **key()})
    do_all_jobs(platform)

    assert "Municipalidad de Ancud" in browser.get("/libro", params={"libro": "despachos"}).text
    csv = browser.get("/libro.csv", params={"libro": "despachos"})
    assert "Municipalidad de Ancud" in csv.text
    sheet = browser.get("/libro.xlsx", params={"libro": "despachos"})
    assert "Municipalidad de Ancud" in ZipFile(BytesIO(sheet.content)).read("xl/worksheets/sheet1.xml").decode()
    at_desk(platform, browser, municipality)
    assert "Ministerio de Obras" in browser.get("/libro").text


def test_who_writes_drafts_does_not_number_nor_dispatch(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    document = a_numbered_document(platform, ministry)
    own = at_desk(platform, browser, a_colleague(platform, ministry, "Berta Soto", "redactor"))

    for address in ("/oficina-de-partes", "/libro", "/nomina", f"/documentos/{document.id}/despachar"):
        assert browser.get(address).status_code == 403
    assert browser.post("/oficina-de-partes/numerar", data={"pick": str(uuid4()), **own, **key()}).status_code == 403
