"""What the doctor says of each server, when it is fit and when it is not."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from documents.storage import open_blobs
from documents.storage.base import Guarded
from documents.storage.folder import FolderBlobs
from kernel.clock import utc_now
from kernel.database import Database
from kernel.jobs import Queue
from oficina.platform import Platform
from oficina.readiness import unfit
from oficina.upkeep.servers import CHECKS, clocks_agree
from tests.conftest import POSTGRES
from workers.celery import create_celery


class Careless(FolderBlobs):
    """As some servers are: they accept a retention, and delete all the same."""

    def creates_only(self) -> bool:
        return False

    def guarded(self) -> Guarded:
        return Guarded(versions=True, locks=False)


def wrong(platform: Platform) -> dict[str, str]:
    return {name: each.what for name, each in unfit(platform, CHECKS).items()}


@pytest.mark.needs_s3
def test_a_store_that_locks_is_fit_and_one_that_keeps_no_versions_is_not(platform: Platform) -> None:
    locked = replace(platform, blobs=open_blobs(os.environ["OFICINA_TEST_LOCKED_S3_URL"]))
    bare = replace(platform, blobs=open_blobs(os.environ["OFICINA_TEST_S3_URL"]))

    assert wrong(locked) == {}
    assert wrong(bare) == {"store-lock": "El cubo S3 no guarda versiones: lo que se borra se pierde."}


def test_a_store_that_only_says_that_it_locks_is_found_out(platform: Platform, tmp_path: Path) -> None:
    found = wrong(replace(platform, blobs=Careless(tmp_path / "careless")))

    assert set(found) == {"store-create-only", "store-lock"}
    assert "dejó borrar un objeto retenido" in found["store-lock"]


@pytest.mark.needs_postgres
def test_whoever_owns_the_tables_is_not_held_by_their_rules(platform: Platform) -> None:
    owner = Database(POSTGRES or "")

    assert set(wrong(replace(platform, database=owner))) == {"database-role"}
    owner.engine.dispose()


@pytest.mark.needs_postgres
def test_a_clock_that_goes_wrong_is_told_by_how_much(platform: Platform) -> None:
    late = clocks_agree(platform, lambda: utc_now() - timedelta(seconds=90))

    assert late
    assert "difieren en 90." in late.what
    assert clocks_agree(platform) is None


@pytest.mark.once
@pytest.mark.skipif("OFICINA_TEST_AMQP_URL" not in os.environ, reason="set OFICINA_TEST_AMQP_URL")
def test_a_queue_that_somebody_attends_is_fit(platform: Platform) -> None:
    """Each by a consumer of its own; whatever other tests leave in them comes back when this one is gone."""
    served = platform.settings.model_copy(update={"queue_url": os.environ["OFICINA_TEST_AMQP_URL"]})
    celery = create_celery(served)
    queues = [celery.amqp.queues[each.value] for each in Queue]
    with celery.connection_for_write() as connection:
        connection.Consumer(queues, callbacks=[lambda *_: None], prefetch_count=1).consume()
        assert wrong(replace(platform, settings=served)) == {}


def test_a_queue_server_that_does_not_answer_is_said_and_not_waited_for(platform: Platform) -> None:
    nowhere = platform.settings.model_copy(update={"queue_url": "amqp://nadie:clave@127.0.0.1:1//"})

    assert set(wrong(replace(platform, settings=nowhere))) == {"queues"}
