from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import correspondence.service as correspondence
from correspondence.errors import FutureDate, NotCorrectable, NoteTooShort, NothingToCorrect
from correspondence.lists import NotInTheList
from documents.errors import AccessCauseMissing
from kernel.errors import Invalid
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.correspondence.desks import arrived, reception_of
from tests.correspondence.papers import a_letter, a_petition
from tests.offices import Office, an_office


@pytest.mark.parametrize(
    ("but", "refusal"),
    [
        ({"received_at": datetime(2999, 1, 1, tzinfo=UTC)}, FutureDate),
        ({"dated": datetime(2999, 1, 1, tzinfo=UTC).date()}, FutureDate),
        ({"medium": "pigeon"}, NotInTheList),
        ({"sender_kind": "spirit"}, NotInTheList),
        ({"access_level": 9}, NotInTheList),
        ({"access_level": 4}, AccessCauseMissing),
        ({"sender_rut": "12.345.678-9"}, Invalid),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(
    ministry: Office, but: dict[str, Any], refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal), ministry.desk.writing() as work:
        correspondence.register_entry(work, a_petition(work.now, **but))

    with ministry.desk.writing() as work:
        assert correspondence.register_entry(work, a_petition(work.now)).entry_number == 1, "no number was lost"


def test_what_a_person_presents_on_a_holiday_counts_from_the_next_working_day(settings: Settings) -> None:
    friday_night = datetime(2026, 9, 18, 22, 42, tzinfo=UTC)
    platform = open_platform(settings, clock=lambda: datetime(2026, 9, 21, 13, 0, tzinfo=UTC))
    ministry = an_office(platform, "Ministerio de Bienes Nacionales")
    with ministry.desk.writing() as work:
        petition = correspondence.register_entry(work, a_petition(friday_night))
        letter = correspondence.register_entry(work, a_letter(friday_night))

    assert petition.arrived_at == friday_night
    assert petition.legal_at == datetime(2026, 9, 21, 3, 0, tzinfo=UTC), "Monday's first hour in Santiago"
    assert letter.legal_at == friday_night
    platform.close()


def test_a_correction_keeps_what_was_said_and_the_number(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
    with ministry.desk.writing() as work:
        changes = {"subject": "Solicita informe urgente", "sheets": 3}
        correspondence.rectify(work, entry.id, changes=changes, reason="Materia incompleta")

    with ministry.desk.reading() as work:
        (correction,) = correspondence.corrections(work, entry.id)
    corrected = reception_of(ministry, entry.id)
    assert (corrected.subject, corrected.sheets, corrected.entry) == ("Solicita informe urgente", 3, entry.entry)
    assert correction.before == {"subject": "Solicita informe", "sheets": None}
    assert correction.reason == "Materia incompleta"


@pytest.mark.parametrize(
    ("changes", "reason", "refusal"),
    [
        ({"entry_number": 7}, "Porque sí", NotCorrectable),
        ({"subject": "Solicita informe"}, "Porque sí", NothingToCorrect),
        ({"subject": "Otra"}, "no", NoteTooShort),
        ({"dated": datetime(2999, 1, 1, tzinfo=UTC).date()}, "Fecha errada", FutureDate),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    ministry: Office, changes: dict[str, Any], reason: str, refusal: type[Exception]
) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))

    with pytest.raises(refusal), ministry.desk.writing() as work:
        correspondence.rectify(work, entry.id, changes=changes, reason=reason)
    with ministry.desk.reading() as work:
        assert correspondence.corrections(work, entry.id) == []


def test_what_came_through_the_exchange_keeps_its_snapshot_when_it_is_rectified(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    with municipality.desk.writing() as work:
        correspondence.rectify(work, reception.id, changes={"antecedent": "Of. N° 3"}, reason="Faltaba el ANT.")

    assert reception_of(municipality, reception.id).snapshot == reception.snapshot
    with municipality.desk.reading() as work:
        assert list(correspondence.altered(work)) == []


def test_an_annulled_entry_keeps_its_number(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
        correspondence.annul(work, entry.id, "Repetido con el anterior")
    with ministry.desk.writing() as work:
        following = correspondence.register_entry(work, a_letter(work.now))

    assert reception_of(ministry, entry.id).state == "annulled"
    assert following.entry_number == 2
    with pytest.raises(NotCorrectable), ministry.desk.writing() as work:
        correspondence.rectify(work, entry.id, changes={"subject": "Otra"}, reason="Tarde")


def test_an_entry_that_looks_like_another_is_shown(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))

    with ministry.desk.reading() as work:
        asked = {"sender": entry.sender, "number": entry.number}
        assert [each.id for each in correspondence.look_alikes(work, dated=entry.dated, **asked)] == [entry.id]
        yesterday = work.now.date() - timedelta(days=9)
        assert correspondence.look_alikes(work, dated=yesterday, **asked) == []


def test_the_comprobante_says_what_was_brought_and_when(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_petition(work.now, sheets=2))

    with ministry.desk.reading() as work:
        receipt = correspondence.receipt(work, entry.id)
    assert (receipt.entry, receipt.sheets, receipt.institution) == (entry.entry, 2, "Ministerio de Obras")
