"""Database or store is taken away, stopped or hanging: each step is done, or refused in time and not half done."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

import audit.service as audit
from correspondence.models import Reception
from documents.models import Document, Folio
from kernel.database import Database
from kernel.jobs import JobState
from oficina.commands.serve import PATIENCE
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from tests.away import Door, a_door
from tests.conftest import settings_for
from tests.journeys.test_send_over_http import sent, states
from tests.offices import DRAFT, Office, all_jobs_ended, an_office, eventually, jobs, signed_by_all
from tests.serving import served

pytestmark = [pytest.mark.needs_postgres, pytest.mark.needs_s3]

AT_MOST, BACK = 5.0, 10.0
CROWD = 3
"""Each asks everything at once, of a pool of five."""

Step = tuple[Office, str, str, object]


@dataclass(frozen=True)
class Away:
    """What stands behind doors."""

    doors: dict[str, Door]
    settings: Settings


@pytest.fixture
def away(owner: Database, tmp_path: Path) -> Iterator[Away]:
    settings = settings_for(owner, tmp_path)
    database, store = make_url(settings.database_url), urlsplit(os.environ["OFICINA_TEST_S3_URL"])
    with a_door(f"{database.host}:{database.port}") as rows, a_door(f"{store.hostname}:{store.port}") as blobs:
        netloc = f"{store.username}:{store.password}@127.0.0.1:{blobs.port}"
        behind = {
            "database_url": database.set(host="127.0.0.1", port=rows.port).render_as_string(hide_password=False),
            "blobs_url": store._replace(netloc=netloc).geturl(),
        }
        yield Away({"database": rows, "store": blobs}, settings.model_copy(update=behind))


@pytest.fixture
def platform(away: Away) -> Iterator[Platform]:
    platform = open_platform(away.settings)
    platform.database.dialect.patience = PATIENCE
    yield platform
    platform.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("which", "way"),
    [
        (("database",), "stopped"),
        (("database",), "hanging"),
        (("store",), "stopped"),
        (("store",), "hanging"),
        (("database", "store"), "hanging"),
    ],
)
def test_each_step_is_done_or_refused_in_time_and_done_once_when_it_is_back(
    away: Away, platform: Platform, which: tuple[str, ...], way: str
) -> None:
    ministry, municipality = an_office(platform, "Ministerio de Obras"), an_office(platform, "Ancud")
    with served(platform) as url, httpx.Client(base_url=url, timeout=60) as http:
        communication = sent(http, ministry, [municipality])  # type: ignore[arg-type]  # both are asked in one way
        steps = {uuid4(): step for step in the_steps(http, ministry, municipality)}
        eventually(lambda: all_jobs_ended(platform))
        for each in which:
            away.doors[each].shut() if way == "stopped" else away.doors[each].be_silent()

        with ThreadPoolExecutor(CROWD * len(steps)) as crowd:
            asked = [crowd.submit(in_time, http, key, step) for _ in range(CROWD) for key, step in steps.items()]
            answers = [each.result() for each in asked]
        refused = [answer for answer in answers if not answer.is_success]

        assert {answer.status_code for answer in refused} <= {503}
        assert all("no responde: intente" in answer.json()["detail"] for answer in refused)
        assert len(refused) >= CROWD, "something was away"
        for each in which:
            away.doors[each].give_back()
        eventually(lambda: all(ask(http, key, step).is_success for key, step in steps.items()), BACK)
        eventually(lambda: states(http, ministry, communication) == {"acknowledged"}, BACK)  # type: ignore[arg-type]
        assert JobState.SHELVED not in {job.state for job in jobs(platform)}
    all_is_there_once(ministry, municipality)


def the_steps(http: httpx.Client, ministry: Office, municipality: Office) -> list[Step]:
    """One of each that the journey has, at whatever was made ready for it."""
    signed = ministry.post(http, "/documents", DRAFT).json()["id"]  # type: ignore[arg-type]
    signed_by_all(ministry, signed)
    eventually(lambda: len(tray(http, municipality)) == 1)
    (reception,) = tray(http, municipality)
    return [
        (ministry, "POST", "/documents", DRAFT),
        (ministry, "GET", f"/documents/{signed}", None),
        (ministry, "POST", f"/documents/{signed}/folio", None),
        (municipality, "GET", f"/receptions/{reception['id']}/content", None),
        (municipality, "POST", f"/receptions/{reception['id']}/acknowledgement", None),
    ]


def all_is_there_once(ministry: Office, municipality: Office) -> None:
    with ministry.desk.reading() as work:
        drafted = select(func.count()).where(Document.institution_id == ministry.id)
        numbers = select(Folio.number).where(Folio.institution_id == ministry.id)
        assert (work.session.scalar(drafted), sorted(work.session.scalars(numbers))) == (3, [1, 2])
        assert list(audit.verify(work)) == []
    with municipality.desk.reading() as work:
        entries = select(Reception.entry_number).where(Reception.institution_id == municipality.id)
        assert list(work.session.scalars(entries)) == [1]
        assert list(audit.verify(work)) == []


def ask(http: httpx.Client, key: UUID, step: Step) -> httpx.Response:
    who, method, path, form = step
    headers = who.headers | ({"Idempotency-Key": str(key)} if method == "POST" else {})
    return http.request(method, f"/v1{path}", json=form, headers=headers)


def in_time(http: httpx.Client, key: UUID, step: Step) -> httpx.Response:
    begun = time.monotonic()
    answer = ask(http, key, step)
    assert time.monotonic() - begun < AT_MOST, step[1:3]
    return answer


def tray(http: httpx.Client, office: Office) -> list[dict[str, str]]:
    items: list[dict[str, str]] = http.get("/v1/receptions", headers=office.headers).json()["items"]
    return items
