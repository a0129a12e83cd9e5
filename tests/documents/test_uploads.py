import io
import json
from typing import Any
from uuid import uuid4

import httpx
import pikepdf
import pytest
from starlette.testclient import TestClient

from oficina.app import create_app
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.offices import DRAFT, Office, an_office, signed_by_all

DESCRIBED = {"kind": "oficio-ordinario", "fields": {"subject": "Oficio que llegó hecho"}}


def a_pdf(pages: int = 2) -> bytes:
    pdf, made = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        pdf.add_blank_page()
    pdf.save(made)
    return made.getvalue()


def upload(
    client: TestClient, office: Office, content: bytes, *, told: Any = DESCRIBED, key: Any = None
) -> httpx.Response:
    headers = office.headers | {"Idempotency-Key": str(key or uuid4())}
    parts = {"file": ("Oficio.pdf", content, "application/pdf")}
    data = {"document": json.dumps(told)}
    answer: httpx.Response = client.post("/v1/documents/uploads", headers=headers, files=parts, data=data)
    return answer


def attach(
    client: TestClient, office: Office, document: str, content: bytes, name: str = "plano.dwg"
) -> httpx.Response:
    headers = office.headers | {"Idempotency-Key": str(uuid4())}
    parts = {"file": (name, content, "image/vnd.dwg")}
    path = f"/v1/documents/{document}/attachments"
    answer: httpx.Response = client.post(path, headers=headers, files=parts, data={"reference": "Plano 3"})
    return answer


def test_a_pdf_that_came_from_elsewhere_begins_a_document(client: TestClient, ministry: Office) -> None:
    content = a_pdf()
    document = upload(client, ministry, content).json()
    shown = ministry.get(client, f"/documents/{document['id']}").json()

    assert (shown["source"], shown["subject"]) == ("uploaded", "Oficio que llegó hecho")
    assert [(each["cause"], each["pages"], each["size"]) for each in shown["versions"]] == [
        ("uploaded", 2, len(content))
    ]
    assert ministry.get(client, f"/documents/{document['id']}/versions/1/content").content == content


def test_an_upload_sent_twice_is_kept_once_whatever_its_boundary(client: TestClient, ministry: Office) -> None:
    content, key = a_pdf(), uuid4()
    first, again = (upload(client, ministry, content, key=key) for _ in range(2))
    other = upload(client, ministry, a_pdf(3), key=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert other.json()["code"] == "idempotency-key-reused"
    assert len(ministry.get(client, "/documents").json()["items"]) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"Hola, soy un texto.", "not-a-pdf"),
        (b"PK\x03\x04" + b"word/document.xml" * 9, "not-a-pdf"),
        (a_pdf()[:200], "pdf-damaged"),
    ],
)
def test_what_is_no_honest_pdf_is_refused_and_nothing_is_kept(
    client: TestClient, ministry: Office, content: bytes, code: str
) -> None:
    refused = upload(client, ministry, content)

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert ministry.get(client, "/documents").json()["items"] == []


@pytest.mark.parametrize("told", ["", {}, {"kind": "carta"}, {"kind": "carta", "fields": {"subject": "A", "x": 1}}])
def test_an_upload_that_does_not_say_what_it_is_is_refused(client: TestClient, ministry: Office, told: Any) -> None:
    assert upload(client, ministry, a_pdf(), told=told).json()["code"] == "malformed-request"


def test_an_upload_without_its_subject_is_refused(client: TestClient, ministry: Office) -> None:
    refused = upload(client, ministry, a_pdf(), told={"kind": "carta", "fields": {}}).json()

    assert (refused["code"], refused["field"]) == ("field-missing", "subject")


def test_a_form_without_a_file_is_refused(client: TestClient, ministry: Office) -> None:
    headers = ministry.headers | {"Idempotency-Key": str(uuid4())}
    sent: list[dict[str, Any]] = [{"data": {"document": "{}"}}, {"json": {}}, {"content": b""}]
    for each in sent:
        refused = client.post("/v1/documents/uploads", headers=headers, **each)
        assert (refused.status_code, refused.json()["code"]) == (422, "file-missing")


def test_files_that_are_too_large_are_refused(settings: Settings) -> None:
    platform = open_platform(settings.model_copy(update={"document_megabytes": 1, "attachment_megabytes": 1}))
    office = an_office(platform, "Ministerio de Obras")
    with TestClient(create_app(platform), raise_server_exceptions=False) as client:
        document = office.post(client, "/documents", DRAFT).json()["id"]
        for megabytes in (2, 6):
            content = bytes(megabytes * 1024 * 1024)
            for refused in (upload(client, office, content), attach(client, office, document, content)):
                assert (refused.status_code, refused.json()["code"]) == (422, "file-too-large")
    platform.database.engine.dispose()


def test_an_uploaded_document_is_not_written_here(client: TestClient, ministry: Office) -> None:
    document = upload(client, ministry, a_pdf()).json()["id"]
    change = {"basis": 1, "fields": DRAFT["fields"]}

    refused = ministry.post(client, f"/documents/{document}/versions", change)
    assert refused.json()["code"] == "document-not-drafted-here"


def test_a_file_of_any_kind_goes_with_a_draft(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    attached = attach(client, ministry, document, b"\x00planos").json()
    kept = ministry.get(client, f"/documents/{document}/attachments/{attached['id']}/content")

    assert (attached["name"], attached["media_type"], attached["reference"]) == (
        "plano.dwg",
        "image/vnd.dwg",
        "Plano 3",
    )
    assert kept.content == b"\x00planos"
    assert kept.headers["content-disposition"] == "attachment; filename*=UTF-8''plano.dwg"
    assert [each["id"] for each in ministry.get(client, f"/documents/{document}/attachments").json()] == [
        attached["id"]
    ]


def test_an_attachment_leaves_a_draft_and_never_what_is_signed(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    first, second = (attach(client, ministry, document, each).json()["id"] for each in (b"1", b"2"))
    url = f"/documents/{document}/attachments"

    assert ministry.post(client, f"{url}/{first}/removal").status_code == 201
    assert [each["id"] for each in ministry.get(client, url).json()] == [second]
    assert ministry.post(client, f"{url}/{first}/removal").json()["code"] == "attachment-not-found"
    signed_by_all(ministry, document)
    assert ministry.post(client, f"{url}/{second}/removal").json()["code"] == "document-not-a-draft"
    assert attach(client, ministry, document, b"3").json()["code"] == "document-not-a-draft"


def test_a_file_is_kept_by_a_row(platform: Platform, client: TestClient, ministry: Office) -> None:
    document = upload(client, ministry, a_pdf()).json()["id"]
    blob = ministry.get(client, f"/documents/{document}").json()["versions"][0]["sha256"]

    assert b"".join(platform.blobs.get(blob)).startswith(b"%PDF-")
