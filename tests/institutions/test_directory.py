"""The institutions of the installation, and whom they let the others address."""

from uuid import uuid4

import pytest

import institutions.service as institutions
from institutions.errors import CodeTaken, RecipientLeft, UnknownInstitution, UnknownZone
from kernel.actor import PLATFORM
from kernel.calendar import ZONES
from oficina.platform import Platform
from tests.offices import Office


def test_a_code_is_of_one_institution(platform: Platform) -> None:
    with platform.database.writing(PLATFORM) as work:
        founded = institutions.found(work, "Municipalidad de Lebu", code="PE-MUN-00335")
    with pytest.raises(CodeTaken), platform.database.writing(PLATFORM) as work:
        institutions.found(work, "Otra", code="PE-MUN-00335")

    with platform.database.reading(PLATFORM) as work:
        assert institutions.id_of(work, "PE-MUN-00335") == founded.id


def test_an_institution_lives_in_a_zone_of_chile(platform: Platform) -> None:
    with platform.database.writing(PLATFORM) as work:
        for zone in ZONES:
            assert institutions.found(work, "Municipalidad", zone=zone).zone == zone
        with pytest.raises(UnknownZone):
            institutions.found(work, "Municipalidad", zone="America/Lima")


def test_who_left_cannot_be_written_to_and_is_told_by_name(ministry: Office, municipality: Office) -> None:
    with ministry.desk.reading() as work:
        assert institutions.names_of(work, [municipality.id]) == {municipality.id: "Municipalidad de Ancud"}
    with municipality.desk.writing() as work:
        institutions.leave(work)

    with ministry.desk.reading() as work:
        with pytest.raises(RecipientLeft, match="Municipalidad de Ancud"):
            institutions.names_of(work, [municipality.id, ministry.id])
        with pytest.raises(UnknownInstitution):
            institutions.names_of(work, [uuid4()])


def test_a_person_is_one_by_their_run_however_it_is_written(ministry: Office, municipality: Office) -> None:
    with ministry.desk.writing() as work:
        here = institutions.know_person(work, "Marta Lagos", "12.345.678-5")
    with municipality.desk.writing() as work:
        there = institutions.know_person(work, "MARTA LAGOS SOTO", "12345678-5")

    assert here.id == there.id
    assert there.name == "Marta Lagos"


def test_there_is_one_main_office(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        south = institutions.open_office(work, "Oficina Sur", "OPS")
        assert institutions.default_office(work).id == ministry.office_id
        newer = institutions.open_office(work, "Oficina Central", "OPC", main=True)

    with ministry.desk.reading() as work:
        assert institutions.default_office(work).id == newer.id
        assert not institutions.office(work, ministry.office_id).main
        assert not institutions.office(work, south.id).main
