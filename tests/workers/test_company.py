"""What is done together saves time, and stays apart: each has its own end, and its own turn."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

import audit.service as audit
from correspondence.errors import ExchangeAltered
from correspondence.jobs import DeliverCopy, TakeIn
from correspondence.models import DeliveryState
from kernel.actor import PLATFORM, system
from kernel.jobs import JobRow, JobState, Queue
from oficina.platform import Platform
from search.engines import Copy
from search.jobs import IndexThing
from tests.correspondence.desks import copies, receptions, sent, states, to
from tests.offices import Office, an_office, do_all_jobs, jobs
from workers.claims import claim
from workers.perform import perform
from workers.relay import IN_FLIGHT, Relay


def test_the_copies_of_one_sender_leave_in_one_transaction(platform: Platform, ministry: Office) -> None:
    others = [an_office(platform, f"Municipalidad {number}") for number in range(5)]
    do_all_jobs(platform)
    communication = sent(platform, ministry, *map(to, others), arrives=False)
    do_all_jobs_of(platform, Queue.SEALING)
    commits: list[object] = []
    event.listen(platform.database.engine, "commit", commits.append)

    perform(platform, jobs(platform, kind=DeliverCopy.kind)[0].id)

    assert len(commits) == 2, "to claim them, and to do them"
    assert set(states(ministry, communication)) == {DeliveryState.DELIVERED}
    assert {job.state for job in jobs(platform, kind=DeliverCopy.kind)} == {JobState.DONE}
    do_all_jobs(platform)
    assert [len(receptions(office)) for office in others] == [1] * 5


def do_all_jobs_of(platform: Platform, *queues: Queue) -> None:
    relay = Relay(platform, lambda job_id, _queue: perform(platform, job_id))
    while relay.tick(only=queues):
        pass


def test_one_that_cannot_leave_holds_back_no_other(
    platform: Platform, ministry: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [an_office(platform, f"Municipalidad {number}") for number in range(3)]
    communication = sent(platform, ministry, *map(to, others), arrives=False)
    bad, write = others[1].id, audit.record

    def refuse(work: object, action: str, subject_id: UUID, *more: object, **facts: object) -> object:
        if action == "communication.delivered" and subject_id == wrong.id:
            raise ExchangeAltered("no")
        return write(work, action, subject_id, *more, **facts)  # type: ignore[arg-type]  # passed on as it came

    (wrong,) = (each for each in copies(ministry, communication) if each.recipient_id == bad)
    monkeypatch.setattr(audit, "record", refuse)
    do_all_jobs(platform)

    assert sorted(states(ministry, communication)) == [DeliveryState.DELIVERED] * 2 + [DeliveryState.ON_ITS_WAY]
    ended = sorted((job.state, job.attempt) for job in jobs(platform, kind=DeliverCopy.kind))
    assert ended == [(JobState.DONE, 1), (JobState.DONE, 1), (JobState.SHELVED, 1)]


def test_what_changed_in_many_institutions_is_one_commit_of_the_index(
    platform: Platform, ministry: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [an_office(platform, f"Municipalidad {number}") for number in range(4)]
    sent(platform, ministry, *map(to, others), arrives=False)
    do_all_jobs_of(platform, Queue.SEALING, Queue.DELIVERY)
    written: list[int] = []
    write = platform.index.write

    def note(copies: list[Copy], *more: object) -> None:
        written.append(len({copy.institution_id for copy in copies}))
        write(copies, *more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(type(platform.index), "write", lambda _engine, *told: note(*told))
    do_all_jobs(platform)

    assert written == [5]
    assert {job.state for job in jobs(platform, kind=IndexThing.kind)} == {JobState.DONE}


def test_what_failed_or_took_a_worker_with_it_is_done_alone(platform: Platform) -> None:
    sender, many = uuid4(), [uuid4() for _ in range(4)]
    with platform.database.writing(system(sender)) as work:
        for each in many:
            work.enqueue(TakeIn(uuid4()), behalf_of=each)
    first, died, failed, other = jobs(platform, kind=TakeIn.kind)
    with platform.database.writing(PLATFORM) as work:
        work.session.get_one(JobRow, died.id).deaths = 1
        work.session.get_one(JobRow, failed.id).attempt = 1

    with platform.database.writing(PLATFORM) as work:
        together = claim(work, first.id, worker="one")
    with platform.database.writing(PLATFORM) as work:
        alone = claim(work, died.id, worker="two")

    assert {each.job_id for each in together} == {first.id, other.id}
    assert [each.job_id for each in alone] == [died.id]


def test_behind_the_thousand_of_one_sender_the_only_one_of_another_is_served_at_once(platform: Platform) -> None:
    busy, quiet, recipient = uuid4(), uuid4(), uuid4()
    for sender, many in ((busy, 1_000), (quiet, 1)):
        with platform.database.writing(system(sender)) as work:
            for _ in range(many):
                work.enqueue(TakeIn(uuid4()), behalf_of=recipient)
    (only,) = jobs(platform, turn_of=quiet)
    published: list[UUID] = []
    Relay(platform, lambda job_id, _queue: published.append(job_id)).tick()

    assert len(published) == IN_FLIGHT
    assert only.id in published[:2]
    with platform.database.writing(PLATFORM) as work:
        assert [each.job_id for each in claim(work, only.id, worker="one")] == [only.id], "company is of the same turn"
