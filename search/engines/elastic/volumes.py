"""The indices of an office on the server, and the aliases by which they are asked and written.

One is searched. While another is built, both are written. Who writes asks each time which they are: a job that read
its rows before the other was there is answered by the rebuild, which reads them later.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from kernel.rows import new_id
from search.engines.elastic.calls import BUILDING, Calls
from search.engines.elastic.place import Place
from search.engines.elastic.shape import MAPPING
from search.engines.laid import FORM
from search.errors import IndexUnavailable

UNSEEN: dict[str, Any] = {
    "refresh_interval": "-1",
    "auto_expand_replicas": "false",
    "number_of_replicas": 0,
    "translog.durability": "async",
}
"""Of an index that is being built, and that nobody searches: were its server to fall, it would be built again."""
SEEN: dict[str, Any] = {"refresh_interval": "1s", "auto_expand_replicas": "0-1", "translog.durability": "request"}
"""Of one that is searched; a copy more where there is a second server."""
THERE_ALREADY = "resource_already_exists_exception"


class Volumes:
    def __init__(self, calls: Calls, place: Place) -> None:
        self._calls = calls
        self._shape: dict[str, Any] = {"number_of_shards": place.shards}
        self._begins = f"{place.name}-{FORM}"
        self.searched = f"{self._begins}-searched"
        self._written = f"{self._begins}-written"
        self._first = f"{self._begins}-first"

    def written(self) -> Sequence[str]:
        """Each by the alias of its own through which alone it is written: one that is gone is not made by writing."""
        return [door(volume) for volume in self._bearing(self._written)]

    def begin(self) -> None:
        """An empty one, where there is none. Of several who begin at once, one does."""
        aliases: dict[str, dict[str, str]] = {self.searched: {}, self._written: {}}
        self._create(self._first, aliases, SEEN | self._shape)

    def is_whole(self) -> bool:
        """What is searched was built from all the rows, and not begun empty."""
        return bool(told := self._bearing(self.searched)) and self._first not in told

    def aside(self) -> str:
        """Another, that is written from now on and not searched yet. What a rebuild left behind goes first."""
        current = set(self._bearing(self.searched)) or self._begun()
        self.drop(sorted(set(self._bearing(self._written)) - current))
        volume = f"{self._begins}-{new_id().hex}"
        self._create(volume, {self._written: {}}, UNSEEN | self._shape)
        return volume

    def take_the_place(self, volume: str) -> None:
        """From one question to the next it is what is searched; and the one before is no more."""
        self._calls.ask(lambda client: client.indices.put_settings(index=volume, settings=SEEN), BUILDING)
        self._calls.ask(lambda client: client.indices.flush(index=volume), BUILDING)
        self._calls.ask(lambda client: client.indices.refresh(index=volume), BUILDING)
        olds = sorted(set(self._bearing(self._written)) - {volume})
        actions = [{"remove_index": {"index": old}} for old in olds]
        actions.append({"add": {"index": volume, "alias": self.searched}})
        self._calls.ask(lambda client: client.indices.update_aliases(actions=actions), BUILDING)

    def forget(self, volume: str) -> None:
        """One that failed. What cannot be dropped now, the next rebuild drops."""
        with suppress(IndexUnavailable):
            self.drop([volume])

    def drop(self, volumes: Sequence[str]) -> None:
        if volumes:
            self._calls.ask(lambda client: client.indices.delete(index=volumes, ignore_unavailable=True), BUILDING)

    def _bearing(self, alias: str) -> Sequence[str]:
        try:
            told = self._calls.ask(lambda client: client.indices.get_alias(name=alias))
        except NotFoundError:
            return []
        return sorted(told.body)

    def _begun(self) -> set[str]:
        self.begin()
        return set(self._bearing(self.searched))

    def _create(self, volume: str, aliases: dict[str, dict[str, str]], told: dict[str, Any]) -> None:
        def create(client: Elasticsearch) -> None:
            doors = {**aliases, door(volume): {}}
            try:
                client.indices.create(index=volume, aliases=doors, mappings=MAPPING, settings=told)
            except BadRequestError as error:
                if error.error != THERE_ALREADY:
                    raise

        self._calls.ask(create, BUILDING)


def door(volume: str) -> str:
    """The alias of its own."""
    return f"{volume}-door"
