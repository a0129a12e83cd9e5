from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import audit.service as audit
import documents.service as documents
import expedientes.service as expedientes
import search.service as search
from expedientes.errors import EntryNotFound, ExpedienteClosed, ExpedienteNotFound, HasNoContent, NestedInItself
from expedientes.service import Opening, Readers
from kernel.database import Desk
from oficina.platform import Platform
from search.service import Wanted
from tests.correspondence.houses import a_unit
from tests.expedientes.cases import OPENING, a_clerk, a_seer, a_thing, faults, filed, opened
from tests.offices import Office, a_document, do_all_jobs


@pytest.fixture
def clerk(platform: Platform, ministry: Office) -> Desk:
    return a_clerk(platform, ministry)


def listed(desk: Desk) -> int:
    with desk.reading() as work:
        return len(work.session.scalars(expedientes.readable(work)).all())


def test_only_its_readers_find_it(platform: Platform, ministry: Office, municipality: Office, clerk: Desk) -> None:
    case, unit = opened(clerk), ministry.unit_id
    colleague = a_clerk(platform, ministry, units=frozenset({unit}))
    strangers = (colleague, a_clerk(platform, municipality), a_seer(platform, municipality))
    for stranger in strangers:
        with pytest.raises(ExpedienteNotFound), stranger.reading() as work:
            expedientes.get(work, case.id)
        with pytest.raises(ExpedienteNotFound):
            filed(stranger, case, a_thing())
    assert [listed(desk) for desk in (clerk, *strangers)] == [1, 0, 0, 0]

    with clerk.writing() as work:
        expedientes.share(work, case.id, Readers(units=[unit]), "Debe informar")
    assert listed(colleague) == 1
    filed(colleague, case, a_thing())
    assert faults(a_seer(platform, ministry)) == []


def test_the_responsible_and_the_unit_may_read_it(platform: Platform, ministry: Office, clerk: Desk) -> None:
    post, unit = ministry.post_id, ministry.unit_id
    with clerk.writing() as work:
        expedientes.open_(work, OPENING, responsible_post_id=post, unit_id=unit)
    boss = platform.database.desk(replace(a_clerk(platform, ministry).actor, posts=frozenset({post})))

    assert (listed(boss), listed(a_clerk(platform, ministry, units=frozenset({unit})))) == (1, 1)


def test_one_party_does_not_see_the_sensitive_papers_of_another(
    platform: Platform, ministry: Office, clerk: Desk
) -> None:
    """DS 10, art. 37: they may read the expediente and not every paper in it."""
    case, unit = opened(clerk), ministry.unit_id
    secret = replace(a_thing("Ficha clínica"), restricted=True, blob="f" * 64)
    entry = filed(clerk, case, secret)
    paper = filed(clerk, case, a_thing("Plano"))
    doctor = a_clerk(platform, ministry, units=frozenset({unit}))
    with clerk.writing() as work:
        expedientes.share(work, case.id, Readers(units=[unit]), "Debe informar")
    with doctor.reading() as work:
        assert expedientes.unreadable(work, [entry, paper]) == {entry.id}
        with pytest.raises(EntryNotFound):
            expedientes.readable_entry(work, case, entry.id)
        with pytest.raises(HasNoContent):
            expedientes.readable_entry(work, case, paper.id)

    with clerk.writing() as work:
        search.add_marks(work, entry.subject_id or entry.id, {f"unit:{unit}"})
    with doctor.reading() as work:
        assert expedientes.readable_entry(work, case, entry.id).blob == "f" * 64


def test_each_look_is_written_down(clerk: Desk) -> None:
    case = opened(clerk, Opening("Sumario", "Sumario", "Fiscal", access_level=4, access_cause="Ley 18.834, art. 137"))
    with clerk.writing() as work:
        expedientes.note_access(work, case, "opened")
    with clerk.reading() as work:
        (access,) = expedientes.accesses(work, case)
    assert (access.what, access.by, access.person_id) == ("opened", clerk.actor.name, clerk.actor.person_id)
    with clerk.reading() as work:
        assert [each.facts["what"] for each in audit.openings(work, [case.id])] == ["opened"]


def test_what_is_restricted_after_it_was_filed_is_closed_to_the_readers_of_the_expediente_too(
    platform: Platform, ministry: Office, clerk: Desk
) -> None:
    case, archive = opened(clerk), a_unit(platform, ministry, "Archivo", "Pedro Mansilla", "redactor")
    reader, unit = archive.desk, archive.unit_id
    document = a_document(platform, ministry)
    with clerk.writing() as work:
        expedientes.share(work, case.id, Readers(units=[unit], people=[ministry.person_id]), "Debe informar")
    with ministry.desk.writing() as work:
        entry = expedientes.file_by_id(work, platform.fileables, case.id, "document", document.id)
    do_all_jobs(platform)
    wanted = Wanted("antecedentes tipo:expediente")
    with reader.reading() as work:
        assert expedientes.readable_entry(work, case, entry.id).title == document.subject
    assert search.find(reader, platform.index, wanted).total == 1

    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, documents.Access(4, "Ley 20.285, art. 21 N° 2"))

    assert search.find(reader, platform.index, wanted).total == 0, "although the index has not heard of it"
    with reader.reading() as work, pytest.raises(EntryNotFound):
        expedientes.readable_entry(work, case, entry.id)
    with ministry.desk.writing() as work:
        expedientes.note_access(work, case, "read", entry)
        assert [each.facts["entry"] for each in audit.openings(work, [case.id])] == [str(entry.id)]
    do_all_jobs(platform)
    assert search.find(reader, platform.index, wanted).total == 0
    assert search.find(reader, platform.index, Wanted("tipo:expediente")).total == 1, "the rest of it is found again"


def test_it_is_found_by_what_is_in_it_by_its_readers_only(platform: Platform, ministry: Office, clerk: Desk) -> None:
    case = opened(clerk)
    filed(clerk, case, a_thing("Plano de deslindes"))
    filed(clerk, case, replace(a_thing("Ficha clínica"), restricted=True))
    do_all_jobs(platform)

    def found(desk: Desk, typed: str) -> int:
        return search.find(desk, platform.index, Wanted(typed)).total

    asked = (case.iuie, "áridos", "planos deslinde", "1847", "tipo:expediente")
    assert [found(clerk, each) for each in asked] == [1] * 5
    assert [found(a_clerk(platform, ministry), each) for each in asked] == [0] * 5
    assert found(clerk, "ficha clínica") == 0


def test_many_at_once_leave_no_gap_and_no_fork(platform: Platform, ministry: Office) -> None:
    seer = a_seer(platform, ministry)
    with ThreadPoolExecutor(8) as crowd:
        cases = list(crowd.map(lambda _: opened(seer), range(16)))
    with ThreadPoolExecutor(8) as crowd:
        entries = list(crowd.map(lambda n: filed(seer, cases[0], a_thing(str(n))), range(16)))

    assert sorted(case.number for case in cases) == list(range(1, 17))
    assert sorted(entry.position for entry in entries) == list(range(2, 18))
    assert faults(seer) == []


def test_closing_while_others_file_leaves_every_paper_either_in_or_refused(
    platform: Platform, ministry: Office
) -> None:
    seer = a_seer(platform, ministry)
    case = opened(seer)

    def file_or_close(turn: int) -> bool:
        try:
            if turn == 4:
                with seer.writing() as work:
                    expedientes.close(work, case.id, "Terminó")
            else:
                filed(seer, case, a_thing(str(turn)))
        except ExpedienteClosed:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        done = sum(crowd.map(file_or_close, range(12)))
    with seer.reading() as work:
        assert len(expedientes.index(work, case)["entries"]) == done - 1
    assert faults(seer) == []


def test_two_that_are_put_into_each_other_at_once_do_not_both_go_in(platform: Platform, ministry: Office) -> None:
    seer = a_seer(platform, ministry)
    one, other = opened(seer), opened(seer)

    def into(pair: tuple[object, ...]) -> bool:
        try:
            with seer.writing() as work:
                expedientes.file_expediente(work, pair[0].id, pair[1].id)  # type: ignore[attr-defined]
        except NestedInItself:
            return False
        return True

    with ThreadPoolExecutor(2) as crowd:
        assert sum(crowd.map(into, [(one, other), (other, one)])) == 1
