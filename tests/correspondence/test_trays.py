from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

import correspondence.book as book
import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
from correspondence.lines import Expectation, Line, Outside, Target
from correspondence.rights import RESERVED
from correspondence.trays import TRAYS
from kernel.calendar import Term, TermKind
from oficina.platform import Platform
from tests.correspondence.desks import acknowledged, arrived, receptions, sent, to
from tests.correspondence.houses import House, a_house
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_colleague, a_sealed_document


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


@contextmanager
def statements(platform: Platform) -> Iterator[list[str]]:
    """Every statement that the database is asked meanwhile."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            told.append(statement)

    event.listen(platform.database.engine, "before_cursor_execute", note)
    yield told
    event.remove(platform.database.engine, "before_cursor_execute", note)


def in_tray(office: Office, name: str) -> list[object]:
    with office.desk.reading() as work:
        return [row[0].id for row in work.session.execute(correspondence.tray(work, name))]


def test_each_entry_lies_where_it_waits(platform: Platform, ministry: Office, house: House) -> None:
    office = house.office
    waiting, returned = (arrived(platform, ministry, office) for _ in range(2))
    unreferred, referred = (acknowledged(platform, ministry, office) for _ in range(2))
    with office.desk.writing() as work:
        correspondence.return_(work, returned.id, reason="other", note="No corresponde")
        soon = Target(unit_id=house.legal.unit_id, term=Term(TermKind.HOURS, 1))
        correspondence.refer(work, referred.id, [soon])
        closed = correspondence.register_entry(work, a_letter(work.now))
        correspondence.close(work, closed.id, way="archived", reason="Sin más trámite")

    assert in_tray(office, "to-acknowledge") == [waiting.id]
    assert in_tray(office, "to-refer") == [unreferred.id]
    assert in_tray(office, "returned") == [returned.id]
    assert in_tray(office, "closed") == [closed.id]
    assert in_tray(house.legal, "to-attend") == [referred.id]
    assert in_tray(house.legal, "all") == [referred.id]
    assert in_tray(house.archive, "all") == []
    with office.desk.reading() as work:
        counts = correspondence.counts(work)
        late = work.session.execute(correspondence.deadlines(work, work.now + timedelta(hours=2))).all()
    assert [row[0].id for row in late] == [referred.id]
    assert counts == {name: len(in_tray(office, name)) for name in TRAYS}


def test_a_tray_is_as_many_statements_however_full_it_is(platform: Platform, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        for _ in range(30):
            correspondence.register_entry(work, a_letter(work.now))

    trays = (lambda work: work.session.execute(correspondence.tray(work)).all(), 2)
    for act, many in (trays, (correspondence.waiting, 4), (correspondence.counts, 6)):
        with ministry.desk.reading() as work, statements(platform) as told:
            act(work)
        assert len(told) <= many, "the rows, and the zone in which a day ends"


def test_what_came_after_the_last_that_was_seen_is_new(house: House) -> None:
    office = house.office
    with office.desk.writing() as work:
        assert correspondence.newest(work) == UUID(int=0)
        seen = correspondence.register_entry(work, a_letter(work.now))
        work.session.flush()
        assert correspondence.newest(work) == seen.id
        letter = a_letter(work.now, destination_unit_id=house.legal.unit_id)
        correspondence.register_entry(work, letter)

    with office.desk.reading() as work:
        assert correspondence.newer(work, seen.id) == 1
    with house.archive.desk.reading() as work:
        assert correspondence.newer(work, seen.id) == 0


def test_a_reserved_entry_is_there_but_says_nothing(platform: Platform, house: House) -> None:
    clerk = a_colleague(platform, house.office, "Rosa Vera", "partes-entrada")
    with house.office.desk.writing() as work:
        reserved = {"access_level": 4, "access_cause": "Ley 20.285, art. 21", "subject": "Sumario de Juan Pérez"}
        letter = a_letter(work.now, destination_unit_id=house.legal.unit_id, **reserved)
        correspondence.register_entry(work, letter)

    with clerk.desk.reading() as work:
        ((entry, readable),) = work.session.execute(correspondence.tray(work)).all()
        within = book.Range.of(work, institutions.today(work), institutions.today(work))
        (line,) = book.entry_lines(work, within)
    assert not readable
    assert (line.materia, line.remitente, line.ingreso) == (RESERVED, RESERVED, entry.entry)
    with house.legal.desk.reading() as work:
        ((_, readable),) = work.session.execute(correspondence.tray(work)).all()
    assert readable


def test_the_book_has_what_the_trays_have(platform: Platform, ministry: Office, house: House) -> None:
    office = house.office
    returned = arrived(platform, ministry, office)
    with office.desk.writing() as work:
        correspondence.return_(work, returned.id, reason="illegible", note="No se lee")
        annulled = correspondence.register_entry(work, a_letter(work.now, subject='=HYPERLINK("x")'))
        correspondence.annul(work, annulled.id, "Repetido")
        corrected = correspondence.register_entry(work, a_letter(work.now))
        correspondence.rectify(work, corrected.id, changes={"sheets": 4}, reason="Se contaron")
    sent(platform, office, to(ministry, "Señor Ministro"))
    wrong = a_sealed_document(platform, office)
    with office.desk.writing() as work:
        documents.annul(work, wrong.id, "Fecha equivocada")

    with office.desk.reading() as work:
        within = book.Range.of(work, work.now.date() - timedelta(days=1), work.now.date() + timedelta(days=1))
        lines = list(book.entry_lines(work, within))
        dispatch, annulment = book.dispatch_lines(work, within)
        assert book.count(work, within) == (len(lines), 1) == (correspondence.counts(work)["all"], 1)
        text = book.as_csv(lines, book.EntryLine)
    assert [line.observaciones for line in lines] == [
        "Devuelto, Ilegible: No se lee",
        "Anulado: Repetido",
        "Rectificado",
    ]
    assert annulment.observaciones == "Anulado: Fecha equivocada"
    assert dispatch.destinatarios == "Ministerio de Obras"
    assert len(text.splitlines()) == 4
    assert ";'=HYPERLINK" in text or "\"'=HYPERLINK" in text, "a spreadsheet takes no cell for a formula"


def test_the_nomina_has_what_waits_to_leave(platform: Platform, ministry: Office) -> None:
    court = Outside("Segundo Juzgado Civil", "court", "registered-letter", "Huérfanos 1409, Santiago")
    communication = sent(platform, ministry, Line(None, court.name, outside=court))
    with ministry.desk.reading() as work:
        ((waiting, _),) = correspondence.dispatch_list(work, work.now.date(), medium="registered-letter")
        assert correspondence.dispatch_list(work, work.now.date(), medium="courier") == []
    assert waiting.recipient == "Segundo Juzgado Civil"
    assert waiting.communication_id == communication.id


def test_what_is_expected_of_a_recipient_is_in_its_tray(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    with ministry.desk.reading() as work:
        at = work.now
    expectation = Expectation(answer=True, answer_to_id=ministry.id, term=Term(TermKind.HOURS, 3))
    sent(platform, ministry, to(municipality), expectation=expectation)

    (reception,) = receptions(municipality)
    assert (reception.answer_expected, reception.answer_to) == (True, "Ministerio de Obras")
    assert reception.due_at
    assert reception.due_at >= at + timedelta(hours=3)
    with municipality.desk.reading() as work:
        assert not correspondence.clocks(reception, work.now).unit_late
        late = correspondence.clocks(reception, work.now + timedelta(hours=25))
    assert (late.unit_late, late.providence_late, late.overdue) == (True, False, True)
