"""Who may know of a document: its level, until when, and whom somebody let read it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
from correspondence.errors import ReadersNotYours, ReceptionNotFound
from documents.checking import Access
from documents.errors import AccessNotYours, AlreadyDispatched, ReaderNotNamed, ReaderUnknown
from documents.jobs import LapseAccess
from institutions.doors import actor_behind
from kernel.actor import PLATFORM, system
from oficina.platform import Platform
from tests.correspondence.houses import House, a_house
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_document, do_all_jobs

CAUSE = "Ley 20.285, artículo 21 N° 2"


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def reads(office: Office, document_id: UUID) -> bool:
    with office.desk.reading() as work:
        return bool(documents.get_many(work, [document_id]))


def test_each_level_has_its_official_code_and_says_who_decided_and_until_when(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    levels = ministry.get(client, "/documents/access-levels").json()
    assert {each["code"]: each["name"] for each in levels} == {
        1: "Público",
        2: "Restringido",
        3: "Secreto",
        4: "Reservado",
    }
    document = a_document(platform, ministry)
    form = {"level": 2, "cause": CAUSE, "until": "2099-12-31", "sensitive": True, "warning": "Sumario en curso"}

    assert ministry.post(client, f"/documents/{document.id}/access", form).status_code == 201

    told = ministry.get(client, f"/documents/{document.id}/access").json()
    assert {name: told[name] for name in form} == form
    assert told["decided_by"] == "Ana Rojas"
    refused = ministry.post(client, f"/documents/{document.id}/access", {"level": 2})
    assert (refused.status_code, refused.json()["code"]) == (422, "access-cause-missing")


def test_only_the_units_that_took_part_see_a_public_document_until_somebody_else_is_added(
    client: TestClient, platform: Platform, house: House
) -> None:
    document = a_document(platform, house.office)
    path, archive = f"/documents/{document.id}", {"unit_id": str(house.archive.unit_id), "reason": "Debe informar"}
    assert house.archive.get(client, path).status_code == 404

    assert house.office.post(client, f"{path}/readers", archive).status_code == 201
    assert house.archive.get(client, path).status_code == 200
    assert house.legal.get(client, path).status_code == 404
    told = house.office.get(client, f"{path}/access").json()["readers"]
    assert [(each["name"], each["added_by"]) for each in told] == [("Archivo", "Ana Rojas")]

    assert house.office.post(client, f"{path}/readers/removal", archive).json()["readers"] == []
    assert house.archive.get(client, path).status_code == 404


def test_who_was_let_read_it_does_not_decide_who_else_does(platform: Platform, house: House) -> None:
    document = a_document(platform, house.office)
    laura = documents.Named(person_id=house.legal.person_id)
    with house.office.desk.writing() as work:
        documents.admit(work, document.id, laura, "Debe informar")

    with pytest.raises(AccessNotYours), house.legal.desk.writing() as work:
        documents.admit(work, document.id, documents.Named(unit_id=house.archive.unit_id), "Que lo sepan")
    with pytest.raises(AccessNotYours), house.legal.desk.writing() as work:
        documents.change_access(work, document.id, Access(1))


def test_what_is_reserved_is_read_only_by_people_by_name(platform: Platform, house: House) -> None:
    document = a_document(platform, house.office)
    with house.office.desk.writing() as work:
        documents.admit(work, document.id, documents.Named(unit_id=house.archive.unit_id), "Debe informar")
        documents.admit(work, document.id, documents.Named(person_id=house.legal.person_id), "Debe informar")
    with house.office.desk.writing() as work:
        documents.change_access(work, document.id, Access(2, CAUSE))

    assert reads(house.legal, document.id)
    assert not reads(house.archive, document.id)
    with house.office.desk.writing() as work, pytest.raises(ReaderNotNamed):
        documents.let_read(work, document.id, 4, documents.Named(post_id=house.archive.post_id), "Debe informar")
    with house.office.desk.writing() as work, pytest.raises(ReaderNotNamed):
        documents.admit(work, document.id, documents.Named(), "Debe informar")


def test_whoever_takes_part_keeps_it_when_what_they_were_given_besides_is_taken_back(
    platform: Platform, ministry: Office
) -> None:
    document = a_document(platform, ministry)
    ana = documents.Named(person_id=ministry.person_id)
    with ministry.desk.writing() as work:
        documents.admit(work, document.id, ana, "También por su nombre")
    with ministry.desk.writing() as work:
        documents.exclude(work, document.id, ana, "Ya lo tiene por su cargo")

    assert reads(ministry, document.id)
    with ministry.desk.writing() as work, pytest.raises(ReaderUnknown):
        documents.exclude(work, document.id, ana, "Otra vez")


def test_nobody_of_another_institution_is_let_read_it(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    document = a_document(platform, ministry)

    with ministry.desk.writing() as work, pytest.raises(ReaderUnknown):
        documents.admit(work, document.id, documents.Named(person_id=municipality.person_id), "Debe informar")


def test_a_reserve_ends_on_its_date_by_itself(platform: Platform, house: House) -> None:
    document = a_document(platform, house.office)
    with house.office.desk.writing() as work:
        until = institutions.today(work) + timedelta(days=1)
        documents.change_access(work, document.id, Access(2, CAUSE, until))
    with platform.database.writing(PLATFORM) as work:
        work.enqueue(LapseAccess())
    do_all_jobs(platform)
    with house.office.desk.reading() as work:
        assert documents.get(work, document.id).access_level == 2

    with platform.database.writing(system(house.office.id)) as work:
        row = documents.get(work, document.id, lock=True)
        row.access_until = institutions.today(work)
    with platform.database.writing(PLATFORM) as work:
        work.enqueue(LapseAccess())
    do_all_jobs(platform)

    with house.office.desk.reading() as work:
        after = documents.get(work, document.id)
        assert (after.access_level, after.access_cause, after.access_until, after.access_decided_by) == (
            1,
            None,
            None,
            "",
        )


def test_whoever_attends_to_an_entry_lets_others_of_the_house_read_it(client: TestClient, house: House) -> None:
    with house.office.desk.writing() as work:
        reserved = {"access_level": 4, "access_cause": CAUSE, "destination_unit_id": house.legal.unit_id}
        entry = correspondence.register_entry(work, a_letter(work.now, **reserved))
    path = f"/receptions/{entry.id}"
    pedro = {"person_id": str(house.archive.person_id), "reason": "Tiene el expediente"}
    assert house.archive.get(client, path).status_code == 404

    assert house.legal.post(client, f"{path}/readers", pedro).status_code == 201
    assert house.archive.get(client, path).json()["reception"]["subject"] == "Solicita informe"
    with pytest.raises(ReadersNotYours), house.archive.desk.writing() as work:
        correspondence.admit_reader(work, entry.id, documents.Named(person_id=house.office.person_id), "Que lo sepa")

    assert house.legal.post(client, f"{path}/readers/removal", pedro).json()["items"] == []
    with pytest.raises(ReceptionNotFound), house.archive.desk.reading() as work:
        correspondence.get_reception(work, entry.id)


def test_a_substitute_reads_what_the_post_reads_from_the_first_day_to_the_last_and_no_index_is_rebuilt(
    platform: Platform, house: House
) -> None:
    document = a_document(platform, house.office)
    post = documents.Named(post_id=house.legal.post_id)
    with house.office.desk.writing() as work:
        documents.admit(work, document.id, post, "Debe informar")
        begins, ends = work.now + timedelta(days=2), work.now + timedelta(days=4)
    with platform.database.writing(system(house.office.id)) as work:
        institutions.substitute(
            work,
            house.legal.post_id,
            house.archive.person_id,
            act_cited="Res. 12",
            begins_at=begins,
            ends_at=ends,
        )

    def pedro_reads(days: int) -> bool:
        now = platform.database.clock
        platform.database.clock = lambda: now() + timedelta(days=days)
        try:
            desk = platform.database.desk(actor_behind(platform.database, house.archive.key))
            return reads(replace(house.archive, desk=desk), document.id)
        finally:
            platform.database.clock = now

    assert [pedro_reads(days) for days in (0, 1, 3, 5)] == [False, False, True, False]
    assert reads(house.legal, document.id)


def test_what_was_dispatched_is_opened_no_further_than_it_was_then(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, Access(2, CAUSE))
        documents.mark_dispatched(work, documents.get(work, document.id))
    with pytest.raises(AlreadyDispatched, match="como restringido"), ministry.desk.writing() as work:
        documents.change_access(work, document.id, Access(1))

    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, Access(4, CAUSE))
    with ministry.desk.writing() as work:
        assert documents.change_access(work, document.id, Access(2, CAUSE)).access_level == 2
    with platform.database.writing(system(ministry.id)) as work:
        documents.get(work, document.id).access_until = institutions.today(work)
        documents.lapse(work)
    with ministry.desk.reading() as work:
        assert documents.floor(work, documents.get(work, document.id)) == 1
