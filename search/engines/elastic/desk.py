"""What an office keeps beside its index: whose it is, and who is building it again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import Any

from elasticsearch import BadRequestError, ConflictError, NotFoundError

from kernel.clock import utc_now
from search.engines.elastic.calls import Calls
from search.engines.elastic.place import Place
from search.errors import IndexUnavailable

MAPPING = {
    "dynamic": "strict",
    "properties": {"office": {"type": "keyword"}, "until": {"type": "keyword"}},
}
OFFICE, BUILDER = "office", "builder"
LEASE, RENEWED = timedelta(seconds=30), 8.0
BUSY = "El índice ya se está reconstruyendo: espere a que termine. Si se interrumpió, intente de nuevo en medio minuto."
LOST = "Otro proceso comenzó a reconstruir el índice mientras este no respondía: deje que termine."


class Desk:
    def __init__(self, calls: Calls, place: Place) -> None:
        self._calls = calls
        self._index = f"{place.name}-office"

    def belongs_to(self, office: str) -> str:
        """The one that asked first."""
        kept = self._kept(OFFICE)
        if kept is None:
            self._begin()
            if self._create(OFFICE, {"office": office}) is not None:
                return office
            kept = self._kept(OFFICE) or {"_source": {"office": office}}
        return str(kept["_source"]["office"])

    @contextmanager
    def building(self) -> Iterator["Lease"]:
        """Nobody else builds meanwhile. Whoever dies is waited for half a minute."""
        lease = Lease(self._calls, self._index, self._taken())
        over = Event()
        renewing = Thread(target=lease.renew_until, args=(over,), name="index-lease", daemon=True)
        renewing.start()
        try:
            yield lease
        finally:
            over.set()
            renewing.join()
            lease.give_back()

    def _taken(self) -> dict[str, Any]:
        self._begin()
        taken = self._create(BUILDER, _until())
        if taken is None:
            taken = self._taken_over(self._kept(BUILDER))
        if taken is None:
            raise IndexUnavailable(BUSY)
        return taken

    def _taken_over(self, held: dict[str, Any] | None) -> dict[str, Any] | None:
        """From who said nothing for longer than it had."""
        if held is None or held["_source"]["until"] > utc_now().isoformat():
            return None
        return _put(self._calls, self._index, held)

    def _kept(self, name: str) -> dict[str, Any] | None:
        with suppress(NotFoundError):
            return dict(self._calls.ask(lambda client: client.get(index=self._index, id=name)).body)
        return None

    def _create(self, name: str, said: dict[str, str]) -> dict[str, Any] | None:
        with suppress(ConflictError):
            created = self._calls.ask(lambda client: client.create(index=self._index, id=name, document=said))
            return dict(created.body)
        return None

    def _begin(self) -> None:
        told = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}

        def create(client: Any) -> None:
            with suppress(BadRequestError):
                client.indices.create(index=self._index, mappings=MAPPING, settings=told)

        self._calls.ask(create)


class Lease:
    """The right to build, which lasts as long as it is renewed."""

    def __init__(self, calls: Calls, index: str, held: dict[str, Any]) -> None:
        self._calls = calls
        self._index = index
        self._held: dict[str, Any] | None = held
        self._renewing = Lock()

    def require(self) -> None:
        """Nobody else took it."""
        with self._renewing:
            if self._held is not None:
                self._held = _put(self._calls, self._index, self._held)
        if self._held is None:
            raise IndexUnavailable(LOST)

    def renew_until(self, over: Event) -> None:
        while not over.wait(RENEWED):
            with suppress(IndexUnavailable):
                self.require()

    def give_back(self) -> None:
        held = self._held
        if held is None:
            return
        with suppress(IndexUnavailable, ConflictError, NotFoundError):
            self._calls.ask(lambda client: client.delete(index=self._index, id=BUILDER, **_as_it_was(held)))


def _put(calls: Calls, index: str, held: dict[str, Any]) -> dict[str, Any] | None:
    """Renewed, if nobody wrote it since; None when somebody did."""
    with suppress(ConflictError, NotFoundError):
        put = calls.ask(lambda client: client.index(index=index, id=BUILDER, document=_until(), **_as_it_was(held)))
        return dict(put.body)
    return None


def _as_it_was(held: dict[str, Any]) -> dict[str, Any]:
    return {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}


def _until() -> dict[str, str]:
    return {"until": (utc_now() + LEASE).isoformat()}
