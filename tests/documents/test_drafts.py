from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from oficina.platform import Platform
from tests.offices import DRAFT, Office, a_colleague, a_document, signed_by_all

RESOLUTION = {
    "kind": "resolucion-exenta",
    "fields": {
        "place": "Santiago",
        "subject": "Aprueba bases de licitación",
        "vistos": [{"text": "La ley N° 19.880."}],
        "considerando": [{"text": "Que es necesario licitar."}],
        "resuelvo": [{"text": "Apruébanse las bases."}],
    },
}


def fields(**changed: Any) -> dict[str, Any]:
    told = {**DRAFT["fields"], **changed}
    return {**DRAFT, "fields": {name: value for name, value in told.items() if value is not None}}


def test_a_document_begins_as_a_draft_with_all_that_identifies_it(client: TestClient, ministry: Office) -> None:
    drafted = ministry.post(client, "/documents", DRAFT).json()
    shown = ministry.get(client, f"/documents/{drafted['id']}").json()

    assert shown["states"]["label"] == "Borrador"
    assert (shown["folio"], shown["version"], shown["source"]) == (None, 1, "drafted")
    assert shown["unique_code"].startswith("DOCU-")
    assert len(shown["verification_code"]) == 21
    assert [(version["number"], version["cause"]) for version in shown["versions"]] == [(1, "drafted")]
    assert shown["fields"]["paragraphs"][0]["text"] == "Solicito a usted los antecedentes."


def test_the_content_of_a_version_is_the_pdf_and_is_never_run(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    answer = ministry.get(client, f"/documents/{document}/versions/1/content")

    assert answer.content.startswith(b"%PDF-")
    assert answer.content.endswith(b"%%EOF\n")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_resolution_has_its_three_parts(client: TestClient, ministry: Office) -> None:
    assert ministry.post(client, "/documents", RESOLUTION).status_code == 201


@pytest.mark.parametrize(
    ("form", "code", "field"),
    [
        (fields(subject=None), "field-missing", "subject"),
        (fields(vistos=[{"text": "La ley."}]), "field-not-of-this-kind", "vistos"),
        (fields(attributed_date="2990-01-01"), "date-in-the-future", "attributed_date"),
        (fields(antecedents=[{"text": "Oficio 1", "document_id": str(uuid4())}]), "document-not-found", "antecedents"),
        (
            fields(paragraphs=[{"type": "table", "caption": "Costos", "header": ["a", "b"], "rows": [["1"]]}]),
            "field-wrong",
            "paragraphs.0.rows.0",
        ),
        (
            fields(distribution=[{"addressee": "Señor Alcalde", "unit_id": str(uuid4())}]),
            "field-wrong",
            "distribution.0.institution_id",
        ),
        (DRAFT | {"access": {"level": 4}}, "access-cause-missing", "access_cause"),
        (DRAFT | {"kind": "oficio-reservado", "access": {"level": 1}}, "access-level-not-of-this-kind", "access_level"),
        (
            DRAFT | {"access": {"level": 2, "cause": "Ley 20.285", "until": "2001-01-01"}},
            "field-wrong",
            "access_until",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_that_names_the_field(
    client: TestClient, ministry: Office, form: dict[str, Any], code: str, field: str
) -> None:
    refused = ministry.post(client, "/documents", form)

    assert refused.status_code in {404, 422}
    assert (refused.json()["code"], refused.json()["field"]) == (code, field)
    assert ministry.get(client, "/documents").json()["items"] == []


def test_a_recipient_that_nobody_knows_is_refused(client: TestClient, ministry: Office) -> None:
    lines = [{"addressee": "Señor Alcalde", "institution_id": str(uuid4())}]

    assert ministry.post(client, "/documents", fields(distribution=lines)).json()["code"] == "unknown-institution"


def test_every_version_of_a_draft_is_kept(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    change = {"basis": 1, "fields": fields(subject="Pide antecedentes con urgencia")["fields"]}

    assert ministry.post(client, f"/documents/{document}/versions", change).json()["version"] == 2
    shown = ministry.get(client, f"/documents/{document}").json()

    assert shown["subject"] == "Pide antecedentes con urgencia"
    assert [(each["cause"], each["basis"]) for each in shown["versions"]] == [("drafted", None), ("redrafted", 1)]
    first, second = (
        ministry.get(client, f"/documents/{document}/versions/{number}/content").content for number in (1, 2)
    )
    assert first != second


def test_who_writes_on_an_old_version_is_told_that_it_changed(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    change = {"basis": 1, "fields": DRAFT["fields"]}
    ministry.post(client, f"/documents/{document}/versions", change)
    refused = ministry.post(client, f"/documents/{document}/versions", change)

    assert (refused.status_code, refused.json()["code"]) == (409, "document-changed-meanwhile")


def test_what_is_signed_is_written_no_more(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    signed_by_all(ministry, document)
    change = {"basis": 1, "fields": DRAFT["fields"]}

    for path, form in (("versions", change), ("review", None)):
        assert ministry.post(client, f"/documents/{document}/{path}", form).json()["code"] == "document-not-a-draft"


def test_a_preview_shows_what_is_not_finished_and_keeps_nothing(client: TestClient, ministry: Office) -> None:
    answer = ministry.post(client, "/documents/preview", {"kind": "oficio-ordinario", "fields": {"subject": "Algo"}})

    assert answer.content.startswith(b"%PDF-")
    assert ministry.get(client, "/documents").json()["items"] == []


def test_documents_are_listed_newest_first_a_page_at_a_time(client: TestClient, ministry: Office) -> None:
    made = [ministry.post(client, "/documents", DRAFT).json()["id"] for _ in range(3)]
    first = ministry.get(client, "/documents?limit=2").json()
    rest = ministry.get(client, f"/documents?limit=2&after={first['next']}").json()

    assert {each["id"] for each in first["items"] + rest["items"]} == set(made)
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert ministry.get(client, "/documents?kind=carta").json()["items"] == []
    assert len(ministry.get(client, "/documents?mine=true").json()["items"]) == 3


def test_what_is_reserved_is_found_by_who_wrote_it_and_not_by_the_rest_of_the_unit(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    colleague = a_colleague(platform, ministry, "Pedro Soto", "redactor")
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    url = f"/documents/{document}"
    before = colleague.get(client, url).status_code
    changed = ministry.post(client, f"{url}/access", {"level": 4, "cause": "Ley 20.285, artículo 21 N° 1"})

    assert (before, changed.status_code, changed.json()["access_level"]) == (200, 201, 4)
    assert ministry.get(client, url).status_code == 200


def test_the_official_record_has_the_seven_data(client: TestClient, ministry: Office, municipality: Office) -> None:
    lines = [{"addressee": "Señor Alcalde de Ancud", "institution_id": str(municipality.id)}]
    document = ministry.post(client, "/documents", fields(distribution=lines)).json()["id"]
    record = ministry.get(client, f"/documents/{document}/record").json()

    assert record["sender"]["name"] == "Ministerio de Obras"
    assert record["sender_authority"] == [{"post": "Ministro de Obras"}]
    assert [each["name"] for each in record["recipients"]] == ["Municipalidad de Ancud"]
    assert {"post": "Alcalde de Ancud"} in record["addressees"]
    assert record["reference"] == "Solicita antecedentes"
    assert len(record["content"]["sha256"]) == 64
    assert record["kind"]["documentary_type"] == 30
    assert record["unique_id"].startswith("DOCU-")
    assert record["classification"]["access_level"] == 1


def test_a_document_of_another_institution_does_not_exist(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    document = a_document(platform, ministry).id

    for path in ("", "/versions/1/content", "/metadata", "/record", "/attachments"):
        assert municipality.get(client, f"/documents/{document}{path}").status_code == 404
    assert isinstance(document, UUID)
