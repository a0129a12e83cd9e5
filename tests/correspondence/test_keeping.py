"""What came in is kept by the schedule from its end on, whether or not anybody filed it."""

import pytest

import correspondence.service as correspondence
import documents.service as documents
from correspondence.holdings import BOOK
from documents.retention import holds, remembering
from documents.retention.keepable import RECEPTION
from documents.retention.models import Disposal, Retained, Scope
from oficina.platform import Platform
from tests.correspondence.papers import a_letter
from tests.documents.retention.test_schedule import ORDER, look, retained, rules, ruling
from tests.offices import Office


def test_an_entry_that_nobody_filed_is_kept_from_its_end_on(platform: Platform, ministry: Office) -> None:
    scans = [platform.blobs.put([each]) for each in (b"%PDF first", b"%PDF second")]
    rules(ministry, ruling(Scope.SERIES, BOOK, 3, Disposal.ELIMINATE), ruling(name="carta", years=9))
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now, kind="CARTA"), scans[0])
        work.session.flush()
        correspondence.add_scan(work, entry.id, scans[1])
    with ministry.desk.reading() as work:
        thing = platform.holders[RECEPTION].read(work, entry.id)
        assert remembering.retained_of(work, entry.id) is None
    assert (thing.series, thing.kind, thing.since, thing.records) == (BOOK, "carta", None, ())
    assert set(thing.contents) == {each.name for each in scans}, (
        "what was scanned before is kept beside what took its place"
    )

    with ministry.desk.writing() as work:
        correspondence.close(work, entry.id, way="archived", reason="Tomado conocimiento")
    look(platform)
    row = retained(ministry, entry.id)
    assert row.until
    assert (row.scope, row.name, row.until.year) == (Scope.SERIES, BOOK, platform.database.clock().year + 3)
    with ministry.desk.reading() as work:
        assert set(platform.holders[RECEPTION].read(work, entry.id).records) == set(thing.contents)

    with ministry.desk.writing() as work:
        correspondence.reopen(work, entry.id, "Llegó otro antecedente")
    look(platform)
    assert retained(ministry, entry.id).until is None


def test_what_was_ended_before_anybody_remembered_is_found_and_may_be_held(
    platform: Platform, ministry: Office
) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
        correspondence.register_entry(work, a_letter(work.now, number="513"))
        work.session.flush()
        correspondence.close(work, entry.id, way="archived", reason="Tomado conocimiento")
    with ministry.desk.writing() as work:
        work.session.delete(work.find(Retained, subject_id=entry.id))
    with ministry.desk.writing() as work:
        assert remembering.recall(work, platform.holders, "test") == 1
        holds.put(work, platform.holders, RECEPTION, entry.id, ORDER)
    with ministry.desk.reading() as work:
        assert holds.held_among(work, [entry.id]) == {entry.id}
        assert platform.holders[RECEPTION].titles(work, [entry.id]) == {entry.id: "Solicita informe"}


@pytest.mark.once
def test_what_is_added_so_that_its_signatures_last_is_kept_with_it(platform: Platform, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
        work.session.flush()
        documents.hold(work, "a" * 64, entry.id)
    with ministry.desk.reading() as work:
        assert platform.holders[RECEPTION].read(work, entry.id).contents == ("a" * 64,)
