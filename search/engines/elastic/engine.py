"""An index of an Elasticsearch server, which several processes write and search at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from math import log
from time import monotonic
from typing import Any, Self, TypeVar
from urllib.parse import SplitResult
from uuid import UUID

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.base import Asked, Copy, Found, Gone, Kept, Shelf, newest_of
from search.engines.elastic.calls import CROWDED, Calls
from search.engines.elastic.desk import Desk
from search.engines.elastic.place import Place
from search.engines.elastic.questions import BEST, COUNTS, NEWEST, after_place, place_of, question
from search.engines.elastic.sending import Aside, Sender, lines_of
from search.engines.elastic.shape import TOLD, hit, kept
from search.engines.elastic.volumes import Volumes
from search.entries import FACETS
from search.errors import IndexUnavailable

TRIES = 3
PAGE = 5_000
RARE = 2
"""A word that is in fewer texts tells nothing about others."""
KNOWN_FOR = 10.0
"""Seconds in which it is not asked again whether the index is whole: another process may have begun it anew."""

Answer = TypeVar("Answer")


class ElasticEngine:
    """Nothing is asked of the server until somebody needs it: an office begins its day without its index."""

    def __init__(self, place: Place) -> None:
        self._calls = Calls(place)
        self._volumes = Volumes(self._calls, place)
        self._desk = Desk(self._calls, place)
        self._sender = Sender(self._calls)
        self._whole_until = 0.0

    @classmethod
    def from_url(cls, url: SplitResult) -> Self:
        return cls(Place.of(url))

    @property
    def is_new(self) -> bool:
        """Until it was built from all the rows. While nobody can tell, nothing is said."""
        if monotonic() < self._whole_until:
            return False
        try:
            whole = self._volumes.is_whole()
        except IndexUnavailable:
            return False
        self._whole_until = monotonic() + KNOWN_FOR if whole else 0.0
        return not whole

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        lines = lines_of(newest_of(copies, gone).values())
        for _ in range(TRIES):
            doors = self._volumes.written()
            if not doors:
                self._begin()
            elif all(self._sender.sent(door, lines) for door in doors):
                return
        raise IndexUnavailable(CROWDED, cause="the indices changed again and again")

    def search(self, asked: Asked, *, after: str | None = None, limit: int = 20) -> Found:
        beyond = after_place(after, newest_first=asked.newest_first) if after is not None else None
        tenant = str(asked.institution_id)
        found = self._ask(
            lambda client: client.search(
                index=self._volumes.searched,
                query=question(asked),
                aggs=COUNTS,
                sort=NEWEST if asked.newest_first else BEST,
                size=limit + 1 if limit else 0,
                source_includes=TOLD,
                track_total_hits=True,
                allow_partial_search_results=False,
                routing=tenant,
                preference=tenant,
                search_after=beyond,
            )
        )
        hits, counted = found["hits"]["hits"], found["aggregations"]
        facets = {name: {each["key"]: each["doc_count"] for each in counted[name]["buckets"]} for name in FACETS}
        following = place_of(hits[limit - 1]["sort"]) if limit and len(hits) > limit else None
        return Found(found["hits"]["total"]["value"], tuple(map(hit, hits[:limit])), facets, following)

    def telling(self, stems: Mapping[str, int], most: int) -> tuple[str, ...]:
        asked = {"stems": " ".join(stem for stem in stems if not stem.isdecimal())}
        found = self._ask(
            lambda client: client.termvectors(
                index=self._volumes.searched, doc=asked, term_statistics=True, positions=False, offsets=False
            )
        )
        field = found["term_vectors"].get("stems")
        if field is None:
            return ()
        every = field["field_statistics"]["doc_count"] + 1
        weighed = [
            ((1 + log(stems[stem])) * log(every / known), stem)
            for stem, told in field["terms"].items()
            if (known := told.get("doc_freq", 0)) >= RARE
        ]
        return tuple(stem for _, stem in sorted(weighed, reverse=True)[:most])

    def kept(self, institution_id: UUID) -> Iterator[Kept]:
        """All of one moment, whatever is written meanwhile."""
        tenant, index = str(institution_id), self._volumes.searched
        held = self._ask(lambda client: client.open_point_in_time(index=index, keep_alive="2m", routing=tenant))["id"]
        try:
            after: list[Any] | None = None
            while hits := self._page(held, tenant, after):
                yield from map(kept, hits)
                after = hits[-1]["sort"]
        finally:
            self._calls.ask(lambda client: client.close_point_in_time(id=held))

    @contextmanager
    def rebuilding(self) -> Iterator[Shelf]:
        with self._desk.building() as lease:
            volume = self._volumes.aside()
            aside = Aside(self._sender, volume)
            try:
                with aside:
                    yield aside
                lease.require()
                self._volumes.take_the_place(volume)
            except BaseException:
                self._volumes.forget(volume)
                raise
        self._whole_until = 0.0

    def belongs_to(self, office: str) -> str:
        return self._desk.belongs_to(office)

    def require(self) -> None:
        self._calls.ask(lambda client: client.info())

    def versions(self) -> tuple[str, str]:
        told = self._calls.ask(
            lambda client: client.perform_request("GET", "/", headers={"accept": "application/json"})
        )
        return str(told.body["version"]["number"]), version("elasticsearch")

    def words_kept(self, texts: Sequence[str]) -> Sequence[str]:
        told = self._ask(
            lambda client: client.indices.analyze(index=self._volumes.searched, field="stems", text=list(texts))
        )
        return [each["token"] for each in told["tokens"]]

    def damage(self) -> str:
        told = self._ask(lambda client: client.cluster.health(index=self._volumes.searched, timeout="1s"))
        return "" if told["status"] in {"green", "yellow"} else f"{told['unassigned_shards']} partes sin servidor"

    def close(self) -> None:
        self._calls.close()

    def _page(self, held: str, tenant: str, after: list[Any] | None) -> list[dict[str, Any]]:
        found = self._calls.ask(
            lambda client: client.search(
                pit={"id": held, "keep_alive": "2m"},
                query={"term": {"tenant": tenant}},
                sort=["_shard_doc"],
                size=PAGE,
                source_includes=["mark", "shown.digest"],
                track_total_hits=False,
                search_after=after,
            )
        )
        hits: list[dict[str, Any]] = found["hits"]["hits"]
        return hits

    def _ask(self, question: Callable[[Elasticsearch], Answer]) -> Answer:
        """An index that is not there is begun, and waits to be rebuilt."""
        try:
            return self._calls.ask(question)
        except NotFoundError:
            self._begin()
        try:
            return self._calls.ask(question)
        except NotFoundError as error:
            raise IndexUnavailable(CROWDED, cause="the index is not there") from error

    def _begin(self) -> None:
        self._whole_until = 0.0
        self._volumes.begin()
