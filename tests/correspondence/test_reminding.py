"""Who still owes an answer, and being asked again."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from correspondence.errors import NobodyToRemind
from correspondence.lines import Expectation, Line
from correspondence.models import Communication, Purpose
from oficina.platform import Platform
from tests.correspondence.desks import copies, receptions, sent, to
from tests.offices import Office, a_sealed_document, an_office, do_all_jobs


@pytest.fixture
def others(platform: Platform) -> list[Office]:
    return [an_office(platform, f"Servicio {number}") for number in range(3)]


def asked(platform: Platform, sender: Office, *recipients: Office, to_know: Office | None = None) -> Communication:
    lines = [to(each) for each in recipients]
    lines += [to(to_know, purpose=Purpose.INFORMATION)] if to_know else []
    return sent(platform, sender, *lines, expectation=Expectation(answer=True))


def answers(platform: Platform, office: Office, to_whom: Office) -> str:
    """The office acknowledges what came, answers it and dispatches the answer."""
    (reception,) = receptions(office)
    with office.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)
    document = a_sealed_document(platform, office)
    with office.desk.writing() as work:
        correspondence.answer(work, reception.id, document_id=document.id)
        line = Line(to_whom.id, "Oficina de Partes")
        folio = correspondence.send(work, document_id=document.id, distribution=[line]).folio
    do_all_jobs(platform)
    return folio


def test_the_sender_knows_who_answered_even_if_the_answer_goes_to_a_third_institution(
    platform: Platform, ministry: Office, municipality: Office, others: list[Office]
) -> None:
    communication = asked(platform, ministry, *others[:2], to_know=others[2])

    folio = answers(platform, others[0], municipality)

    with ministry.desk.reading() as work:
        told = correspondence.follow_up(work, [communication.id])[communication.id]
    assert (told.expected, told.answered, told.missing) == (2, 1, 1)
    answer = {each.recipient: each.answer for each in copies(ministry, communication)}
    assert answer == {"Servicio 0": folio, "Servicio 1": None, "Servicio 2": None}
    assert receptions(ministry) == [], "the answer went to the municipality"


def test_only_those_who_have_not_answered_are_reminded_and_they_read_it_in_the_trail(
    platform: Platform, ministry: Office, municipality: Office, others: list[Office]
) -> None:
    communication = asked(platform, ministry, *others[:2], to_know=others[2])
    answers(platform, others[0], municipality)

    with ministry.desk.writing() as work:
        reminded = correspondence.remind(work, communication.id, "El plazo vence el viernes.")
    do_all_jobs(platform)

    assert [each.recipient for each in reminded] == ["Servicio 1"]
    steps = {}
    for office in others:
        (reception,) = receptions(office)
        with office.desk.reading() as work:
            steps[office.id] = [
                each.note for each in correspondence.trail(work, reception.id)[1] if each.what == "reminded"
            ]
    assert [steps[each.id] for each in others] == [[], ["El plazo vence el viernes."], []]


def test_nobody_is_asked_again_within_a_day(platform: Platform, ministry: Office, others: list[Office]) -> None:
    communication = asked(platform, ministry, others[0])
    with ministry.desk.writing() as work:
        correspondence.remind(work, communication.id)

    with pytest.raises(NobodyToRemind), ministry.desk.writing() as work:
        correspondence.remind(work, communication.id)
    with ministry.desk.writing() as work:
        (copy,) = correspondence.deliveries(work, communication.id)
        copy.reminded_at = work.now - timedelta(hours=25)
    with ministry.desk.writing() as work:
        assert len(correspondence.remind(work, communication.id)) == 1


def test_what_asks_for_no_answer_reminds_nobody(
    platform: Platform, client: TestClient, ministry: Office, municipality: Office
) -> None:
    communication = sent(platform, ministry, to(municipality))

    refused = ministry.post(client, f"/communications/{communication.id}/reminder", {})
    assert refused.status_code == 409
    assert refused.json()["code"] == "nobody-to-remind"


def test_a_reminder_is_asked_over_the_api(
    platform: Platform, client: TestClient, ministry: Office, others: list[Office]
) -> None:
    communication = asked(platform, ministry, *others)

    made = ministry.post(client, f"/communications/{communication.id}/reminder", {"note": "Faltan sus antecedentes."})

    assert made.status_code == 201, made.text
    assert all(each["reminded_at"] for each in made.json()["deliveries"])
