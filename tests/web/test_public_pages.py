from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import documents.service as documents
from oficina.platform import Platform
from tests.offices import Office, a_sealed_document, eventually


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
