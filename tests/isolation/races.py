"""People who search, list, suggest and download without rest, while what they look at is taken from them."""

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from threading import Event, Lock
from typing import Any

import httpx
from fastapi.testclient import TestClient

import search.exports
import search.saved
from oficina.app import create_app
from oficina.platform import Platform
from search.engines import SearchEngine
from search.errors import IndexUnavailable
from search.service import Wanted
from tests.isolation.askers import Asker, an_asker
from tests.isolation.canaries import APART, OFFICE
from tests.isolation.closing import CLERK, COMMON, READER, Closing, Scene
from tests.offices import do_all_jobs, eventually

EVERYWHERE = (
    f"/v1/search?q={COMMON}&limit=50",
    "/v1/search/suggestions?q=humed",
    f"/buscar?q={COMMON}",
    f"/buscar/resultado.csv?q={COMMON}",
    "/v1/search/saved",
    "/v1/search/exports/{export}/content",
    "/buscar/exportaciones",
    "/v1/documents?limit=50",
    "/v1/receptions?limit=50",
    "/v1/expedientes?limit=50",
    "/v1/register/entries?from=2000-01-01&until=2040-01-01",
    "/v1/deadlines?until=2040-01-01T00:00:00Z",
    "/inicio",
    "/libro",
    "/libro.csv",
    "/oficina-de-partes",
    "/expedientes",
)
"""Where many things are told of at once."""
OF_ONE = (
    "/v1/search?q={word}",
    "/v1/search/{id}/similar",
    "/v1/documents/{id}",
    "/v1/documents/{id}/versions/1/content",
    "/documentos/{id}",
    "/v1/receptions/{id}",
    "/recepciones/{id}",
    "/v1/expedientes/{id}/entries",
    "/expedientes/{id}",
)
"""Where one thing is asked for: by the word that only it has, or by its id."""
WEATHER = ("well", "deaf", "away")
"""How the index is while something is closed: it works, or learns nothing, or does not answer at all."""
EACH_LASTS = 7


@dataclass
class Weathered:
    """An index that may be taken away, or go on telling what it knew."""

    behind: SearchEngine
    now: str = "well"

    def write(self, copies: Sequence[Any], gone: Sequence[Any] = ()) -> None:
        if self.now != "well":
            raise IndexUnavailable("El índice no responde: lo que cambió se le dirá después.")
        self.behind.write(copies, gone)

    def __getattr__(self, name: str) -> Any:
        if self.now == "away":
            raise IndexUnavailable("El índice no responde: busque de nuevo en unos minutos.")
        return getattr(self.behind, name)


@dataclass
class Told:
    restricted: Counter[str] = field(default_factory=Counter)
    """How many, by the way in which they were."""
    looked: int = 0
    seen_before: set[str] = field(default_factory=set)
    """The words of what was shown while it was still open: without them there would be nothing to hide."""
    shown_afterwards: list[str] = field(default_factory=list)
    answered: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Looker:
    """Somebody who looks, at an address of their own; `part` tells what is taken from them."""

    part: str
    asker: Asker
    addresses: Sequence[str]


class Race:
    def __init__(self, platform: Platform, *, restrictions: int, lookers: int) -> None:
        self.index = Weathered(platform.index)
        self.platform = replace(platform, index=self.index)
        self.count, self.lookers = restrictions, lookers
        self.told, self.mutex, self.over = Told(), Lock(), Event()
        self.things: list[Closing] = []
        self.closed: set[str] = set()
        """The words of what was answered to be restricted."""

    def run(self) -> Told:
        scene = Scene(self.platform)
        self.things = scene.things(self.count)
        do_all_jobs(self.platform)
        app: Any = create_app(self.platform)
        lookers = [self._looker(app, scene, turn) for turn in range(self.lookers)]
        do_all_jobs(self.platform)
        for each in lookers[:2]:
            self._look_once(each, self.things)
        with TestClient(app), ThreadPoolExecutor(self.lookers) as pool:
            looking = [pool.submit(self._look, each, turn) for turn, each in enumerate(lookers)]
            try:
                self._restrict_all(looking)
            finally:
                self.over.set()
            for future in looking:
                future.result()
            self.index.now = "well"
            for each in lookers[:2]:
                self._look_once(each, self.things)
        return self.told

    def _restrict_all(self, looking: Sequence[Any]) -> None:
        for number, thing in enumerate(self.things):
            self._let_somebody_look(looking)
            self.index.now = WEATHER[number // EACH_LASTS % len(WEATHER)]
            thing.close()
            with self.mutex:
                self.closed.add(thing.word)
                self.told.restricted[thing.how] += 1

    def _let_somebody_look(self, looking: Sequence[Any]) -> None:
        before = self.told.looked
        eventually(lambda: self.told.looked > before or any(each.done() for each in looking), 60)

    def _looker(self, app: Any, scene: Scene, turn: int) -> Looker:
        part, who, place = ((READER, scene.reader, APART), (CLERK, scene.clerk, OFFICE))[turn % 2]
        with who.desk.writing() as work:
            search.saved.save(work, f"Los humedales {turn}", {"q": COMMON})
            export = search.exports.ask(work, Wanted(COMMON))
        addresses = [each.format(export=export.id) for each in EVERYWHERE]
        return Looker(part, an_asker(self.platform, app, f"{part} {turn}", who, place), addresses)

    def _look(self, looker: Looker, turn: int) -> None:
        """Without rest: by turns where all is told, and where one thing is, of those that are closed just now."""
        at = turn
        while not self.over.is_set():
            self._ask(looker, looker.addresses[at % len(looker.addresses)])
            thing = self.things[(len(self.closed) + at % 3 - 1) % len(self.things)]
            self._ask(looker, OF_ONE[at % len(OF_ONE)].format(id=thing.subject_id, word=thing.word))
            at += 1

    def _look_once(self, looker: Looker, things: Sequence[Closing]) -> None:
        """Everywhere; and for each thing by its word, and by its id at some of the others, by turns."""
        for address in looker.addresses:
            self._ask(looker, address)
        for number, thing in enumerate(things):
            for address in OF_ONE[:1] + OF_ONE[1 + number % 4 :: 4] * (thing.word in self.closed):
                self._ask(looker, address.format(id=thing.subject_id, word=thing.word))

    def _ask(self, looker: Looker, address: str) -> None:
        with self.mutex:
            closed = set(self.closed)
        answer = looker.asker.ask("GET", address)
        said = told_in(answer)
        hidden = [each for each in self.things if each.word in closed and looker.part in each.hidden_from]
        by_word = {each.word for each in hidden if f"q={each.word}" in address}
        shown = {each.word for each in hidden if each.word in said.replace(f"q={each.word}", "")}
        if answer.status_code == httpx.codes.OK:
            shown |= {each.word for each in hidden if not each.known and str(each.subject_id) in said}
            shown |= {word for word in by_word if counted(answer)}
            shown |= set(self._counted_too_many(looker, address, answer, closed))
        with self.mutex:
            self.told.looked += 1
            self.told.answered[answer.status_code] += 1
            self.told.seen_before |= {each.word for each in self.things if each.word in said} - closed
            self.told.shown_afterwards += [f"{looker.part} at {address}: {each}" for each in sorted(shown)]

    def _counted_too_many(
        self, looker: Looker, address: str, answer: httpx.Response, closed: set[str]
    ) -> Iterator[str]:
        """Nothing that was closed is in a number: of a search kept or asked, in total or by any facet."""
        if not address.startswith((f"/v1/search?q={COMMON}", "/v1/search/saved")):
            return
        theirs = sum(looker.part in each.hidden_from or looker.part == CLERK for each in self.things)
        gone = sum(not each.known for each in self.things if each.word in closed and looker.part in each.hidden_from)
        numbers = list(counts_in(answer.json()))
        if max(numbers) > theirs - gone:
            yield f"{max(numbers)} counted of {theirs - gone}"


def counts_in(told: Any) -> Iterator[int]:
    if isinstance(told, list):
        yield from (each["count"] for each in told)
    else:
        yield from (told["total"], *(sum(each.values()) for each in told["facets"].values()))


def counted(answer: httpx.Response) -> int:
    with suppress(ValueError, KeyError, TypeError):
        return int(answer.json()["total"])
    return 0


def told_in(answer: httpx.Response) -> str:
    """All its words, also those that are packed."""
    if answer.headers.get("Content-Type", "").startswith("application/zip"):
        with zipfile.ZipFile(BytesIO(answer.content)) as packed:
            inside = (packed.read(each).decode("utf-8", "replace") for each in islice(packed.namelist(), 5))
            return "\n".join([*packed.namelist(), *inside])
    return answer.text
