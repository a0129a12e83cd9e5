"""What the pages say of who tells the time, and of how long proofs last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import documents.service as documents
import search.service as search
from kernel.actor import PLATFORM
from kernel.operations import operate
from oficina.app import create_app
from oficina.platform import Platform
from signature import keeping
from signature.authorities import TimeAuthority, Watch, warning
from signature.kept import Lasting
from signature.proving import Make
from signature.timestamps import DemonstrationTsa, NoTsa, SeveralTsas
from tests.offices import Office, a_sealed_document, alone
from tests.web.test_cases_page import at_desk


@pytest.fixture
def browser(platform: Platform) -> TestClient:
    return TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)


def test_the_administration_tells_who_tells_the_time_and_how_proofs_stand(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    page = browser.get("/administracion/sellado-de-tiempo").text
    assert "Todavía no se le ha preguntado" in page
    desk = platform.database.desk(PLATFORM)
    operate(desk, Watch(platform.archive, "demo:"), alone)
    assert "Todavía no se le ha preguntado" in browser.get("/administracion/sellado-de-tiempo").text
    platform.demonstration.pki(platform.database.clock())
    operate(desk, Watch(platform.archive, "demo:"), alone)
    with desk.writing() as work:
        row = work.session.get_one(TimeAuthority, "demo:")
        row.ends_at = work.now + timedelta(days=20)
    page = browser.get("/administracion/sellado-de-tiempo").text
    assert "Vence en menos de 30 días" in page
    assert "De demostración, dentro de esta oficina" in page


def test_an_authority_that_does_not_answer_is_remembered_as_such(platform: Platform) -> None:
    desk = platform.database.desk(PLATFORM)
    both = SeveralTsas((NoTsa(), DemonstrationTsa(platform.demonstration)))
    operate(desk, Watch(replace(platform.archive, timestamper=both), "https://tsa.example, demo:"), alone)
    with desk.reading() as work:
        row = work.session.get_one(TimeAuthority, "https://tsa.example")
        assert (row.trouble, row.answered_at) == ("timestamp-unavailable", None)


def test_days_before_an_end_it_is_told() -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    days = [None, -1, 5, 20, 60, 200]
    ends = [None if each is None else now + timedelta(days=each) for each in days]
    assert [warning(each, now) for each in ends] == [None, 0, 7, 30, 90, None]


def test_a_document_tells_its_level_and_what_is_next_and_gives_its_evidence_record(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    document = a_sealed_document(platform, ministry)
    page = browser.get(f"/documentos/{document.id}").text
    assert "B-T: firma con sello de tiempo" in page
    assert "agregar los datos de validación" in page
    subject = proved(platform, ministry, document.id)
    with ministry.desk.writing() as work:
        row = work.find(Lasting, lock=True, subject_id=subject, origin="")
        assert row is not None
        row.trouble, row.level, row.ends_at = "signature-issuer-unknown", "B-LTA", work.now
    page = browser.get(f"/documentos/{document.id}").text
    assert "No se conoce la raíz de un certificado" in page
    assert "entra en el próximo registro" in page
    operate(ministry.desk, Make(platform.archive), alone)
    page = browser.get(f"/documentos/{document.id}").text
    address = page.split('href="/evidencias/')[1].split('"')[0]
    assert browser.get(f"/evidencias/{address}").content.startswith(b"\x30\x82")


def proved(platform: Platform, office: Office, subject: UUID) -> UUID:
    platform.demonstration.pki(platform.database.clock())
    blob = platform.blobs.put([b"otro"]).name
    with office.desk.writing() as work:
        documents.hold(work, blob, subject)
        keeping.prove(work, subject, blob, work.now)
        assert search.may_read(work, subject)
    return subject
