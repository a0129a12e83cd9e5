"""What the pages say of who tells the time, and of how long proofs last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fastapi.testclient import TestClient

import documents.service as documents
import search.service as search
from kernel.actor import PLATFORM
from kernel.operations import operate
from oficina.platform import Platform
from signature import keeping
from signature.authorities import TimeAuthority, Watch, warning
from signature.kept import Lasting
from signature.proving import Make
from signature.timestamps import DemonstrationTsa, NoTsa, SeveralTsas
from tests.correspondence.desks import arrived
from tests.offices import Office, a_sealed_document, alone
from tests.signature.test_sealed_report import inside
from tests.web.desks import at_desk


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


def test_the_page_of_what_came_gives_the_copy_that_was_extended_here_and_a_sealed_report(
    platform: Platform, browser: TestClient, client: TestClient, ministry: Office, municipality: Office
) -> None:
    """Until it is extended there is none; who may not read the entry gets neither."""
    reception = arrived(platform, ministry, municipality)
    assert reception.blob
    own, api = f"/recepciones/{reception.id}", f"/receptions/{reception.id}"
    copy, longer = (
        f"{api}/preserved/{reception.blob}",
        platform.blobs.put([b"".join(platform.blobs.get(reception.blob)), b" "]),
    )
    early = municipality.get(client, copy)
    with municipality.desk.writing() as work:
        keeping.set_going(work)
        row = work.find(Lasting, lock=True, subject_id=reception.id, origin=reception.blob)
        assert row is not None
        row.blob, row.level = longer.name, "B-LTA"

    at_desk(platform, browser, municipality)
    page = browser.get(own).text
    link = page.split("Descargar la copia con sus pruebas")[0].rpartition('href="')[2].split('"')[0]
    taken, sealed = browser.get(link), browser.get(f"{own}/informe.pdf")

    assert (early.status_code, early.json()["code"]) == (404, "copy-not-extended-yet")
    assert taken.headers["content-disposition"].endswith("-b-lta.pdf")
    assert taken.content == municipality.get(client, copy).content == b"".join(platform.blobs.get(longer.name))
    assert inside(sealed.content)["sha256"] == reception.blob
    assert inside(municipality.get(client, f"{api}/signatures/report.pdf").content)["sha256"] == reception.blob
    assert ministry.get(client, copy).status_code == 404
    assert "informe.pdf" in browser.get(f"{own}?informe=si").text


def test_the_panel_of_a_document_gives_its_sealed_report(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    document = a_sealed_document(platform, ministry)
    page = browser.get(f"/documentos/{document.id}?informe=si").text
    assert f'href="/documentos/{document.id}/informe.pdf"' in page
    assert inside(browser.get(f"/documentos/{document.id}/informe.pdf").content)["sha256"] in page
