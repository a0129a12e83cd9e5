from datetime import timedelta

import pytest

import correspondence.service as correspondence
import documents.service as documents
from correspondence.errors import (
    AlreadyAnswered,
    AlreadyClosed,
    BadReferral,
    NotAcknowledged,
    NotClosed,
    NotYourTurn,
    ReceptionNotFound,
    ReferralEnded,
)
from correspondence.lines import Target
from correspondence.models import Purpose
from kernel.calendar import Term, TermKind
from oficina.platform import Platform
from tests.correspondence.desks import acknowledged, arrived, reception_of, referral_of, to
from tests.correspondence.houses import House, a_house
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_sealed_document, do_all_jobs


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def test_an_entry_is_referred_only_once_it_was_acknowledged(platform: Platform, ministry: Office, house: House) -> None:
    reception = arrived(platform, ministry, house.office)

    with pytest.raises(NotAcknowledged), house.office.desk.writing() as work:
        correspondence.refer(work, reception.id, [Target(unit_id=house.legal.unit_id)])


def test_a_referral_has_its_deadline_and_the_turn_is_the_units(
    platform: Platform, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    target = Target(unit_id=house.legal.unit_id, instruction="Preparar respuesta", term=Term(TermKind.HOURS, 48))

    with house.office.desk.writing() as work:
        (referral,) = correspondence.refer(work, reception.id, [target])
        asked_at = work.now

    assert referral.due_at == asked_at + timedelta(hours=48)
    entry = reception_of(house.office, reception.id)
    assert (entry.turn, entry.turn_since, entry.due_at) == ("División Jurídica", asked_at, referral.due_at)
    assert reception_of(house.legal, reception.id).id == reception.id, "the unit may now read it"


def test_information_makes_nothing_pending(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)

    with house.office.desk.writing() as work:
        target = Target(unit_id=house.legal.unit_id, purpose=Purpose.INFORMATION, term=Term(TermKind.HOURS, 1))
        (referral,) = correspondence.refer(work, reception.id, [target])

    assert (referral.state, referral.due_at) == ("informed", None)
    with house.legal.desk.reading() as work:
        counts = correspondence.counts(work)
    assert (counts["to-attend"], counts["to-know"]) == (0, 1)


def test_a_unit_that_was_not_referred_does_not_see_it(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)

    with pytest.raises(ReceptionNotFound):
        reception_of(house.legal, reception.id)


def test_it_is_taken_passed_on_handed_back_and_ended(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)
    with house.office.desk.writing() as work:
        (to_unit,) = correspondence.refer(work, reception.id, [Target(unit_id=house.legal.unit_id)])
    with house.legal.desk.writing() as work:
        correspondence.take(work, to_unit.id)
    with house.legal.desk.writing() as work:
        (to_other,) = correspondence.refer(work, reception.id, [Target(unit_id=house.archive.unit_id)])
    assert referral_of(house.legal, to_unit.id).state == "passed-on"
    assert reception_of(house.office, reception.id).turn == "Archivo"
    with house.archive.desk.writing() as work:
        correspondence.hand_back(work, to_other.id, "No tenemos ese plano")
    assert referral_of(house.legal, to_unit.id).state == "pending"
    assert reception_of(house.office, reception.id).turn == "División Jurídica"

    with house.legal.desk.writing() as work:
        correspondence.end(work, to_unit.id, way="noted", reason="Se tomó conocimiento")

    entry = reception_of(house.office, reception.id)
    assert (entry.closed_way, entry.turn) == ("noted", "")
    with house.office.desk.reading() as work:
        _, steps = correspondence.trail(work, reception.id)
    assert [step.what for step in steps] == [
        "arrived",
        "acknowledged",
        "referred",
        "taken",
        "referred",
        "handed-back",
        "ended",
    ]


def test_it_is_reassigned_with_its_deadline(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)
    target = Target(unit_id=house.legal.unit_id, instruction="Informar", term=Term(TermKind.HOURS, 10))
    with house.office.desk.writing() as work:
        (first,) = correspondence.refer(work, reception.id, [target])

    with house.office.desk.writing() as work:
        second = correspondence.reassign(work, first.id, Target(unit_id=house.archive.unit_id), "Es del archivo")

    assert (second.due_at, second.instruction) == (first.due_at, "Informar")
    assert reception_of(house.office, reception.id).turn == "Archivo"
    with pytest.raises(ReferralEnded), house.legal.desk.writing() as work:
        correspondence.take(work, first.id)


def test_only_whoever_holds_it_attends_to_it(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)
    with house.office.desk.writing() as work:
        targets = [Target(unit_id=house.legal.unit_id), Target(unit_id=house.archive.unit_id)]
        to_legal, _ = correspondence.refer(work, reception.id, targets)

    with pytest.raises(NotYourTurn, match="División Jurídica"), house.archive.desk.writing() as work:
        correspondence.end(work, to_legal.id, way="noted", reason="No es mío")
    with pytest.raises(NotYourTurn), house.archive.desk.writing() as work:
        correspondence.close(work, reception.id, way="noted", reason="No es mío")


@pytest.mark.parametrize("targets", [[], [Target()]])
def test_a_referral_to_nobody_is_refused(
    platform: Platform, ministry: Office, house: House, targets: list[Target]
) -> None:
    reception = acknowledged(platform, ministry, house.office)

    with pytest.raises(BadReferral), house.office.desk.writing() as work:
        correspondence.refer(work, reception.id, targets)


def test_what_was_ended_is_not_attended_unless_it_is_taken_up_again(
    platform: Platform, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    with pytest.raises(NotClosed), house.office.desk.writing() as work:
        correspondence.reopen(work, reception.id, "Falta algo")
    with house.office.desk.writing() as work:
        correspondence.close(work, reception.id, way="archived", reason="Sin más trámite")
    with pytest.raises(AlreadyClosed), house.office.desk.writing() as work:
        correspondence.refer(work, reception.id, [Target(unit_id=house.legal.unit_id)])

    with house.office.desk.writing() as work:
        correspondence.reopen(work, reception.id, "Falta algo")

    assert reception_of(house.office, reception.id).turn == "Oficina de Partes"


def test_many_are_acknowledged_and_referred_with_a_result_each(
    platform: Platform, ministry: Office, house: House
) -> None:
    fresh, returned = (arrived(platform, ministry, house.office) for _ in range(2))
    with house.office.desk.writing() as work:
        correspondence.return_(work, returned.id, reason="illegible", note="No se lee")

    with house.office.desk.writing() as work:
        results = correspondence.acknowledge_and_refer(
            work, [returned.id, fresh.id], [Target(unit_id=house.legal.unit_id)]
        )

    assert [(each.id, each.done, each.code) for each in results] == [
        (returned.id, False, "reception-already-returned"),
        (fresh.id, True, None),
    ]
    assert reception_of(house.office, fresh.id).turn == "División Jurídica"


def test_many_are_closed_with_a_result_each(house: House) -> None:
    with house.office.desk.writing() as work:
        ids = [correspondence.register_entry(work, a_letter(work.now)).id for _ in range(20)]
    with house.office.desk.writing() as work:
        correspondence.close(work, ids[3], way="noted", reason="Ya visto")

    with house.office.desk.writing() as work:
        results = correspondence.close_many(work, ids, way="archived", reason="Actividades ya realizadas")

    assert [each.done for each in results] == [True] * 3 + [False] + [True] * 16


def test_an_answer_ends_what_is_pending_when_it_leaves(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)
    with house.office.desk.writing() as work:
        (referral,) = correspondence.refer(work, reception.id, [Target(unit_id=house.legal.unit_id)])
    document = a_sealed_document(platform, house.legal)
    with house.legal.desk.writing() as work:
        assert reception.number in correspondence.antecedent(work, reception.id)
        correspondence.answer(work, reception.id, document_id=document.id)
    with pytest.raises(AlreadyAnswered), house.legal.desk.writing() as work:
        correspondence.answer(work, reception.id, document_id=document.id)
    assert reception_of(house.office, reception.id).closed_at is None

    with house.legal.desk.writing() as work:
        correspondence.send(work, document_id=document.id, distribution=[to(ministry)])
    assert reception_of(house.office, reception.id).closed_at is None, "it has not left yet"
    do_all_jobs(platform)

    assert reception_of(house.office, reception.id).closed_way == "answered"
    assert referral_of(house.legal, referral.id).way == "answered"
    with house.legal.desk.reading() as work:
        assert documents.get(work, document.id).dispatched_at


def test_an_answer_in_part_ends_nothing(platform: Platform, ministry: Office, house: House) -> None:
    reception = acknowledged(platform, ministry, house.office)
    document = a_sealed_document(platform, house.office)
    with house.office.desk.writing() as work:
        correspondence.answer(work, reception.id, document_id=document.id, definitive=False)
        correspondence.send(work, document_id=document.id, distribution=[to(ministry)])
    do_all_jobs(platform)

    entry = reception_of(house.office, reception.id)
    assert entry.closed_at is None
    with house.office.desk.reading() as work:
        _, steps = correspondence.trail(work, entry.id)
        (answer,) = correspondence.answers(work, entry.id)
    assert steps[-1].what == "answered-in-part"
    assert answer.dispatched_at
