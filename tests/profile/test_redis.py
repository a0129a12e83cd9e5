"""Redis in place of RabbitMQ. It does not give back what a dead worker had, nor what it lost: the relay does."""

import os
import signal
from collections.abc import Iterator

import pytest
from redis import Redis
from sqlalchemy import func, select

from kernel.actor import PLATFORM
from kernel.jobs import JobRow, JobState, Queue
from oficina.platform import Platform
from oficina.settings import Settings
from tests.offices import Office as House
from tests.offices import a_numbered_document, all_jobs_ended, eventually, jobs
from tests.profile.processes import an_office, remembered, state
from workers.celery import consumers

pytestmark = [pytest.mark.needs_redis, pytest.mark.needs_postgres]


@pytest.fixture
def broker() -> Iterator[Redis]:
    """Empty, and nobody else's."""
    broker = Redis.from_url(os.environ["OFICINA_TEST_REDIS_URL"])
    broker.flushdb()
    yield broker
    broker.flushdb()
    broker.close()


@pytest.fixture
def on_redis(settings: Settings) -> Settings:
    """What the processes are told; whoever prepares for them has the office of one process."""
    return settings.model_copy(update={"queue_url": os.environ["OFICINA_TEST_REDIS_URL"], "lease_seconds": 2})


@pytest.mark.usefixtures("broker")
def test_what_a_worker_died_with_is_given_to_another_after_its_lease(on_redis: Settings, ministry: House) -> None:
    with an_office(on_redis) as office:
        office.begin("relay-1", "worker-1")
        slow = remembered(on_redis, "tests.slow", Queue.NOTICES, ministry.id)
        eventually(lambda: state(on_redis, slow)[0] == JobState.LEASED, 60)
        office.kill("worker-1")

        eventually(lambda: state(on_redis, slow) == (JobState.DONE, 1), 60)
        assert set(office.stopped().values()) == {0}


def test_what_redis_lost_is_published_again(
    platform: Platform, on_redis: Settings, ministry: House, broker: Redis
) -> None:
    a_numbered_document(platform, ministry)
    with an_office(on_redis) as office:
        office.begin("relay-1")
        eventually(lambda: broker.dbsize() > 0 and everything_is_out(platform), 60)
        os.kill(office.process["relay-1"], signal.SIGSTOP)
        broker.flushdb()
        os.kill(office.process["relay-1"], signal.SIGCONT)
        office.begin("worker-1", "indexer-1")

        eventually(lambda: all_jobs_ended(platform), 60)
        assert {each.state for each in jobs(platform)} == {JobState.DONE}
        assert all(consumers(on_redis).values())
        os.kill(office.process["indexer-1"], signal.SIGKILL)
        eventually(lambda: not consumers(on_redis)[Queue.INDEXING])
        assert consumers(on_redis)[Queue.SEALING]


def everything_is_out(platform: Platform) -> bool:
    left = select(func.count()).where(JobRow.state == JobState.DUE, JobRow.published_until.is_(None))
    with platform.database.reading(PLATFORM) as work:
        return not work.session.scalar(left)
