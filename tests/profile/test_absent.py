"""Each of the four services, and each pair, is taken away, stopped or hanging: a step is done, or refused in time.

They are taken away by a door in front of each: one that is shut refuses whoever knocks, a silent one lets in and never
answers; both end what was going on. A real Elasticsearch is stopped, and killed, in `test_server_taken_away`.
"""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from documents.models import Document, Folio
from kernel.actor import system
from kernel.database import Database
from oficina.settings import Settings
from tests.away import Door, a_door
from tests.crash.test_kills import Cast, a_cast
from tests.offices import eventually
from tests.profile.journey import BACK, Journey, Step, insisted
from tests.profile.processes import Office, a_place, an_office

SERVICES = {"database": "database_url", "store": "blobs_url", "index": "index_url", "broker": "queue_url"}
WAYS = ("stopped", "hanging")
AT_MOST = 5.0
"""Seconds until whoever asked is told."""
CROWD = 2
"""Each asks everything at once, and the same as the other: what is done is done once."""
WANTS = {
    "search": {"database", "index"},
    "receive": {"database"},
    "number": {"database"},
    "acknowledge": {"database"},
    "refer": {"database"},
    "open a case": {"database"},
    "send": {"database"},
}
"""Without what a step does not want, it is done; all others want database and store."""
FEW = {"draft", "search", "receive", "acknowledge", "download"}
"""What is asked when two are away, unless everything is."""

WHOLE = os.environ.get("OFICINA_TEST_ABSENT") == "whole"

Case = tuple[tuple[str, ...], tuple[str, ...]]


def cases() -> list[Case]:
    """Which, and how each: of pairs, two that hang; all the ways of two when the whole of it is asked for."""
    alone: list[Case] = [((name,), (way,)) for way in WAYS for name in SERVICES]
    ways = [(one, other) for one in WAYS for other in WAYS] if WHOLE else [("hanging", "hanging")]
    return alone + [(pair, both) for both in ways for pair in combinations(SERVICES, 2)]


@dataclass(frozen=True)
class Place:
    """An office of real processes, with a door before each of its servers."""

    doors: dict[str, Door]
    settings: Settings
    cast: Cast
    office: Office


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        settings = stack.enter_context(a_place(tmp_path))
        urls = {name: urlsplit(getattr(settings, each)) for name, each in SERVICES.items()}
        doors = {name: stack.enter_context(a_door(f"{url.hostname}:{url.port}")) for name, url in urls.items()}
        behind = {
            SERVICES[name]: url._replace(
                netloc=f"{url.netloc.rpartition('@')[0]}@127.0.0.1:{doors[name].port}"
            ).geturl()
            for name, url in urls.items()
        }
        cast = a_cast(settings)
        office = stack.enter_context(an_office(settings.model_copy(update=behind)))
        office.begin("web-1", "relay-1", "worker-1", "indexer-1")
        yield Place(doors, settings, cast, office)


@pytest.mark.alone
@pytest.mark.timeout(1200)
def test_whatever_is_away_each_step_is_done_or_refused_in_time_and_nothing_is_half_done(place: Place) -> None:
    with httpx.Client(base_url=place.settings.public_url, timeout=30) as http:
        journey = Journey(place.cast, http)
        eventually(lambda: answers(http), 120)
        while not journey.acknowledged:
            journey.go_on(insisted(journey.steps(), http, said, journey.patience))
        journey.patience = BACK
        for case in cases():
            said(f"{', '.join(f'{name} {way}' for name, way in zip(*case, strict=True))}:")
            steps, every = journey.steps(), len(case[0]) == 1 or WHOLE
            tried(place, http, {name: step for name, step in steps.items() if every or name in FEW}, case)
            journey.go_on(insisted(steps, http, said))
    eventually(lambda: place.office.run("verify", "--index") == 0, BACK)
    assert place.office.run("verify", "--all") == 0
    each_was_done_once(place, journey)


def tried(place: Place, http: httpx.Client, steps: dict[str, Step], case: Case) -> None:
    which = case[0]
    for name, way in zip(*case, strict=True):
        place.doors[name].shut() if way == "stopped" else place.doors[name].be_silent()
    with ThreadPoolExecutor(CROWD * len(steps)) as crowd:
        asked = [(name, crowd.submit(in_time, http, name, step)) for name, step in list(steps.items()) * CROWD]
        answered = [(name, each.result()) for name, each in asked]
    for name, answer in answered:
        wanted = WANTS.get(name, {"database", "store"}) & set(which)
        assert answer.is_success or (answer.status_code == 503 and wanted), (name, which, answer.text)
        if not answer.is_success:
            told = answer.json()["detail"]
            assert "no responde" in told, told
            assert "ntente" in told, told
    said(f"  {sum(answer.is_success for _, answer in answered)} of {len(answered)} done, the others refused")
    for name in which:
        place.doors[name].give_back()


def in_time(http: httpx.Client, name: str, step: Step) -> httpx.Response:
    begun = time.monotonic()
    answer = step.ask(http)
    assert time.monotonic() - begun < AT_MOST, name
    return answer


def each_was_done_once(place: Place, journey: Journey) -> None:
    sender, database = place.cast.sender, Database(place.settings.database_url, pool=2)
    with database.reading(system(sender.id)) as work:
        drafted = work.session.scalars(select(Document.id).where(Document.institution_id == sender.id)).all()
        numbers = work.session.scalars(select(Folio.number).where(Folio.institution_id == sender.id)).all()
    database.engine.dispose()
    assert sorted(map(str, drafted)) == sorted(journey.begun)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def answers(http: httpx.Client) -> bool:
    try:
        return http.get("/health/live").is_success
    except httpx.TransportError:
        return False


def said(what: str) -> None:
    sys.stdout.write(f"{what}\n")
