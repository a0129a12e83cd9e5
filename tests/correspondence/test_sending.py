import pytest

import correspondence.service as correspondence
import documents.service as documents
from correspondence.errors import AlreadySent, BadLine, NotRedirectable, NotWithdrawable
from correspondence.lines import Line, Outside
from correspondence.lists import NotInTheList
from correspondence.models import DeliveryState
from documents.errors import NotNumbered
from institutions.errors import UnknownInstitution
from oficina.platform import Platform
from tests.correspondence.desks import (
    acknowledged,
    arrived,
    copies,
    exchanged,
    reception_of,
    receptions,
    sent,
    states,
    to,
)
from tests.offices import Office, a_document, a_sealed_document, an_office, do_all_jobs


def test_the_real_distribution_of_23_lines_is_20_receptions_and_one_own_copy(
    platform: Platform, ministry: Office
) -> None:
    """GAB. PRES. N° 005: 20 institutions, the sender's own Oficina de Partes, and two more of one of them."""
    others = [an_office(platform, f"Ministerio {number}") for number in range(1, 21)]
    minsegpres = others[4]
    lines = [to(office, f"Señor Ministro {number}") for number, office in enumerate(others, start=1)]
    lines += [
        to(ministry, "(GAB. PRES.) Oficina de Partes"),
        to(minsegpres, "(DJ) MINSEGPRES"),
        to(minsegpres, "Of. de Partes MINSEGPRES"),
    ]

    communication = sent(platform, ministry, *lines)

    assert [len(receptions(office)) for office in others] == [1] * 20
    assert receptions(ministry) == [], "one's own copy does not come in"
    assert sorted(states(ministry, communication)) == [DeliveryState.DELIVERED] * 20 + [DeliveryState.KEPT]
    (reception,) = receptions(minsegpres)
    assert [(line["position"], line["addressee"]) for line in reception.snapshot["lines"]] == [
        (5, "Señor Ministro 5"),
        (22, "(DJ) MINSEGPRES"),
        (23, "Of. de Partes MINSEGPRES"),
    ]
    with ministry.desk.reading() as work:
        assert len(correspondence.lines(work, communication.id)) == 23
    assert {each.kind for each in exchanged(ministry)} == {"copy"}


def test_nothing_leaves_before_the_seal_and_all_leaves_after_it(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    communication = sent(platform, ministry, to(municipality), arrives=False)
    assert states(ministry, communication) == [DeliveryState.ON_ITS_WAY]

    do_all_jobs(platform)

    assert states(ministry, communication) == [DeliveryState.DELIVERED]
    (reception,) = receptions(municipality)
    with ministry.desk.reading() as work:
        sealed = documents.sealed_version(work, communication.document_id)
        assert documents.get(work, communication.document_id).dispatched_at
    assert reception.blob == sealed.blob


def test_what_is_not_numbered_is_not_sent(platform: Platform, ministry: Office, municipality: Office) -> None:
    document = a_document(platform, ministry)

    with pytest.raises(NotNumbered), ministry.desk.writing() as work:
        correspondence.send(work, document_id=document.id, distribution=[to(municipality)])


def test_a_recipient_gets_one_copy_however_often_it_is_sent(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    communication = sent(platform, ministry, to(municipality))

    with pytest.raises(AlreadySent, match="Ancud"), ministry.desk.writing() as work:
        correspondence.send(work, document_id=communication.document_id, distribution=[to(municipality)])


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (Line(None, "Nadie"), BadLine),
        (Line(None, "Juzgado", outside=Outside("Juzgado", "court", "pigeon", "Centro")), NotInTheList),
        (Line(None, "Juzgado", outside=Outside("Juzgado", "spirit", "by-hand", "Centro")), NotInTheList),
    ],
)
def test_a_line_that_leads_nowhere_is_refused(
    platform: Platform, ministry: Office, line: Line, refusal: type[Exception]
) -> None:
    document = a_sealed_document(platform, ministry)

    with pytest.raises(refusal), ministry.desk.writing() as work:
        correspondence.send(work, document_id=document.id, distribution=[line])


def test_a_copy_is_withdrawn_while_nobody_opened_it(platform: Platform, ministry: Office, municipality: Office) -> None:
    communication = sent(platform, ministry, to(municipality))
    (copy,) = copies(ministry, communication)

    with ministry.desk.writing() as work:
        assert correspondence.withdraw(work, copy.id, "Error de destinatario").state == "withdrawal-asked"
    do_all_jobs(platform)

    assert states(ministry, communication) == [DeliveryState.WITHDRAWN]
    (reception,) = receptions(municipality)
    assert (reception.state, reception.note) == ("withdrawn", "Error de destinatario")


def test_a_copy_that_did_not_leave_is_withdrawn_at_once(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    communication = sent(platform, ministry, to(municipality), arrives=False)
    (copy,) = copies(ministry, communication)

    with ministry.desk.writing() as work:
        correspondence.withdraw(work, copy.id, "Error de destinatario")
    do_all_jobs(platform)

    assert states(ministry, communication) == [DeliveryState.WITHDRAWN]
    assert receptions(municipality) == []


def test_a_copy_that_was_opened_stays(platform: Platform, ministry: Office, municipality: Office) -> None:
    communication = sent(platform, ministry, to(municipality))
    (reception,) = receptions(municipality)
    with municipality.desk.writing() as work:
        correspondence.note_opening(work, reception.id)
    (copy,) = copies(ministry, communication)

    with ministry.desk.writing() as work:
        correspondence.withdraw(work, copy.id, "Error de destinatario")
    do_all_jobs(platform)

    assert states(ministry, communication) == [DeliveryState.DELIVERED]
    assert reception_of(municipality, reception.id).state == "arrived"


def test_an_acknowledged_copy_cannot_be_withdrawn(platform: Platform, ministry: Office, municipality: Office) -> None:
    reception = acknowledged(platform, ministry, municipality)

    assert reception.delivery_id
    with pytest.raises(NotWithdrawable), ministry.desk.writing() as work:
        correspondence.withdraw(work, reception.delivery_id, "Tarde")


def test_what_came_back_goes_to_another_under_the_same_number(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    other = an_office(platform, "Municipalidad de Quellón")
    communication = sent(platform, ministry, to(municipality))
    (reception,) = receptions(municipality)
    (copy,) = copies(ministry, communication)
    with pytest.raises(NotRedirectable), ministry.desk.writing() as work:
        correspondence.redirect(work, copy.id, to(other, "Señora Alcaldesa"))
    with municipality.desk.writing() as work:
        correspondence.return_(work, reception.id, reason="wrong-recipient", note="Es de Quellón")
    do_all_jobs(platform)

    with ministry.desk.writing() as work:
        correspondence.redirect(work, copy.id, to(other, "Señora Alcaldesa"))
    do_all_jobs(platform)

    returned, redirected = copies(ministry, communication)
    assert (returned.state, returned.reason, returned.note) == ("returned", "wrong-recipient", "Es de Quellón")
    assert returned.answered_by, "the sender sees which post returned it"
    assert (redirected.state, redirected.replaces_id) == ("delivered", copy.id)
    (there,) = receptions(other)
    assert there.number == reception.number


def test_what_lacked_an_annex_may_go_to_the_same_recipient_again(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    with municipality.desk.writing() as work:
        correspondence.return_(work, reception.id, reason="missing-annex", note="Falta el anexo 2")
    do_all_jobs(platform)
    assert reception.delivery_id

    with ministry.desk.writing() as work:
        assert correspondence.redirect(work, reception.delivery_id, to(municipality)).attempt == 2
    do_all_jobs(platform)

    assert len(receptions(municipality)) == 2


def test_a_recipient_that_is_not_in_the_directory_is_said_before_anything_leaves(
    platform: Platform, ministry: Office
) -> None:
    document = a_sealed_document(platform, ministry)
    nobody = Line(document.id, "Nadie")

    with pytest.raises(UnknownInstitution), ministry.desk.writing() as work:
        correspondence.send(work, document_id=document.id, distribution=[nobody])


def test_its_number_in_the_states_platform_is_written_down_by_hand(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    communication = sent(platform, ministry, to(municipality))
    assert communication.state_register_number is None

    with ministry.desk.writing() as work:
        correspondence.register_with_the_state(work, communication.id, "2260043")

    with ministry.desk.reading() as work:
        assert correspondence.get(work, communication.id).state_register_number == "2260043"
