"""A memorándum is signed with a simple signature (FES): from its draft to its seal, over HTTP, with a second factor."""

from base64 import b32decode
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

import documents.service as documents
import institutions.service as institutions
from documents.drafting import Beginning
from documents.kinds import kind
from documents.models import Document, Source
from documents.operations import DraftDocument
from institutions.identity import STEP, totp
from kernel.actor import system
from kernel.operations import operate
from oficina.platform import Platform
from tests.documents.test_rendering import fields_for
from tests.offices import Office, alone, eventually
from tests.signature.people import a_house, asked, attested_by, content, seen, sign, signed_by, standing
from tests.signature.test_report import report


def a_memorandum(platform: Platform, office: Office) -> Document:
    beginning = Beginning(kind("memorandum"), fields_for("memorandum"), Source.DRAFTED)
    return operate(office.desk, DraftDocument(platform.blobs, beginning), alone)


def with_a_second_factor(platform: Platform, who: Office, title: str) -> tuple[Office, bytes]:
    """In a post that requires it, and the secret of their authenticator."""
    with platform.database.writing(system(who.id)) as work:
        post = institutions.add_post(work, who.unit_id, title, second_factor=institutions.FactorPolicy.ANY)
        work.session.flush()
        institutions.assign(work, who.person_id, post.id)
        secret = institutions.enrol_totp(work, platform.secrets, who.person_id)
    return replace(who, post_id=post.id), b32decode(secret)


def code_of(platform: Platform, secret: bytes) -> str:
    return totp(secret, int(platform.database.clock().timestamp()) // STEP)


def test_a_memorandum_is_signed_with_a_code_numbered_and_sealed_and_says_that_it_is_simple(
    client: TestClient, platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    house = a_house(platform, ministry)
    berta, secret = with_a_second_factor(platform, house.berta, "Jefa de Finanzas")
    document = a_memorandum(platform, house.ana)
    (firm,) = asked(house, document, signed_by(berta))
    url, form = f"/signature-requests/{firm}/signature", {"sha256": seen(berta, firm)}

    without = berta.post(client, url, form)
    wrong = berta.post(client, url, form | {"code": "ninguno"})
    signed = berta.post(client, url, form | {"code": code_of(platform, secret)})
    assert (without.status_code, without.json()["code"]) == (403, "signature-second-factor-needed")
    assert wrong.status_code == 403, wrong.text
    assert (signed.status_code, signed.json()["state"]) == (201, "done"), signed.text
    with house.ana.desk.writing() as work:
        documents.number(work, document.id)
    eventually(lambda: standing(ministry, document).sealed is not None)

    told = report(platform, content(platform, ministry, document), tmp_path)
    firm_told, seal_told = told["signatures"]
    assert (told["verdict"], told["reasons"]) == ("valid", [])
    assert (firm_told["field"], firm_told["level"], firm_told["run"]) == ("FES-1", "simple", "22.XXX.XXX-X")
    assert "firma electrónica simple, B-T" in firm_told["says"]
    assert (firm_told["who"], seal_told["kind"]) == ("Berta Soto (DEMOSTRACIÓN)", "seal")


def test_who_signed_is_known_of_the_document_with_their_post_and_run(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_memorandum(platform, house.ana)
    for request, who in zip(
        asked(house, document, signed_by(house.carla), attested_by(house.diego)),
        (house.carla, house.diego),
        strict=True,
    ):
        sign(platform, who, request, pin=None)

    told = ministry.get(client, f"/documents/{document.id}/metadata").json()["elements"]
    values = {each["code"]: [value["value"] for value in each["values"]] for each in told}
    assert values["MGDDE84_1"] == ["Carla Díaz, Ministra", "Diego Paz, Secretario General"]
    assert values["MGDDE84_2"] == ["11111111-1", "33333333-3"]
