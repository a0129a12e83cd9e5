"""The validation report as a sealed PDF: what it says, who may have it, and that it is itself sealed and whole."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fastapi.testclient import TestClient

import audit.service as audit
import documents.service as documents
from documents.models import Document
from documents.rendering import render_report
from documents.service import Access
from kernel.operations import operate
from oficina.platform import Platform
from signature import credentials, paper
from signature.panel import Examiner
from signature.report import unreadable
from signature.sealing import SealFolio
from tests.offices import Office, alone
from tests.signature.people import House, a_house, a_pdf, content, standing
from tests.signature.test_seal import a_numbered_one

pytestmark = pytest.mark.once

WHERE = "/v1/verification"
AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def words_of(pdf: bytes) -> str:
    """As one line: what is broken over two stays one sentence."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def inside(pdf: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pypdf.PdfReader(BytesIO(pdf)).attachments["informe.json"][0])
    return found


def examined(platform: Platform, pdf: bytes, folder: Path) -> dict[str, Any]:
    file = folder / "informe.pdf"
    file.write_bytes(pdf)
    return Examiner(platform.workshop, platform.demonstration, folder).of_file(file, platform.database.clock())


def a_sealed_one(platform: Platform, house: House) -> tuple[Document, bytes]:
    document = a_numbered_one(platform, house)
    operate(house.ana.desk, SealFolio(platform.workshop, document.id), alone)
    return standing(house.ana, document), content(platform, house.ana, document)


def test_it_says_what_was_found_and_is_sealed_with_a_timestamp(
    client: TestClient, platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    house = a_house(platform, ministry)
    document, sealed = a_sealed_one(platform, house)

    told = house.ana.get(client, f"/documents/{document.id}/signatures/report.pdf")

    assert (told.status_code, told.headers["content-type"]) == (200, "application/pdf"), told.text
    named, words = sha256(sealed).hexdigest(), words_of(told.content)
    assert told.headers["content-disposition"] == f'attachment; filename="informe-{named[:12]}.pdf"'
    for part in (
        "VÁLIDO Todas",
        named,
        "ORD. N° 1/",
        "1. Firma: Carla Díaz",
        "11.XXX.XXX-X",
        "B-T: con sello",
        "Raíz de",
    ):
        assert part in words
    assert (inside(told.content)["sha256"], inside(told.content)["indication"]) == (named, "TOTAL-PASSED")
    found = examined(platform, told.content, tmp_path)
    assert (found["verdict"], found["reasons"]) == ("valid", [])
    assert [(each["kind"], each["reached"]) for each in found["signatures"]] == [("seal", "B-T")]
    with ministry.desk.reading() as work:
        (noted,) = audit.trail(work, document.id, "signature.report-sealed")
        assert noted.facts["examined"] == named
        assert noted.facts["report"] == sha256(told.content).hexdigest()


def test_anybody_gets_it_by_the_code_or_by_the_file_unless_the_document_is_reserved(
    client: TestClient, platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    house = a_house(platform, ministry)
    document, sealed = a_sealed_one(platform, house)
    address = f"{WHERE}/{document.verification_code}/report.pdf"

    at = sealed.index(b"/MediaBox") + 12
    altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]

    told = client.get(address)
    shown = client.post(f"{WHERE}/report.pdf", files={"file": ("oficio.pdf", altered)})
    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, Access(level=1, sensitive=True, cause="Ley 20.285, art. 21 N° 2"))
    refused = client.get(address)

    assert told.status_code == 200, told.text
    assert inside(told.content)["sha256"] == sha256(sealed).hexdigest()
    assert "NO VÁLIDO" in words_of(shown.content)
    assert inside(shown.content)["sha256"] == sha256(altered).hexdigest()
    assert examined(platform, shown.content, tmp_path)["verdict"] == "valid"
    assert (refused.status_code, refused.json()["code"]) == (403, "verification-reserved")
    assert client.get(f"{WHERE}/0000-0000-0000-0000-0/report.pdf").status_code == 404


def test_without_a_seal_there_is_no_report_and_it_says_who_has_to_act(client: TestClient, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        credentials.retire_seal(work, ministry.office_id)

    told = client.post(f"{WHERE}/report.pdf", files={"file": ("oficio.pdf", a_pdf())})

    assert (told.status_code, told.json()["code"]) == (503, "report-without-seal")
    assert "su administrador debe cargar el certificado de sello" in told.json()["detail"]


def test_where_nobody_is_yet_nobody_vouches(client: TestClient) -> None:
    told = client.post(f"{WHERE}/report.pdf", files={"file": ("oficio.pdf", a_pdf())})

    assert (told.status_code, told.json()["code"]) == (503, "report-without-seal")


@pytest.mark.database_free
def test_whatever_a_certificate_says_is_set_in_type() -> None:
    link = {"subject": "X" * 9000, "issuer": "#eval(1) $x$ *a*", "begins": AT.isoformat(), "ends": AT.isoformat()}
    one: dict[str, Any] = {
        "kind": "signature",
        "level": "unknown",
        "who": "名前 \u202e\x00😀 Ñuñoa",
        "run": None,
        "reason": "`#raw`",
        "says": "= No",
        "when": AT.isoformat(),
        "reached": "PKCS#7",
        "poe": {"at": AT.isoformat(), "by": "now"},
        "trusted": False,
        "certificate_begins": AT.isoformat(),
        "certificate_ends": AT.isoformat(),
        "intact": False,
        "chain": [link],
        "changes": ["se agregó una firma"],
        "reasons": ["<nada>"],
        "indication": "TOTAL-FAILED",
        "sub_indication": "HASH_FAILURE",
    }
    told = unreadable("No se puede leer.") | {"signatures": [one] * (paper.MOST + 1)}

    pdf = render_report(paper.papered(told, "😀.pdf", "0" * 64, ("Casa",), AT), {"report": "{}", "etsi": "<r/>"})

    words = words_of(pdf)
    assert "1. Firma: ?? ??? Ñuñoa" in words
    assert "#eval(1) $x$ *a*" in words
    assert f"más de {paper.MOST} firmas" in words
    assert "TOTAL-FAILED, HASH_FAILURE" in words
