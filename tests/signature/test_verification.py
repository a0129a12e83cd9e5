"""What anybody is told of a document that bears a code, and whoever brings a key of their own."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient

import documents.service as documents
import institutions.service as institutions
from documents.service import Access
from kernel.operations import operate
from oficina.platform import Platform
from signature.certificates import Holder
from signature.sealing import SealFolio
from tests.offices import Office, alone
from tests.signature.people import PIN, House, a_house, a_pdf_document, asked, content, sign, signed_by, standing
from tests.signature.test_seal import a_numbered_one

pytestmark = pytest.mark.once


def a_sealed_one(platform: Platform, house: House) -> tuple[str, str]:
    """Its code, and its id."""
    document = a_numbered_one(platform, house)
    operate(house.ana.desk, SealFolio(platform.workshop, document.id), alone)
    return standing(house.ana, document).verification_code, str(document.id)


def test_whoever_has_the_code_learns_what_is_public_and_who_signed(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    code, _ = a_sealed_one(platform, a_house(platform, ministry))

    told = client.get(f"/v1/verification/{code.lower()}")

    assert told.status_code == 200, told.text
    facts = told.json()
    assert (facts["institution"], facts["reserved"]) == ("Ministerio de Obras", False)
    assert facts["folio"].startswith("ORD. N° 1/")
    assert [(each["name"], each["capacity"]["post"], each["level"]) for each in facts["signers"]] == [
        ("Carla Díaz", "Ministra", "FEA")
    ]


def test_of_a_reserved_document_only_that_it_is_authentic_and_whose(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_numbered_one(platform, house)
    operate(ministry.desk, SealFolio(platform.workshop, document.id), alone)
    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, Access(level=1, sensitive=True, cause="Ley 20.285, art. 21 N° 2"))

    facts = client.get(f"/v1/verification/{standing(ministry, document).verification_code}").json()

    assert {name for name, value in facts.items() if value not in (None, [])} == {
        "institution",
        "reserved",
        "demonstration",
    }


def test_a_code_that_nobody_printed_and_one_that_is_mistyped_are_told_apart(client: TestClient) -> None:
    unknown = client.get("/v1/verification/0000-0000-0000-0000-0")
    mistyped = client.get("/v1/verification/0000-0000-0000-0001-0")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "verification-code-unknown")
    assert (mistyped.status_code, mistyped.json()["code"]) == (422, "code-mistyped")


def test_nobody_tries_codes_one_after_the_other(client: TestClient) -> None:
    answers = [client.get("/v1/verification/0000-0000-0000-0000-0") for _ in range(61)]

    assert [each.status_code for each in answers] == [404] * 60 + [429]
    assert (answers[-1].json()["code"], answers[-1].headers["retry-after"]) == ("too-many-queries", "60")
    page = client.get("/verificar/0000-0000-0000-0000-0")
    assert page.status_code == 429
    assert "espere un minuto" in page.text


def test_a_document_that_has_no_seal_yet_is_not_verified(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    document = a_pdf_document(platform, ministry)

    told = client.get(f"/v1/verification/{standing(ministry, document).verification_code}")

    assert told.status_code == 404


def test_somebody_brings_their_own_key_and_signs_with_it(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    p12 = platform.demonstration.pki(datetime.now(UTC)).issue(
        Holder("Carla Díaz", "Ministerio de Obras", rut="11111111-1"), "otra-clave", datetime.now(UTC)
    )
    wrong = house.carla.post(client, "/me/credential", {"p12": b64encode(p12).decode(), "pin": PIN})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "signature-wrong-pin")
    no_key = house.carla.post(client, "/me/credential", {"p12": b64encode(b"hola").decode(), "pin": PIN})
    assert no_key.status_code in (403, 422)

    kept = house.carla.post(client, "/me/credential", {"p12": b64encode(p12).decode(), "pin": "otra-clave"})

    assert kept.status_code == 201, kept.text
    assert kept.json()["demonstration"]
    (firm,) = asked(house, a_pdf_document(platform, ministry), signed_by(house.carla))
    assert sign(platform, house.carla, firm, pin="otra-clave").state == "done"


def test_a_key_and_a_seal_for_demonstrations_are_made_on_request(client: TestClient, ministry: Office) -> None:
    key = ministry.post(client, "/me/demonstration-credential", {"pin": "1234"})
    seal = ministry.post(client, f"/offices/{ministry.office_id}/demonstration-seal")

    assert key.status_code == 201, key.text
    assert seal.status_code == 201, seal.text
    assert "DEMOSTRACIÓN" in key.json()["holder"]
    assert "1234" not in key.text


def test_an_institution_that_is_no_demonstration_is_made_neither_keys_nor_seals(
    client: TestClient, ministry: Office
) -> None:
    with ministry.desk.writing() as work:
        institutions.amend(work, demonstration=False)

    key = ministry.post(client, "/me/demonstration-credential", {"pin": "1234"})
    seal = ministry.post(client, f"/offices/{ministry.office_id}/demonstration-seal")

    for each in (key, seal):
        assert (each.status_code, each.json()["code"]) == (403, "institution-not-a-demonstration")
        assert "prestador acreditado" in each.json()["detail"]


def shown(client: TestClient, pdf: bytes) -> httpx.Response:
    answer: httpx.Response = client.post("/v1/verification", files={"file": ("a.pdf", pdf, "application/pdf")})
    return answer


def test_anybody_may_show_a_file_and_is_told_what_its_signatures_prove(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    (only,) = asked(house, document, signed_by(house.carla))
    sign(platform, house.carla, only)
    signed = content(platform, ministry, document)

    told = shown(client, signed).json()
    assert (told["verdict"], told["signatures"][0]["run"]) == ("valid", "11.XXX.XXX-X")
    assert shown(client, signed + b"% more\n").json()["indication"] == "TOTAL-FAILED"
    assert shown(client, signed.replace(b"612", b"613", 1)).json()["verdict"] == "invalid"
    sent = client.post("/v1/verification/report.xml", files={"file": ("a.pdf", signed, "application/pdf")})
    kept = client.get(f"/v1/documents/{document.id}/signatures/report.xml", headers=ministry.headers)
    assert b"mainindication:total-passed" in sent.content
    assert b"mainindication:total-passed" in kept.content


@pytest.mark.parametrize(("pdf", "code"), [(b"", "file-empty"), (b"MZ", "not-a-pdf")])
def test_a_file_that_is_no_pdf_is_refused_to_anybody(client: TestClient, pdf: bytes, code: str) -> None:
    answer = shown(client, pdf)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_of_a_pdf_that_cannot_be_read_it_is_told_that_nothing_can_be_said(client: TestClient) -> None:
    told = shown(client, b"%PDF-1.7 no").json()
    assert (told["indication"], told["sub_indication"]) == ("INDETERMINATE", "FORMAT_FAILURE")
    assert "vuelva a generarlo" in told["reasons"][0].lower()


def test_a_pdf_that_was_altered_after_its_signature_does_not_come_in(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    (only,) = asked(house, document, signed_by(house.carla))
    sign(platform, house.carla, only)
    altered = content(platform, ministry, document).replace(b"612", b"613", 1)

    headers = ministry.headers | {"Idempotency-Key": str(uuid4())}
    told = {"kind": "carta", "fields": {"subject": "Carta", "place": "Ancud", "to": [{"post": "Alcalde"}]}}
    answer = client.post(
        "/v1/documents/uploads",
        headers=headers,
        files={"file": ("a.pdf", altered, "application/pdf")},
        data={"document": json.dumps(told)},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "pdf-altered-after-signature")
