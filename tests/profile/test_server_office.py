"""The same office on servers that others operate: PostgreSQL, S3, RabbitMQ with Celery, and Elasticsearch, all real."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from celery.contrib.testing.worker import start_worker
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from kernel.database import Database
from kernel.jobs import Queue
from oficina.platform import Platform
from oficina.readiness import unfit
from oficina.settings import Settings
from oficina.upkeep.indexed import verify_index
from oficina.upkeep.rebuild import rebuild_index
from oficina.upkeep.servers import CHECKS
from tests.conftest import settings_for
from tests.correspondence.papers import a_letter
from tests.elasticsearch import an_index
from tests.journeys.test_send_over_http import sent, states
from tests.offices import Office, all_jobs_ended, eventually
from workers.celery import PERFORM, create_celery
from workers.relay import Relay

pytestmark = [pytest.mark.needs_postgres, pytest.mark.needs_s3, pytest.mark.needs_elasticsearch]

INDEX = {name: check for name, check in CHECKS.items() if name.startswith("index")}


@pytest.fixture
def settings(owner: Database, tmp_path: Path) -> Iterator[Settings]:
    if "OFICINA_TEST_AMQP_URL" not in os.environ:
        pytest.skip("set OFICINA_TEST_AMQP_URL")
    told = {"queue_url": os.environ["OFICINA_TEST_AMQP_URL"], "blobs_url": os.environ["OFICINA_TEST_S3_URL"]}
    with an_index() as url:
        yield settings_for(owner, tmp_path).model_copy(update={**told, "index_url": url})


@pytest.fixture
def goes_on(platform: Platform) -> Iterator[Callable[[], bool]]:
    """A worker at queues of its own on the broker; and what publishes all that is due, and tells whether it is done."""
    app, mine = create_celery(platform.settings, lambda _settings: platform), uuid4().hex

    def publish(job_id: UUID, queue: Queue) -> None:
        app.send_task(PERFORM, (str(job_id),), queue=f"{mine}-{queue.value}")

    relay = Relay(platform, publish)
    queues = [f"{mine}-{queue.value}" for queue in Queue]
    with start_worker(app, pool="solo", perform_ping_check=False, queues=queues):
        yield lambda: not relay.tick() and all_jobs_ended(platform)
    with app.connection_for_write() as connection:
        for queue in queues:
            connection.default_channel.queue_delete(queue)


def told(*_: object) -> None:
    """Nobody listens."""


def test_what_is_registered_and_sent_on_servers_is_found_by_both_and_the_index_agrees_with_the_rows(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office, goes_on: Callable[[], bool]
) -> None:
    def finds(office: Office, typed: str) -> dict[str, int]:
        kinds: dict[str, int] = office.get(client, f"/search?q={typed}").json()["kinds"]
        return kinds

    with municipality.desk.writing() as work:
        correspondence.register_entry(work, a_letter(work.now, subject="Pide poda de un aromo"))
    communication = sent(client, ministry, [municipality])
    eventually(goes_on, seconds=60)

    assert states(client, ministry, communication) == {"delivered"}
    assert finds(ministry, "antecedentes") == {"document": 1}
    assert finds(municipality, "antecedentes") == {"reception": 1}
    assert finds(municipality, "«poda de un aromo»") == {"reception": 1}
    assert finds(ministry, "aromo") == {}
    (found,) = municipality.get(client, "/search?q=antecedente").json()["items"]
    assert {"text": "antecedentes", "match": True} in found["title"]
    assert set(unfit(platform, INDEX)) == {"index-whole"}
    assert rebuild_index(platform, {}, told)["indexed"] == 3
    assert unfit(platform, INDEX) == {}
    assert verify_index(platform, {}, told)["clean"]
    assert finds(municipality, "aromo") == {"reception": 1}
