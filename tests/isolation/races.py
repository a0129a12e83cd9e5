"""People who search, list, suggest and download without rest, while what they look at is taken from them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from uuid import UUID

import httpx
from fastapi.testclient import TestClient

import documents.service as documents
from documents.checking import Access
from documents.drafting import Beginning
from documents.kinds import kind
from documents.models import Source
from documents.operations import DraftDocument
from kernel.operations import operate
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.houses import House, a_house, a_unit
from tests.offices import FIELDS, Office, alone, do_all_jobs, eventually

LOOKS = (
    "/search?q=humedales&limit=50",
    "/search/suggestions?q=humed",
    "/documents?limit=50",
    "/documents/{}",
    "/documents/{}/versions/1/content",
    "/search/{}/similar",
)


@dataclass
class Told:
    restricted: int = 0
    looked: int = 0
    seen_before: int = 0
    """How often what was still open was shown: without it there would be nothing to hide."""
    shown_afterwards: list[str] = field(default_factory=list)


class Race:
    def __init__(self, platform: Platform, *, documents: int, lookers: int) -> None:
        self.platform, self.count, self.lookers = platform, documents, lookers
        self.told, self.mutex, self.over = Told(), Lock(), Event()
        self.closed: set[UUID] = set()
        """What was answered to be restricted: from then on it is nobody's but its author's."""

    def run(self) -> Told:
        house = a_house(self.platform, "Ministerio de Bienes Nacionales")
        words = {self._draft(house, number): f"kx{_letters(number)}q" for number in range(self.count)}
        do_all_jobs(self.platform)
        beside = a_unit(self.platform, house.office, "Gabinete", "Iván Paredes", "redactor")
        for document_id in words:
            self._let_read(house.legal, beside, document_id)
        do_all_jobs(self.platform)
        with TestClient(create_app(self.platform), raise_server_exceptions=False) as client:
            with ThreadPoolExecutor(self.lookers) as pool:
                looking = [pool.submit(self._look, client, beside, words, turn) for turn in range(self.lookers)]
                for document_id in words:
                    self._let_somebody_look()
                    self._restrict(house.legal, beside, document_id)
                self.over.set()
                for each in looking:
                    each.result()
            for address in self._addresses(words):
                self._ask(client, beside, address, words)
        return self.told

    def _let_somebody_look(self) -> None:
        before = self.told.looked
        eventually(lambda: self.told.looked > before, 60)

    def _draft(self, house: House, number: int) -> UUID:
        fields = FIELDS.model_copy(update={"subject": f"Informa humedales kx{_letters(number)}q"})
        beginning = Beginning(
            kind("oficio-ordinario"), fields, Source.DRAFTED, Access(1), house.legal.unit_id, house.legal.office_id
        )
        return operate(house.legal.desk, DraftDocument(self.platform.blobs, beginning), alone).id

    @staticmethod
    def _let_read(author: Office, reader: Office, document_id: UUID) -> None:
        with author.desk.writing() as work:
            documents.admit(work, document_id, documents.Named(unit_id=reader.unit_id), "Informa en el caso")

    def _restrict(self, author: Office, reader: Office, document_id: UUID) -> None:
        with author.desk.writing() as work:
            documents.exclude(work, document_id, documents.Named(unit_id=reader.unit_id), "Ya informó")
        with self.mutex:
            self.closed.add(document_id)
            self.told.restricted += 1

    def _look(self, client: TestClient, who: Office, words: dict[UUID, str], turn: int) -> None:
        addresses = list(self._addresses(words))
        at = turn * len(addresses) // self.lookers
        while not self.over.is_set():
            self._ask(client, who, addresses[at % len(addresses)], words)
            at += 1

    @staticmethod
    def _addresses(words: dict[UUID, str]) -> Iterator[str]:
        for look in LOOKS:
            yield from [look.format(each) for each in words] if "{}" in look else [look]

    def _ask(self, client: TestClient, who: Office, address: str, words: dict[UUID, str]) -> None:
        with self.mutex:
            closed = set(self.closed)
        answer = who.get(client, address)
        asked = {each for each in words if address.endswith("/content") and str(each) in address}
        shown = asked | {each for each, word in words.items() if word in answer.text or str(each) in answer.text}
        if answer.status_code != httpx.codes.OK:
            shown = {each for each, word in words.items() if word in answer.text}
        with self.mutex:
            self.told.looked += 1
            self.told.seen_before += bool(shown - closed)
            self.told.shown_afterwards += [f"{address}: {each}" for each in sorted(shown & closed)]


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(each)] for each in f"{number:04d}")
