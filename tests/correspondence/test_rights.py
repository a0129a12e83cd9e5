import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import correspondence.service as correspondence
import institutions.service as institutions
from audit.models import AuditEntry
from correspondence.errors import ContentReserved
from correspondence.lines import Target
from documents.storage import Blob
from institutions.errors import RecipientLeft
from oficina.platform import Platform
from tests.correspondence.desks import reception_of, receptions, sent, to
from tests.correspondence.houses import House, a_house
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_colleague, a_sealed_document, an_office, do_all_jobs

RESERVED = {"access_level": 4, "access_cause": "Ley 20.285, art. 21"}


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def openings(office: Office) -> list[AuditEntry]:
    with office.desk.reading() as work:
        mine = (AuditEntry.institution_id == work.institution_id, AuditEntry.action == "reception.opened")
        return list(work.session.scalars(select(AuditEntry).where(*mine)))


def test_each_opening_of_what_is_restricted_is_in_the_log_and_others_do_not_open_it(
    client: TestClient, platform: Platform, house: House
) -> None:
    clerk = a_colleague(platform, house.office, "Rosa Vera", "partes-entrada")
    scan = platform.blobs.put([b"%PDF-1.7 sumario"])
    with house.office.desk.writing() as work:
        letter = a_letter(work.now, destination_unit_id=house.legal.unit_id, **RESERVED)
        entry = correspondence.register_entry(work, letter, scan)
    path = f"/receptions/{entry.id}/content"

    refused = clerk.get(client, path)
    assert (refused.status_code, refused.json()["code"]) == (403, "content-reserved")
    assert house.archive.get(client, path).status_code == 404
    for _ in range(2):
        assert house.legal.get(client, path).content == b"%PDF-1.7 sumario"
    assert [each.subject_id for each in openings(house.office)] == [entry.id, entry.id]
    shown = clerk.get(client, f"/receptions/{entry.id}").json()
    assert shown["reception"]["subject"] == "[Reservado]"
    assert shown["antecedent"] == "[Reservado]"


def test_an_open_entry_leaves_no_such_mark(client: TestClient, platform: Platform, ministry: Office) -> None:
    scan: Blob = platform.blobs.put([b"%PDF-1.7 oficio"])
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now), scan)

    assert ministry.get(client, f"/receptions/{entry.id}/content").status_code == 200
    assert openings(ministry) == []


def test_who_it_was_restricted_from_loses_it_at_once(platform: Platform, house: House) -> None:
    clerk = a_colleague(platform, house.office, "Rosa Vera", "partes-entrada")
    with house.office.desk.writing() as work:
        letter = a_letter(work.now, destination_unit_id=house.legal.unit_id)
        entry = correspondence.register_entry(work, letter)
        correspondence.refer(work, entry.id, [Target(unit_id=house.archive.unit_id)])
    with clerk.desk.reading() as work:
        assert correspondence.receipt(work, entry.id).subject == "Solicita informe"

    with house.office.desk.writing() as work:
        correspondence.rectify(work, entry.id, changes=RESERVED, reason="Contiene un sumario")

    with pytest.raises(ContentReserved), clerk.desk.reading() as work:
        correspondence.readable_reception(work, entry.id)
    with clerk.desk.reading() as work:
        receipt = correspondence.receipt(work, entry.id)
    assert (receipt.subject, receipt.sender, receipt.entry) == ("[Reservado]", "[Reservado]", entry.entry)
    assert reception_of(house.archive, entry.id).subject == "Solicita informe", "whoever attends to it keeps it"


def test_a_recipient_that_left_is_named(platform: Platform, ministry: Office, municipality: Office) -> None:
    document = a_sealed_document(platform, ministry)
    with municipality.desk.writing() as work:
        institutions.leave(work)

    with pytest.raises(RecipientLeft, match="Municipalidad de Ancud"), ministry.desk.writing() as work:
        correspondence.send(work, document_id=document.id, distribution=[to(municipality)])


def test_an_institution_may_number_when_it_acknowledges(platform: Platform, ministry: Office) -> None:
    office = an_office(platform, "Servicio de Salud")
    with office.desk.writing() as work:
        institutions.institution(work).numbers_entries = "on-acknowledgement"
    sent(platform, ministry, to(office))
    sent(platform, ministry, to(office))
    first, second = receptions(office)
    assert first.entry is None

    with office.desk.writing() as work:
        correspondence.acknowledge(work, second.id)
    do_all_jobs(platform)

    assert reception_of(office, second.id).entry_number == 1
    with office.desk.reading() as work:
        assert correspondence.counts(work)["to-register"] == 1
