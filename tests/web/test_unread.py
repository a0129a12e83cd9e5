"""What could not be read is told wherever the thing is seen: nobody trusts in silence."""

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from documents.attachments import Described, attach
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_document, do_all_jobs
from tests.web.test_cases_page import at_desk


@pytest.fixture
def browser(platform: Platform) -> TestClient:
    return TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)


def test_the_page_of_a_document_and_the_result_name_what_has_no_words(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    document = a_document(platform, ministry)
    for name in ("plano.dwg", "foto.jpg", "nota.txt"):
        blob = platform.blobs.put([b"Una nota" if name == "nota.txt" else b"\x00\x01 " + name.encode()])
        with ministry.desk.writing() as work:
            attach(work, document.id, Described(name, "application/octet-stream"), blob)
    do_all_jobs(platform)
    at_desk(platform, browser, ministry)

    page = browser.get(f"/documentos/{document.id}").text
    assert "2 anexos sin texto" in page
    assert "<li>plano.dwg</li><li>foto.jpg</li>" in page
    found = browser.get("/buscar", params={"q": "antecedentes"}).text
    assert "2 anexos sin texto: plano.dwg, foto.jpg" in found
    assert "Con algo que no se pudo leer" in found
    assert "1 resultado" in browser.get("/buscar", params={"lectura": "unread"}).text


def test_so_does_that_of_an_entry_whose_scan_nobody_read(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    scan = platform.blobs.put([b"%PDF-1.7 of which nothing can be read"])
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now), scan)
    do_all_jobs(platform)
    at_desk(platform, browser, ministry)

    page = browser.get(f"/recepciones/{entry.id}").text
    assert "1 anexo sin texto" in page
    assert "<li>El documento</li>" in page
