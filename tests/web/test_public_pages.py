from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import documents.service as documents
from oficina.platform import Platform
from signature import credentials
from tests.offices import Office, a_sealed_document, eventually
from tests.signature.people import a_pdf
from tests.signature.test_sealed_report import inside

pytestmark = pytest.mark.once
"""What the public sees is read by what other tests ask of both databases."""


def code_of(office: Office, document_id: UUID) -> str:
    """The code of a document, once its seal is made: the office's own workers may be making it."""

    def look() -> documents.Document:
        with office.desk.reading() as work:
            return documents.get(work, document_id)

    eventually(lambda: look().sealed is not None)
    return look().verification_code


def test_the_first_page_says_what_this_is_and_where_to_begin(client: TestClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "Oficina de Partes Virtual" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert client.get("/estatico/oficina.css").status_code == 200


def test_the_address_of_the_qr_code_says_whose_the_document_is(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    document = a_sealed_document(platform, ministry)
    code = code_of(ministry, document.id)

    typed = client.get("/verificar", params={"codigo": code.lower()}, follow_redirects=True)
    assert typed.status_code == 200
    for told in ("El documento es auténtico", "Ministerio de Obras", document.subject):
        assert told in typed.text
    report = client.get(f"/verificar/{code}/informe.pdf")
    assert inside(report.content)["sha256"] in typed.text


@pytest.mark.parametrize(("code", "status"), [("0000-0000-0000-0000-0", 404), ("<script>", 422), ("a/b", 404)])
def test_a_code_that_is_nobodys_is_answered_in_words(client: TestClient, code: str, status: int) -> None:
    page = client.get(f"/verificar/{code}")

    assert page.status_code == status
    assert "<script>" not in page.text


def test_of_a_reserved_document_only_that_it_is_authentic(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    document = a_sealed_document(platform, ministry)
    code = code_of(ministry, document.id)
    access = documents.Access(4, "Ley 20.285, artículo 21 N° 1")
    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, access)

    page = client.get(f"/verificar/{code}")
    assert "reservado" in page.text
    assert document.subject not in page.text


def test_anybody_shows_a_file_and_reads_what_its_signatures_prove(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    document = a_sealed_document(platform, ministry)
    code_of(ministry, document.id)
    with ministry.desk.reading() as work:
        blob = documents.sealed_version(work, document.id).blob
    pdf = b"".join(platform.blobs.get(blob))

    page = client.post("/verificar", files={"archivo": ("oficio.pdf", pdf, "application/pdf")})

    assert page.status_code == 200
    assert "Sello de Oficina de Partes" in page.text
    altered = client.post("/verificar", files={"archivo": ("oficio.pdf", pdf.replace(b"obj", b"obk", 1))})
    assert "Las firmas son válidas" not in altered.text


def test_what_is_no_pdf_is_answered_in_words(client: TestClient) -> None:
    page = client.post("/verificar", files={"archivo": ("carta.pdf", b"hola")})

    assert page.status_code == 422
    assert "No se pudo verificar" in page.text
    assert client.post("/verificar", data={"archivo": ""}).status_code == 422


def test_a_file_that_is_shown_gets_a_sealed_report_or_the_reason_why_not(client: TestClient, ministry: Office) -> None:
    asked = {"files": {"archivo": ("hoja.pdf", a_pdf())}, "data": {"informe": "si"}}
    told = client.post("/verificar", **asked)
    with ministry.desk.writing() as work:
        credentials.retire_seal(work, ministry.office_id)
    refused = client.post("/verificar", **asked)

    assert inside(told.content)["sub_indication"] == "SIGNED_DATA_NOT_FOUND"
    assert refused.status_code == 503
    assert "no tiene todavía con qué sellar informes" in refused.text
    assert client.get("/verificar/0000-0000-0000-0000-0/informe.pdf").status_code == 404
