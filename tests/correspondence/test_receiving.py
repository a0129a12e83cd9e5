from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

import correspondence.service as correspondence
from correspondence.errors import (
    AlreadyAcknowledged,
    AlreadyReturned,
    NoteTooShort,
    NotFromTheExchange,
    PetitionNotReturnable,
    ReceptionNotFound,
    Withdrawn,
)
from correspondence.lists import NotInTheList
from correspondence.models import Exchange, Reception
from kernel.errors import Refused
from kernel.jobs import JobState
from oficina.platform import Platform
from tests.correspondence.desks import arrived, copies, exchanged, reception_of, receptions, sent, to
from tests.correspondence.papers import a_petition
from tests.offices import Office, an_office, do_all_jobs, jobs


def test_what_arrives_is_numbered_but_not_acknowledged(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    first, second = (arrived(platform, ministry, municipality) for _ in range(2))

    assert [(each.state, each.entry_number) for each in (first, second)] == [("arrived", 1), ("arrived", 2)]
    assert first.acknowledged_at is None
    assert first.legal_at == first.arrived_at, "between organs the legal time is the real one"


def test_the_sender_sees_which_post_acknowledged_and_with_which_number(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    communication = sent(platform, ministry, to(municipality))
    (reception,) = receptions(municipality)

    with municipality.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)
    do_all_jobs(platform)

    (copy,) = copies(ministry, communication)
    told = reception_of(municipality, reception.id)
    assert (copy.state, copy.entry, copy.answered_by) == ("acknowledged", told.entry, told.acknowledged_by)
    assert copy.acknowledged_at == told.acknowledged_at


def test_what_was_answered_at_the_door_is_not_answered_again(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    taken, returned = (arrived(platform, ministry, municipality) for _ in range(2))
    with municipality.desk.writing() as work:
        correspondence.acknowledge(work, taken.id)
    with municipality.desk.writing() as work:
        correspondence.return_(work, returned.id, reason="duplicate", note="Ya ingresado")

    with pytest.raises(AlreadyReturned), municipality.desk.writing() as work:
        correspondence.acknowledge(work, returned.id)
    with pytest.raises(AlreadyAcknowledged), municipality.desk.writing() as work:
        correspondence.return_(work, taken.id, reason="duplicate", note="Ya ingresado")
    with pytest.raises(AlreadyAcknowledged), municipality.desk.writing() as work:
        correspondence.acknowledge(work, taken.id)


def test_what_was_withdrawn_is_neither_acknowledged_nor_returned(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    assert reception.delivery_id
    with ministry.desk.writing() as work:
        correspondence.withdraw(work, reception.delivery_id, "Por error")
    do_all_jobs(platform)

    with pytest.raises(Withdrawn), municipality.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)


@pytest.mark.parametrize(
    ("reason", "note", "refusal"),
    [
        ("because", "No corresponde", NotInTheList),
        ("other", "no", NoteTooShort),
        ("other", "  a  ", NoteTooShort),
        ("other", "x" * 256, NoteTooShort),
    ],
)
def test_to_return_something_takes_a_reason_of_the_list_and_a_few_words(
    platform: Platform, ministry: Office, municipality: Office, reason: str, note: str, refusal: type[Refused]
) -> None:
    reception = arrived(platform, ministry, municipality)

    with pytest.raises(refusal), municipality.desk.writing() as work:
        correspondence.return_(work, reception.id, reason=reason, note=note)


def test_of_many_answers_at_once_one_is_given(platform: Platform, ministry: Office, municipality: Office) -> None:
    reception = arrived(platform, ministry, municipality)
    assert reception.delivery_id
    with ministry.desk.writing() as work:
        correspondence.withdraw(work, reception.delivery_id, "Por error")

    def answer(number: int) -> bool:
        try:
            with municipality.desk.writing() as work:
                if number % 2:
                    correspondence.acknowledge(work, reception.id)
                else:
                    correspondence.return_(work, reception.id, reason="other", note="No corresponde")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(9) as pool:
        withdrawing = pool.submit(do_all_jobs, platform)
        answered = sum(pool.map(answer, range(8)))
        withdrawing.result()
    do_all_jobs(platform)

    there = reception_of(municipality, reception.id).state
    assert answered == (0 if there == "withdrawn" else 1)
    with ministry.desk.reading() as work:
        assert correspondence.get_delivery(work, reception.delivery_id).state == there, "both sides say the same"
    ends = {"acknowledgement", "return", "withdrawn"}
    assert len([each for each in exchanged(ministry) if each.kind in ends]) == 1


def test_an_exchange_that_was_altered_is_not_taken_in_and_is_found(
    platform: Platform, ministry: Office, municipality: Office, owner: object
) -> None:
    communication = sent(platform, ministry, to(municipality))
    (copy,) = copies(ministry, communication)
    with ministry.desk.reading() as work:
        assert list(correspondence.altered(work)) == []

    with owner.engine.begin() as connection:  # type: ignore[attr-defined]  # the owner's database
        connection.execute(update(Exchange).values(body={"delivery_id": str(copy.id), "subject": "Otra"}))

    for office in (ministry, municipality):
        with office.desk.reading() as work:
            assert "what was exchanged was changed" in {fault.what for fault in correspondence.altered(work)}
    with municipality.desk.writing() as work:
        work.session.execute(
            update(Reception).where(Reception.institution_id == work.institution_id).values(blob="0" * 64)
        )
    with municipality.desk.reading() as work:
        assert "the content is not what arrived" in {fault.what for fault in correspondence.altered(work)}


def test_what_was_altered_on_its_way_goes_to_the_shelf(
    platform: Platform, ministry: Office, municipality: Office, owner: object
) -> None:
    reception = arrived(platform, ministry, municipality)
    with municipality.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)
    with owner.engine.begin() as connection:  # type: ignore[attr-defined]  # the owner's database
        connection.execute(update(Exchange).where(Exchange.kind == "acknowledgement").values(hash="0" * 64))

    do_all_jobs(platform)

    (shelved,) = jobs(platform, state=JobState.SHELVED)
    assert shelved.error_code == "exchange-altered"


def test_a_number_missing_in_the_book_is_found(platform: Platform, ministry: Office, municipality: Office) -> None:
    for _ in range(3):
        arrived(platform, ministry, municipality)
    with municipality.desk.writing() as work:
        work.session.execute(
            update(Reception)
            .where(Reception.institution_id == work.institution_id, Reception.entry_number == 2)
            .values(entry_number=None, year=None)
        )

    with municipality.desk.reading() as work:
        (fault,) = correspondence.altered(work)
    assert "before N° 3" in fault.what


def test_anothers_reception_is_not_found(platform: Platform, ministry: Office, municipality: Office) -> None:
    reception = arrived(platform, ministry, municipality)
    for office, reception_id in ((ministry, reception.id), (municipality, uuid4())):
        with pytest.raises(ReceptionNotFound), office.desk.writing() as work:
            correspondence.acknowledge(work, reception_id)


def test_a_petition_is_remitted_to_whoever_it_concerns_and_never_returned(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    other = an_office(platform, "Municipalidad de Quellón")
    with ministry.desk.writing() as work:
        petition = correspondence.register_entry(work, a_petition(work.now))
    with pytest.raises(NotFromTheExchange), ministry.desk.writing() as work:
        correspondence.return_(work, petition.id, reason="not-our-competence", note="Es municipal")

    with ministry.desk.writing() as work:
        correspondence.remit(work, petition.id, recipient_id=municipality.id, reason="Es materia municipal")
    do_all_jobs(platform)

    (there,) = receptions(municipality)
    assert (there.sender, there.petition, there.subject) == (petition.sender, True, petition.subject)
    assert reception_of(ministry, petition.id).closed_way == "remitted"
    with pytest.raises(PetitionNotReturnable), municipality.desk.writing() as work:
        correspondence.return_(work, there.id, reason="not-our-competence", note="Es de Quellón")
    with municipality.desk.writing() as work:
        correspondence.acknowledge(work, there.id)
        correspondence.remit(work, there.id, recipient_id=other.id, reason="Es de Quellón")
    do_all_jobs(platform)
    assert [each.sender for each in receptions(other)] == [petition.sender]


def test_a_petition_may_be_written_down_after_it_came(ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = a_petition(work.now - timedelta(hours=30))
        petition = correspondence.register_entry(work, entry)

    assert petition.registered_at - petition.arrived_at == timedelta(hours=30)
    assert petition.legal_at >= petition.arrived_at
