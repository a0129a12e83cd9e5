"""How open an expediente is: who decides, who stops seeing it at once, who sees it again, and what stays written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

import audit.service as audit
import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
import search.service as search
from documents.errors import AccessCauseMissing, FieldWrong, ReaderNotNamed, ReaderUnknown
from expedientes.errors import ExpedienteAccessNotYours, ExpedienteNotFound
from expedientes.models import Expediente
from expedientes.service import Interested, Opening, Readers
from kernel.database import Desk
from oficina.platform import Platform
from search.service import Wanted
from tests.correspondence.houses import House, a_house
from tests.expedientes.cases import OPENING, Hands, a_clerk, a_seer, faults, keeping_time, opened
from tests.expedientes.test_over_http import asked, done
from tests.offices import Office, do_all_jobs

CAUSE = "Ley 20.285, art. 21 N° 2"


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def a_case(house: House) -> Expediente:
    """Opened by Laura of the División Jurídica, which is in charge of it."""
    with house.legal.desk.writing() as work:
        return expedientes.open_(work, OPENING, unit_id=house.legal.unit_id)


def colleague_of(platform: Platform, office: Office) -> Desk:
    return a_clerk(platform, office, units=frozenset({office.unit_id}))


def sees(desk: Desk, case: Expediente) -> bool:
    with desk.reading() as work:
        return search.may_read(work, case.id)


def closed(house: House, case: Expediente, access: documents.Access) -> None:
    with house.legal.desk.writing() as work:
        expedientes.change_access(work, case.id, access)


def test_what_is_closed_its_unit_sees_no_longer_from_the_answer_on_and_sees_again_when_it_is_opened(
    platform: Platform, house: House
) -> None:
    case, colleague = a_case(house), colleague_of(platform, house.legal)
    do_all_jobs(platform)
    assert sees(colleague, case)

    closed(house, case, documents.Access(4, CAUSE, warning="No lo comente"))
    assert (sees(colleague, case), sees(house.legal.desk, case)) == (False, True)
    assert search.find(colleague, platform.index, Wanted(case.iuie)).total == 0, "before the index hears of it"
    with house.legal.desk.reading() as work:
        assert search.guarded(work, {case.id}) == {case.id}
        held = expedientes.get(work, case.id)
        assert (held.access_cause, held.warning, expedientes.decided(work, held).by) == (
            CAUSE, "No lo comente", house.legal.desk.actor.name,
        )  # fmt: skip
        (change,) = audit.trail(work, case.id, "expediente.access-changed")
        assert (change.facts["before"], change.facts["level"]) == (1, 4)

    closed(house, case, documents.Access(2, CAUSE))
    assert sees(colleague, case)
    closed(house, case, documents.Access(1))
    assert faults(a_seer(platform, house.legal)) == []
    with house.legal.desk.reading() as work:
        assert search.guarded(work, {case.id}) == set()


@pytest.mark.parametrize("level", [3, 4])
def test_what_is_opened_closed_is_for_whoever_opens_it_and_no_unit(
    platform: Platform, house: House, level: int
) -> None:
    opening = replace(OPENING, access_level=level, access_cause="20.285-21-2")
    with house.legal.desk.writing() as work:
        case = expedientes.open_(work, opening, unit_id=house.legal.unit_id)
    assert case.access_cause == CAUSE
    assert (sees(house.legal.desk, case), sees(colleague_of(platform, house.legal), case)) == (True, False)


def test_a_system_keeps_to_itself_what_it_opens_closed_for_nobody_else(platform: Platform, house: House) -> None:
    actor = replace(a_clerk(platform, house.legal).actor, person_id=None, system="Sumarios")
    desk = platform.database.desk(actor)
    case = opened(desk, Opening("Sumario", "Sumario", "Fiscal", access_level=4, access_cause=CAUSE))
    assert (sees(desk, case), sees(house.office.desk, case)) == (True, False)


def test_to_keep_it_from_people_takes_a_cause_and_a_day_to_come(house: House) -> None:
    case = a_case(house)
    with house.legal.desk.reading() as work:
        yesterday = institutions.today(work) - timedelta(days=1)
    for access, refusal in (
        (documents.Access(4), AccessCauseMissing),
        (documents.Access(2, "20.285-21-5"), AccessCauseMissing),
        (documents.Access(2, CAUSE, until=yesterday), FieldWrong),
    ):
        with pytest.raises(refusal):
            closed(house, case, access)
    with house.legal.desk.reading() as work:
        assert expedientes.get(work, case.id).access_level == 1


def test_others_are_admitted_by_name_and_excluded_again(platform: Platform, house: House) -> None:
    case, archive = a_case(house), house.archive
    with house.legal.desk.writing() as work:
        expedientes.share(work, case.id, Readers(units=[archive.unit_id], posts=[archive.post_id]), "Debe informar")
        expedientes.admit(work, case.id, documents.Named(unit_id=archive.unit_id), "Otra vez")
    assert sees(colleague_of(platform, archive), case)

    closed(house, case, documents.Access(4, CAUSE))
    assert not sees(archive.desk, case), "neither a unit nor a post"
    with pytest.raises(ReaderNotNamed), house.legal.desk.writing() as work:
        expedientes.admit(work, case.id, documents.Named(unit_id=archive.unit_id), "Debe informar")

    pedro = documents.Named(person_id=archive.person_id)
    with house.legal.desk.writing() as work:
        expedientes.admit(work, case.id, pedro, "Es el fiscal")
    assert sees(archive.desk, case)
    with pytest.raises(ExpedienteAccessNotYours), archive.desk.writing() as work:
        expedientes.change_access(work, case.id, documents.Access(1))

    with house.legal.desk.writing() as work:
        expedientes.exclude(work, case.id, pedro, "Se inhabilitó")
    assert not sees(archive.desk, case)
    with pytest.raises(ReaderUnknown), house.legal.desk.writing() as work:
        expedientes.exclude(work, case.id, pedro, "Se inhabilitó")
    with pytest.raises(ExpedienteNotFound), archive.desk.writing() as work:
        expedientes.exclude(work, case.id, pedro, "Se inhabilitó")
    with house.legal.desk.reading() as work:
        deeds = [act.deed for act in expedientes.acts_of(work, case)]
    assert deeds == [
        "opened", "readers-added", "readers-added", "access-changed", "readers-added", "readers-removed",
    ]  # fmt: skip
    assert faults(a_seer(platform, house.legal)) == []


def test_a_reserve_ends_on_its_day_although_the_case_was_closed(platform: Platform, house: House) -> None:
    case, hands = a_case(house), Hands()
    keeping_time(platform, hands)
    with house.legal.desk.reading() as work:
        until = institutions.today(work) + timedelta(days=30)
    closed(house, case, documents.Access(3, CAUSE, until))
    with a_seer(platform, house.legal).writing() as work:
        expedientes.close(work, case.id, "Terminó")
        assert expedientes.lapse(work) == 0

    hands.at += timedelta(days=31)
    with a_seer(platform, house.legal).writing() as work:
        assert expedientes.lapse(work) == 1
    assert sees(colleague_of(platform, house.legal), case)
    with house.legal.desk.reading() as work:
        held = expedientes.get(work, case.id)
        assert (held.access_level, held.restricted_until, expedientes.decided(work, held).by) == (1, None, "")
    assert faults(a_seer(platform, house.legal)) == []


def test_it_concerns_whoever_has_an_interest_in_it_as_far_as_they_may_read_it(house: House) -> None:
    case = a_case(house)
    with house.legal.desk.writing() as work:
        expedientes.add_party(work, case.id, Interested("Pedro Mansilla", "12345678-5"))
        assert expedientes.concerning(work, "12.345.678-5") == {}, "everybody who takes part may know of it"
    closed(house, case, documents.Access(4, CAUSE))
    with house.legal.desk.reading() as work:
        assert expedientes.concerning(work, "12.345.678-5") == {case.id: case.iuie}
    with house.archive.desk.reading() as work:
        assert expedientes.concerning(work, "12.345.678-5") == {}


def test_it_is_told_and_changed_over_http(client: TestClient, ministry: Office) -> None:
    form = {"title": "Sumario", "subject": "Sumario", "responsible": "Fiscal"}
    here = f"/expedientes/{done(client, ministry, '/expedientes', form)['id']}"
    assert asked(client, ministry, f"{here}/access")["name"] == "Público"

    assert done(client, ministry, f"{here}/access", {"level": 4}, 422)["code"] == "access-cause-missing"
    changed = done(client, ministry, f"{here}/access", {"level": 4, "cause": "20.285-21-2", "until": "2126-01-01"})
    assert changed["access_cause"] == CAUSE
    named = {"people": [str(ministry.person_id)], "reason": "Es la fiscal"}
    done(client, ministry, f"{here}/readers", named)
    (reader,) = asked(client, ministry, f"{here}/access")["readers"]
    assert (reader["mark"], reader["reason"]) == (f"person:{ministry.person_id}", "Es la fiscal")
    gone = {"person_id": str(ministry.person_id), "reason": "Se inhabilitó"}
    assert done(client, ministry, f"{here}/readers/removal", gone)["readers"] == []
