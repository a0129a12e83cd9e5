"""For whom an entry is, by its level: its office knows that it is there, and reads no more than the law lets it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
from correspondence.errors import BadEntry, BadReferral, DeclaredBySender
from correspondence.lines import Target
from institutions.doors import actor_behind
from kernel.actor import system
from oficina.platform import Platform
from tests.correspondence.desks import receptions, to
from tests.correspondence.houses import House, a_house, a_unit
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_colleague, a_sealed_document, do_all_jobs

CAUSE = "Ley 20.285, art. 21 N° 2"


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def entered(house: House, level: int, **but: object) -> UUID:
    clerk_s = {"access_level": level, "access_cause": CAUSE if level > 1 else ""}
    with house.office.desk.writing() as work:
        return correspondence.register_entry(work, a_letter(work.now, **clerk_s | but)).id


def reading(reception_id: UUID, **who: Office) -> set[str]:
    found = set()
    for name, office in who.items():
        with office.desk.reading() as work:
            if correspondence.readable_receptions(work, [reception_id]):
                found.add(name)
    return found


def test_each_level_is_read_by_its_destination_and_only_the_open_ones_by_the_office(
    platform: Platform, house: House
) -> None:
    clerk = a_colleague(platform, house.office, "Rosa Vera", "partes-entrada")
    chief = a_unit(platform, house.office, "Sumarios", "Eva Paz", "redactor")
    with platform.database.writing(system(house.office.id)) as work:
        institutions.post(work, chief.post_id).rank = 20
        under = institutions.add_post(work, chief.unit_id, "Actuaria")
        work.session.flush()
        institutions.assign(work, house.archive.person_id, under.id)
    under_chief = a_desk_of(platform, house.archive)
    who = {"clerk": clerk, "chief": chief, "under": under_chief, "head": house.office, "legal": house.legal}

    told = {level: reading(entered(house, level, destination_unit_id=chief.unit_id), **who) for level in (1, 2, 3, 4)}

    assert told == {
        1: {"clerk", "head", "chief", "under"},
        2: {"clerk", "head", "chief", "under"},
        3: {"chief"},
        4: {"chief", "under"},
    }


def a_desk_of(platform: Platform, office: Office) -> Office:

    return replace(office, desk=platform.database.desk(actor_behind(platform.database, office.key)))


def test_what_is_addressed_to_nobody_is_for_the_head_of_the_institution_or_waits_to_be_referred(
    platform: Platform, house: House
) -> None:
    clerk = a_colleague(platform, house.office, "Rosa Vera", "partes-entrada")
    who = {"clerk": clerk, "head": house.office, "legal": house.legal}
    assert reading(entered(house, 4), **who) == {"head"}

    with platform.database.writing(system(house.office.id)) as work:
        institutions.post(work, house.office.post_id).rank = 100
    waiting = entered(house, 4, sealed_envelope=True)
    assert reading(waiting, **who) == set()
    with clerk.desk.writing() as work:
        correspondence.refer(work, waiting, [Target(person_id=house.legal.person_id)])
    assert reading(waiting, **who) == {"legal"}


def test_what_is_secret_is_referred_to_people_by_name(house: House) -> None:
    entry = entered(house, 3)
    with pytest.raises(BadReferral, match="por su nombre"), house.office.desk.writing() as work:
        correspondence.refer(work, entry, [Target(unit_id=house.legal.unit_id)])


def test_what_its_sender_declared_holds_here_until_its_term(platform: Platform, ministry: Office, house: House) -> None:
    document = a_sealed_document(platform, ministry)
    with ministry.desk.writing() as work:
        until = institutions.today(work) + timedelta(days=30)
        access = documents.Access(2, CAUSE, until, sensitive=True, warning="Sumario en curso")
        documents.change_access(work, document.id, access)
        correspondence.send(work, document_id=document.id, distribution=[to(house.office)])
    do_all_jobs(platform)
    (arrived,) = receptions(house.office)

    told = (arrived.access_level, arrived.access_cause, arrived.access_until, arrived.sensitive, arrived.access_warning)
    assert told == (2, CAUSE, until, True, "Sumario en curso")
    assert arrived.access_decided_by == "Ana Rojas, Ministerio de Obras"
    with pytest.raises(DeclaredBySender), house.office.desk.writing() as work:
        correspondence.change_access(work, arrived.id, documents.Access(1))
    with pytest.raises(DeclaredBySender), house.office.desk.writing() as work:
        correspondence.rectify(work, arrived.id, changes={"access_level": 1}, reason="Ya no hace falta")
    with pytest.raises(BadEntry), house.office.desk.writing() as work:
        correspondence.change_access(work, arrived.id, documents.Access(7, CAUSE))
    with house.office.desk.writing() as work:
        correspondence.change_access(work, arrived.id, documents.Access(4, CAUSE, sensitive=True))

    with platform.database.writing(system(house.office.id)) as work:
        row = correspondence.get_reception(work, arrived.id)
        row.access_until = institutions.today(work)
        assert correspondence.lapse(work) == 1
        assert (row.access_level, row.access_cause, row.access_decided_by, row.sensitive) == (1, "", "", True)


def test_the_access_of_an_entry_is_changed_over_http(client: TestClient, house: House) -> None:
    path = f"/receptions/{entered(house, 1, destination_unit_id=house.legal.unit_id)}/access"
    causes = {each["code"] for each in house.legal.get(client, "/documents/access-causes").json()}
    assert "20.285-21-2" in causes

    refused = house.legal.post(client, path, {"level": 4})
    assert (refused.status_code, refused.json()["code"]) == (422, "access-cause-missing")
    assert house.legal.post(client, path, {"level": 4, "cause": "20.285-21-2"}).status_code == 201
    assert house.legal.get(client, path).json()["access_cause"] == CAUSE
    assert house.archive.get(client, path).status_code == 404
