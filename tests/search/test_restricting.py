"""Who may no longer find something does not, from the answer on: also when the index does not know, nor answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import documents.service as documents
import institutions.service as institutions
import search.service as search
from institutions.doors import actor_behind
from kernel.actor import system
from oficina.app import create_app
from oficina.platform import Platform
from search.engines import SearchEngine
from search.errors import IndexUnavailable
from search.service import Wanted
from tests.correspondence.houses import House, a_house
from tests.offices import Office, a_document, do_all_jobs, eventually

CAUSE = "20.285-21-2"


@dataclass
class Deaf:
    """An index that still answers what it knew, and learns nothing: what is written to it waits for ever."""

    behind: SearchEngine
    writes: list[object] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def write(self, copies: Sequence[Any], _gone: Sequence[Any] = ()) -> None:
        self.writes.append(copies)
        self.released.wait(60)
        raise IndexUnavailable("El índice no responde: lo que cambió se le dirá después.")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


@dataclass
class Down:
    """An index that is not there at all."""

    is_new: bool = False

    def __getattr__(self, _name: str) -> Any:
        raise IndexUnavailable("El índice no responde: busque de nuevo en unos minutos.")

    def close(self) -> None:
        """It holds nothing."""


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


@pytest.fixture
def shared(platform: Platform, house: House) -> UUID:
    """A document of the legal division, that the archive was let read and finds."""
    document = a_document(platform, house.legal)
    with house.legal.desk.writing() as work:
        documents.admit(work, document.id, documents.Named(unit_id=house.archive.unit_id), "Debe informar")
    do_all_jobs(platform)
    assert finds(platform.index, house.archive, document.id)
    return document.id


@pytest.fixture
def deaf(platform: Platform) -> Iterator[Deaf]:
    index = Deaf(platform.index)
    yield index
    index.released.set()


def finds(index: Any, office: Office, document_id: UUID) -> bool:
    results = search.find(office.desk, index, Wanted("antecedentes"))
    told = {each.subject_id for each in results.items}
    assert results.total == len(told), "it is not counted either"
    return document_id in told


def restricted(office: Office, document_id: UUID) -> None:
    with office.desk.writing() as work:
        documents.change_access(work, document_id, documents.Access(4, CAUSE))


def test_a_restriction_holds_while_the_index_hangs_with_what_it_knew_before(
    platform: Platform, house: House, shared: UUID, deaf: Deaf
) -> None:
    hung = replace(platform, index=deaf)
    with house.legal.desk.writing() as work:
        search.enqueue_index(work, "document", shared)
    worker = Thread(target=do_all_jobs, args=(hung,), daemon=True)
    worker.start()
    eventually(lambda: bool(deaf.writes))

    restricted(house.legal, shared)

    assert worker.is_alive(), "the index hangs to this moment"
    assert not finds(deaf, house.archive, shared)
    assert search.suggest(house.archive.desk, deaf, "anteced", "America/Santiago") == ()
    assert finds(deaf, house.legal, shared)
    deaf.released.set()
    worker.join(60)


def test_access_is_changed_and_refused_with_no_index_at_all(platform: Platform, house: House, shared: UUID) -> None:
    app = create_app(replace(platform, index=Down()))
    client = TestClient(app, raise_server_exceptions=False)
    path, form = f"/documents/{shared}", {"level": 4, "cause": CAUSE}

    changed = house.legal.post(client, f"{path}/access", form)

    assert (changed.status_code, changed.json()["access_level"]) == (201, 4)
    assert house.archive.get(client, path).status_code == 404
    assert house.legal.get(client, f"{path}/access").json()["cause"] == "Ley 20.285, art. 21 N° 2"
    down = house.archive.get(client, "/search?q=antecedentes")
    assert (down.status_code, down.json()["code"]) == (503, "index-unavailable")


def test_what_is_opened_is_found_by_the_others_within_five_seconds(
    client: TestClient, platform: Platform, house: House
) -> None:
    """The whole program at work: the act, its job, the index and the search, over HTTP."""
    document = a_document(platform, house.office)
    restricted(house.office, document.id)
    with house.office.desk.writing() as work:
        documents.change_access(work, document.id, documents.Access(1))
    unit = {"unit_id": str(house.archive.unit_id), "reason": "Debe informar"}
    assert house.archive.get(client, "/search?q=antecedentes").json()["total"] == 0

    assert house.office.post(client, f"/documents/{document.id}/readers", unit).status_code == 201

    eventually(lambda: house.archive.get(client, "/search?q=antecedentes").json()["total"] == 1, seconds=5)


def test_posts_and_substitutions_open_and_close_on_their_days_with_the_index_as_it_was(
    platform: Platform, house: House
) -> None:
    document = a_document(platform, house.office)
    with house.office.desk.writing() as work:
        documents.admit(work, document.id, documents.Named(post_id=house.legal.post_id), "Debe informar")
        begins, ends = work.now + timedelta(days=2), work.now + timedelta(days=4)
    with platform.database.writing(system(house.office.id)) as work:
        to = house.archive.person_id
        institutions.substitute(work, house.legal.post_id, to, act_cited="Res. 12", begins_at=begins, ends_at=ends)
    do_all_jobs(platform)

    def found(days: int) -> tuple[bool, tuple[str, ...]]:
        """Whether the substitute finds it so many days from now, and whom the page would name."""
        now = platform.database.clock
        platform.database.clock = lambda: now() + timedelta(days=days)
        try:
            desk = platform.database.desk(actor_behind(platform.database, house.archive.key))
            with desk.reading() as work:
                mark = f"post:{house.legal.post_id}"
                named = institutions.carriers(work, [mark])[mark].people
            return finds(platform.index, replace(house.archive, desk=desk), document.id), named
        finally:
            platform.database.clock = now

    both = ("Laura Soto", "Pedro Mansilla")
    assert [found(days) for days in (0, 3, 5)] == [(False, both[:1]), (True, both), (False, both[:1])]
