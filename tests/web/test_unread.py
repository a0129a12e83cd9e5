"""What could not be read is told wherever the thing is seen: nobody trusts in silence."""

from fastapi.testclient import TestClient

import correspondence.service as correspondence
import expedientes.service as expedientes
from documents.attachments import Described, attach
from expedientes.models import Direction
from oficina.platform import Platform
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_document, do_all_jobs
from tests.web.desks import at_desk


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


def test_the_page_of_an_expediente_names_all_that_has_no_words_in_what_it_holds(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    document = a_document(platform, ministry)
    with ministry.desk.writing() as work:
        case = expedientes.open_(work, expedientes.Opening("Humedal", "Humedal", "Ana"))
        attach(work, document.id, Described("plano.dwg", "x/y"), platform.blobs.put([b"AC1032 of a document"]))
        scan = platform.blobs.put([b"%PDF-1.7 of an entry"])
        entry = correspondence.register_entry(work, a_letter(work.now), scan)
        expedientes.file_by_id(work, platform.fileables, case.id, "document", document.id)
        expedientes.file_by_id(work, platform.fileables, case.id, "reception", entry.id)
        blob = platform.blobs.put([b"STEP of a model"]).name
        thing = expedientes.Fileable("antecedent", None, "Maqueta", "Antecedente", Direction.IN, work.now, blob=blob)
        expedientes.file(work, case.id, thing)
    do_all_jobs(platform)
    at_desk(platform, browser, ministry)

    page = browser.get(f"/expedientes/{case.id}").text
    assert "3 anexos sin texto" in page
    for name in (f"{document.subject}: plano.dwg", f"{entry.subject}: El documento", "Maqueta"):
        assert f"<li>{name}</li>" in page
