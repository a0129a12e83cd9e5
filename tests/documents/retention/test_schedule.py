"""What an institution decides of how long things are kept, and what may not be touched meanwhile."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

import audit.service as audit
import documents.service as documents
import expedientes.service as expedientes
from documents.errors import DocumentNotFound
from documents.retention import holds, remembering, schedule
from documents.retention.errors import AlreadyLifted, HoldNotFound, ReasonMissing, RuleNotFound, RuleWrong
from documents.retention.holds import Order
from documents.retention.jobs import KeepRetained
from documents.retention.keepable import DOCUMENT, EXPEDIENTE
from documents.retention.models import Disposal, HoldCause, Retained, Scope
from documents.retention.schedule import Ruling
from expedientes.service import Opening
from kernel.actor import PLATFORM, NotAllowed
from kernel.rows import new_id
from oficina.platform import Platform
from tests.offices import Office, a_colleague, a_signed_document, do_all_jobs

BASIS = "Res. Ex. 12/2026"
ORDER = Order("Oficio 33/2026 del 2° Juzgado Civil", "Causa por cobro de pesos", HoldCause.LITIGATION)


def ruling(
    scope: Scope = Scope.KIND,
    name: str = "oficio-ordinario",
    years: int = 5,
    disposal: Disposal = Disposal.TRANSFER,
    basis: str = BASIS,
    reason: str = "Primera tabla",
) -> Ruling:
    return Ruling(scope, name, years, disposal, basis, reason)


def rules(office: Office, *rulings: Ruling) -> None:
    with office.desk.writing() as work:
        for each in rulings:
            schedule.rule(work, each)
            work.session.flush()


def look(platform: Platform) -> None:
    """What the timer does."""
    with platform.database.writing(PLATFORM) as work:
        work.enqueue(KeepRetained())
    do_all_jobs(platform)


def retained(office: Office, subject_id: object) -> Retained:
    with office.desk.reading() as work:
        row = work.find(Retained, subject_id=subject_id)
    assert row is not None
    return row


def test_a_schedule_has_revisions_and_the_narrowest_rule_decides(ministry: Office) -> None:
    rest = ruling(Scope.REST, "", 2, Disposal.ELIMINATE)
    rules(ministry, rest, ruling(), ruling(years=7, reason="Circular nueva"), ruling(Scope.SERIES, "OFICIOS", 10))
    with ministry.desk.reading() as work:
        told = schedule.schedule(work)
        assert [each.number for each in schedule.history(work)] == [4, 3, 2, 1]
        by = {
            (series, kind): schedule.rule_for(told, series=series, kind=kind)
            for series, kind in (("OFICIOS", "oficio-ordinario"), ("X", "oficio-ordinario"), ("X", "carta"))
        }
    assert [(each.years, each.revision) for each in by.values() if each] == [(10, 1), (7, 2), (2, 1)]

    with ministry.desk.writing() as work:
        schedule.repeal(work, Scope.KIND, "oficio-ordinario", "Queda con el resto")
    with ministry.desk.reading() as work:
        told = schedule.schedule(work)
        decides = schedule.rule_for(told, series="X", kind="oficio-ordinario")
        acts = {each.action for each in audit.trail(work, ministry.id, "retention.rule-set", "retention.rule-ended")}
    assert decides
    assert decides.scope == Scope.REST
    assert acts == {"retention.rule-set", "retention.rule-ended"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (ruling(name=""), RuleWrong),
        (ruling(Scope.REST, "algo"), RuleWrong),
        (ruling(years=0), RuleWrong),
        (ruling(basis="no"), RuleWrong),
        (ruling(reason=" "), ReasonMissing),
    ],
)
def test_a_rule_that_does_not_hold_is_refused(ministry: Office, wrong: Ruling, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), ministry.desk.writing() as work:
        schedule.rule(work, wrong)


@pytest.mark.once
def test_only_whoever_carries_the_right_changes_the_schedule(platform: Platform, ministry: Office) -> None:
    other = a_colleague(platform, ministry, "Berta Soto", "redactor")
    for act in (
        lambda work: schedule.rule(work, ruling()),
        lambda work: schedule.repeal(work, Scope.KIND, "carta", "Porque sí"),
        lambda work: holds.put(work, platform.holders, DOCUMENT, uuid4(), ORDER),
        lambda work: holds.lift(work, platform.holders, uuid4(), uuid4(), ORDER),
    ):
        with pytest.raises(NotAllowed), other.desk.writing() as work:
            act(work)
    with pytest.raises(RuleNotFound), ministry.desk.writing() as work:
        schedule.repeal(work, Scope.KIND, "carta", "No hay tal regla")


@pytest.mark.database_free
def test_a_term_ends_on_the_same_day_and_one_of_a_leap_day_on_the_next() -> None:
    assert schedule.years_after(date(2026, 11, 21), 5) == date(2031, 11, 21)
    assert schedule.years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert schedule.years_after(date(2028, 2, 29), 5) == date(2033, 3, 1)


def test_what_is_signed_is_kept_by_the_schedule_and_worked_out_again_when_it_changes(
    platform: Platform, ministry: Office
) -> None:
    document = a_signed_document(platform, ministry)
    look(platform)
    assert retained(ministry, document.id).until is None
    rules(ministry, ruling())
    look(platform)
    row, today = retained(ministry, document.id), platform.database.clock().date()
    assert row.until
    assert row.until.year == today.year + 5
    assert (row.scope, row.revision, row.due_at, row.asked_until) == (Scope.KIND, 1, None, None)

    rules(ministry, ruling(Scope.SERIES, document.classification, 50, Disposal.PERMANENT))
    look(platform)
    row = retained(ministry, document.id)
    assert (row.scope, row.until) == (Scope.SERIES, None)
    assert row.due_at is not None
    with ministry.desk.reading() as work:
        assert not remembering.something_due(work)
        assert remembering.past(work, today + timedelta(days=9)) == []


def test_an_expediente_is_kept_from_its_closing_on(platform: Platform, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    rules(ministry, ruling(Scope.SERIES, "OBRAS", 1, Disposal.ELIMINATE))
    opening = Opening("Permiso de obra", "Pide permiso", "Ana Rojas, Jefatura", series="OBRAS")
    with ministry.desk.writing() as work:
        made = expedientes.open_(work, opening)
        work.session.flush()
        expedientes.file_by_id(work, platform.fileables, made.id, DOCUMENT, document.id)
    with ministry.desk.reading() as work:
        assert remembering.retained_of(work, made.id) is None
        assert platform.holders[EXPEDIENTE].read(work, made.id).records == ()

    with ministry.desk.writing() as work:
        expedientes.close(work, made.id, "Se otorgó")
    look(platform)
    row = retained(ministry, made.id)
    assert row.until
    with ministry.desk.reading() as work:
        thing = platform.holders[EXPEDIENTE].read(work, made.id)
        over = [each.subject_id for each in remembering.past(work, row.until)]
    assert (len(thing.records), thing.since) == (1, row.since)
    assert made.id in over

    with ministry.desk.writing() as work:
        expedientes.reopen(work, made.id, "Llegó un recurso")
    look(platform)
    assert retained(ministry, made.id).until is None


def test_what_was_signed_before_anybody_remembered_is_found(platform: Platform, ministry: Office) -> None:
    rules(ministry, ruling())
    document = a_signed_document(platform, ministry)
    with ministry.desk.writing() as work:
        closed = expedientes.open_(work, Opening("Caso", "Caso", "Ana Rojas"))
        work.session.flush()
        expedientes.close(work, closed.id, "Terminó")
    with ministry.desk.writing() as work:
        for each in (document.id, closed.id):
            work.session.delete(work.find(Retained, subject_id=each))
    with ministry.desk.writing() as work:
        assert remembering.recall(work, platform.holders, "file:///elsewhere") == 2
        assert remembering.recall(work, platform.holders, "file:///elsewhere") == 0
    look(platform)
    with ministry.desk.writing() as work:
        assert remembering.recall(work, platform.holders, "s3://another/bucket") == 2
    assert retained(ministry, document.id).due_at


def test_a_hold_is_put_and_lifted_with_an_act_and_its_reason(platform: Platform, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    with ministry.desk.writing() as work:
        hold = holds.put(work, platform.holders, DOCUMENT, document.id, ORDER)
        work.session.flush()
        assert holds.held_among(work, [document.id, uuid4()]) == {document.id}
    with ministry.desk.reading() as work:
        assert [each.id for each in holds.in_force(work)] == [hold.id]

    with ministry.desk.writing() as work:
        holds.lift(work, platform.holders, document.id, hold.id, Order("Resolución del tribunal", "Sentencia firme"))
    with ministry.desk.reading() as work:
        (told,) = holds.holds_of(work, document.id)
        assert (told.lifted_by, holds.in_force(work)) == ("Ana Rojas", [])
        assert [each.action for each in audit.trail(work, document.id, "retention.hold-put", "retention.hold-lifted")]


def test_a_hold_that_does_not_stand_is_refused(platform: Platform, ministry: Office, municipality: Office) -> None:
    document = a_signed_document(platform, ministry)
    with ministry.desk.writing() as work:
        hold = holds.put(work, platform.holders, DOCUMENT, document.id, ORDER)
    for order in (Order("", "Sin acto alguno"), Order("Oficio 1", " ")):
        with pytest.raises(ReasonMissing), ministry.desk.writing() as work:
            holds.put(work, platform.holders, DOCUMENT, document.id, order)
    with pytest.raises(DocumentNotFound), municipality.desk.writing() as work:
        holds.put(work, platform.holders, DOCUMENT, document.id, ORDER)
    for subject, wanted in ((document.id, new_id()), (new_id(), hold.id)):
        with pytest.raises(HoldNotFound), ministry.desk.writing() as work:
            holds.lift(work, platform.holders, subject, wanted, ORDER)
    with ministry.desk.writing() as work:
        holds.lift(work, platform.holders, document.id, hold.id, ORDER)
    with pytest.raises(AlreadyLifted), ministry.desk.writing() as work:
        holds.lift(work, platform.holders, document.id, hold.id, ORDER)


@pytest.mark.once
def test_a_draft_has_no_term_yet_and_may_be_held(platform: Platform, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    with ministry.desk.writing() as work:
        row = documents.get(work, document.id, lock=True)
        row.signing = "requested"
    with ministry.desk.reading() as work:
        thing = platform.holders[DOCUMENT].read(work, document.id)
    assert (thing.since, thing.records, len(thing.contents)) == (None, (), 1)
