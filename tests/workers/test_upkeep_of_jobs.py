"""Leases that are renewed, timers that ring once, and rows that leave when nobody needs them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import update

import audit.service as audit
from audit.jobs import SequenceLog
from kernel.actor import PLATFORM
from kernel.clock import utc_now
from kernel.jobs import JobRow, JobState
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.offices import Office, do_all_jobs, eventually, jobs
from workers import schedule
from workers.claims import LEASE, claim, release_all
from workers.handlers import HANDLERS
from workers.inline import beside_the_web
from workers.jobs import SweepDone
from workers.leases import Leases
from workers.perform import perform
from workers.sweeping import KEPT, sweep_done


class Later:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def platform(settings: Settings, clock: Later) -> Iterator[Platform]:
    platform = open_platform(settings, clock=clock)
    yield platform
    platform.close()


def an_act(office: Office) -> None:
    with office.desk.writing() as work:
        audit.record(work, "test.written", uuid4())


def test_a_job_that_takes_long_keeps_its_lease_and_nobody_else_gets_it(
    platform: Platform, clock: Later, ministry: Office
) -> None:
    an_act(ministry)
    (row,) = jobs(platform)
    leases = Leases(platform)
    leases.renew()
    with platform.database.writing(PLATFORM) as work:
        slow = claim(work, row.id, worker="slow")
    assert slow

    with leases.kept(slow):
        for _ in range(3):
            clock.ahead += LEASE * 0.9
            leases.renew()
        with platform.database.writing(PLATFORM) as work:
            assert not claim(work, row.id, worker="quick")
    clock.ahead += LEASE * 1.1
    leases.renew()
    with platform.database.writing(PLATFORM) as work:
        assert claim(work, row.id, worker="quick")


def test_leases_are_renewed_by_themselves_while_the_job_is_done(
    platform: Platform, ministry: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_act(ministry)
    (row,) = jobs(platform)
    begun, go_on = Event(), Event()

    def slowly(*_: object) -> None:
        begun.set()
        go_on.wait(20)

    monkeypatch.setitem(HANDLERS, SequenceLog, slowly)
    with Leases(platform, every=0.01).begin() as leases, ThreadPoolExecutor(1) as worker:
        worker.submit(perform, platform, row.id, leases)
        begun.wait(20)
        first = jobs(platform)[0].lease_until
        eventually(lambda: jobs(platform)[0].lease_until != first)
        go_on.set()


def test_leases_go_on_when_the_database_once_did_not_answer(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = list[int]()

    def fail(_: object) -> None:
        tried.append(1)
        raise OSError

    monkeypatch.setattr(Leases, "renew", fail)
    with Leases(platform, every=0.01).begin():
        eventually(lambda: len(tried) > 1)
    assert "it goes on" in caplog.text


def test_after_a_power_cut_the_only_process_takes_up_at_once_what_was_begun(
    platform: Platform, ministry: Office
) -> None:
    an_act(ministry)
    an_act(ministry)
    leased, due = jobs(platform)
    with platform.database.writing(PLATFORM) as work:
        work.session.execute(update(JobRow).values(dedupe_key=None, published_until=work.now + LEASE, attempt=1))
    with platform.database.writing(PLATFORM) as work:
        assert claim(work, leased.id, worker="dead")

    with platform.database.writing(PLATFORM) as work:
        release_all(work)
    do_all_jobs(platform)

    assert {(job.state, job.deaths) for job in jobs(platform)} == {(JobState.DONE, 1), (JobState.DONE, 0)}
    assert due.id


def test_done_jobs_leave_after_thirty_days_and_those_on_the_shelf_stay(
    platform: Platform, clock: Later, ministry: Office
) -> None:
    for _ in range(5):
        an_act(ministry)
    do_all_jobs(platform)
    an_act(ministry)
    with platform.database.writing(PLATFORM) as work:
        work.session.execute(
            update(JobRow).where(JobRow.state == JobState.DUE).values(state=JobState.SHELVED, error_code="x")
        )

    clock.ahead = KEPT - timedelta(hours=1)
    with platform.database.writing(PLATFORM) as work:
        assert sweep_done(work) == 0
    clock.ahead = KEPT + timedelta(hours=1)
    with platform.database.writing(PLATFORM) as work:
        assert sweep_done(work, at_most=2) == 2
    do_all_jobs(platform)

    assert sorted((job.kind, job.state) for job in jobs(platform)) == [
        (SequenceLog.kind, JobState.SHELVED),
        (SweepDone.kind, JobState.DONE),
    ]


def test_a_timer_rings_once_each_time_however_many_look(platform: Platform, clock: Later) -> None:
    assert [schedule.keep(platform) for _ in range(3)] == [len(schedule.TIMERS), 0, 0]
    clock.ahead = timedelta(days=1, seconds=1)
    assert [schedule.keep(platform) for _ in range(3)] == [len(schedule.TIMERS), 0, 0]
    assert len(jobs(platform, kind=SweepDone.kind)) == 2


def test_who_looked_at_a_timer_a_moment_too_late_does_not_ring_it_again(platform: Platform) -> None:
    with platform.database.writing(PLATFORM) as work:
        assert schedule.ring(work, "sweep-done")
    with platform.database.writing(PLATFORM) as work:
        assert not schedule.ring(work, "sweep-done")


def test_the_workers_beside_the_web_are_woken_by_an_act_and_stop_when_told(
    platform: Platform, ministry: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.relay.IDLE", 60)
    monkeypatch.setattr("workers.relay.REST", {})
    with beside_the_web(platform):
        eventually(lambda: {job.state for job in jobs(platform)} == {JobState.DONE})
        an_act(ministry)
        eventually(lambda: len(jobs(platform, kind=SequenceLog.kind, state=JobState.DONE)) == 1, seconds=10)
    assert platform.database.when_enqueued == []


def test_a_job_that_takes_its_workers_with_it_is_given_to_no_fourth(
    platform: Platform, clock: Later, ministry: Office
) -> None:
    an_act(ministry)
    (job,) = jobs(platform, kind=SequenceLog.kind)

    claimed = []
    for worker in ("one", "two", "three", "four"):
        with platform.database.writing(PLATFORM) as work:
            claimed.append(claim(work, job.id, worker=worker))
        clock.ahead += LEASE

    assert [[each.attempt for each in claims] for claims in claimed] == [[1], [2], [3], []]
    (left,) = jobs(platform, kind=SequenceLog.kind)
    assert (left.state, left.error_code) == (JobState.SHELVED, "workers-died")
