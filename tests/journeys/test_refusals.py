"""Whatever is refused is refused in one form, in Spanish, and says what to do."""

from uuid import uuid4

import httpx
import pytest
from starlette.testclient import TestClient

from tests.offices import Office

PROBLEM = "application/problem+json"


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    told = answer.json()
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:oficina:problem:{code}")
    assert told["title"]
    assert told["detail"].endswith(".")


def test_whoever_shows_no_key_is_told_how_to_show_one(client: TestClient) -> None:
    answer = client.get("/v1/log")

    assert_problem(answer, 401, "unknown-key")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_framework_refuses_in_the_same_form(client: TestClient) -> None:
    assert_problem(client.get("/v1/nothing-here"), 404, "no-such-address")
    refused = client.delete("/v1/documents")
    assert_problem(refused, 405, "method-not-allowed")
    assert "POST" in refused.headers["allow"]


def test_each_wrong_field_is_named_and_explained(client: TestClient, ministry: Office) -> None:
    answer = client.get("/v1/log", params={"after": "x", "limit": 900}, headers=ministry.headers)

    assert_problem(answer, 422, "malformed-request")
    assert answer.json()["errors"] == [
        {"field": "query.after", "detail": "Debe ser un número entero."},
        {"field": "query.limit", "detail": "Debe ser 200 o menos."},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b'"a text"',
        b"[]",
        b"\xff\xfe{}",
        b'{"document_id": "\xff"}',
        b"[" * 100_000,
        b'{"document_id": "\\u0000"}',
        b'{"document_id": "\\ud800"}',
        b'{"document_id": ' + b"9" * 5_000 + b"}",
        b'{"document_id": 99999999999999999999999}',
        b'{"document_id": NaN}',
        b'{"document_id": 1e999}',
    ],
)
def test_no_body_makes_the_program_fail(client: TestClient, ministry: Office, body: bytes) -> None:
    headers = ministry.headers | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}

    for path in ("/v1/communications", "/v1/documents", "/v1/expedientes"):
        answer = client.post(path, content=body, headers=headers)

        assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM), answer.text


def test_text_that_no_database_keeps_is_refused_wherever_it_comes(client: TestClient, ministry: Office) -> None:
    assert_problem(client.get("/v1/log/a%00b/checkpoint"), 422, "text-not-keepable")
    answer = client.get("/v1/search", params={"q": "a\x00b"}, headers=ministry.headers)
    assert_problem(answer, 422, "text-not-keepable")
    assert answer.json()["fields"] == "query.q"
    form = {"subject": "Solicita\x00antecedentes", "text": "Solicito."}
    assert_problem(ministry.post(client, "/documents", form), 422, "text-not-keepable")


def test_forms_with_files_are_read_once_and_hold_only_text(client: TestClient, ministry: Office) -> None:
    headers = ministry.headers | {"Idempotency-Key": str(uuid4())}
    files = {"file": ("oficio.pdf", b"%PDF-1.7", "application/pdf")}

    for said in ("a\x00b", '{"kind": "a\\u0000b"}'):
        answer = client.post("/v1/documents/uploads", headers=headers, files=files, data={"document": said})
        assert_problem(answer, 422, "text-not-keepable")
    answer = client.post("/v1/documents/uploads", headers=headers, files=files, data={"document": "{}"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
