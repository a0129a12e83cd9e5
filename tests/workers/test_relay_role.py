"""Where the relay has a role of its own, it publishes and rings the timers, and can read nothing else."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from audit.jobs import SequenceLog
from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.jobs import JobState
from kernel.row_security import RELAY_ROLE
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.conftest import PASSWORD
from tests.offices import Office, jobs
from workers import schedule
from workers.relay import Relay

pytestmark = pytest.mark.needs_postgres


@pytest.fixture
def its_own(owner: Database, settings: Settings) -> Settings:
    with owner.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {RELAY_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{PASSWORD}'")
    url = make_url(settings.database_url).set(username=RELAY_ROLE)
    return settings.model_copy(update={"database_url": url.render_as_string(hide_password=False)})


def test_it_sees_the_jobs_and_nothing_else(platform: Platform, ministry: Office, its_own: Settings) -> None:
    with platform.database.writing(PLATFORM) as work:
        work.enqueue(SequenceLog(ministry.id), behalf_of=ministry.id)
    published: list[UUID] = []
    alone = open_platform(its_own)

    assert schedule.keep(alone) > 0
    assert Relay(alone, lambda job_id, _queue: published.append(job_id)).tick() > 0

    assert set(published) <= {job.id for job in jobs(platform, state=JobState.DUE)}
    for table in ("documents", "institutions", "people", "exchange", "audit_entries", "api_keys"):
        with pytest.raises(ProgrammingError, match="permission denied"), alone.database.reading(PLATFORM) as work:
            work.session.execute(text(f"SELECT FROM {table}"))
    with pytest.raises(ProgrammingError, match="permission denied"), alone.database.writing(PLATFORM) as work:
        work.session.execute(text("DELETE FROM jobs WHERE id = :id"), {"id": uuid4()})
    alone.close()
