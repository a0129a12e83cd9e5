"""How the server is asked: with little patience, and not at all for a moment after it did not answer."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import TypeVar

from elasticsearch import (
    ApiError,
    ConflictError,
    Elasticsearch,
    NotFoundError,
    TransportError,
    UnsupportedProductError,
)

from search.engines.elastic.place import Place
from search.errors import IndexCrowded, IndexUnavailable

PATIENCE = 4.0
"""Seconds for a question that somebody waits for."""
WRITING = 8.0
BUILDING = 120.0
REST = 2.0
"""Seconds in which nobody else waits for a server that did not answer. Then one asks again."""
NO_ANSWER = "El buscador no responde: todo lo demás sigue funcionando. Intente buscar de nuevo en unos minutos."
NOT_OURS = "El servidor del índice no es un Elasticsearch que se pueda usar: avise al administrador (oficina doctor)."
NOT_LET_IN = "El buscador no deja entrar a la oficina: avise al administrador (oficina doctor)."
CROWDED = "El buscador está sobrecargado: intente de nuevo en unos minutos."

for name in ("elastic_transport", "elasticsearch"):
    logging.getLogger(name).setLevel(logging.WARNING)
"""Below that they tell what was asked and answered, which is for nobody who reads a log."""

Answer = TypeVar("Answer")


class Calls:
    """Everything that is asked goes through here, so that a server that hangs never holds more than a few."""

    def __init__(self, place: Place) -> None:
        self._client = Elasticsearch(
            list(place.hosts),
            request_timeout=PATIENCE,
            max_retries=len(place.hosts) - 1,
            retry_on_timeout=False,
            dead_node_backoff_factor=0.5,
            max_dead_node_backoff=5,
            connections_per_node=20,
            **place.entry,
        )
        self._lock = Lock()
        self._rests_until = 0.0

    def ask(self, question: Callable[[Elasticsearch], Answer], seconds: float = 0) -> Answer:
        """What it answers. IndexUnavailable when it does not; what is not there, or is otherwise, is for the caller."""
        self._wait_no_more()
        try:
            answer = question(self._client.options(request_timeout=seconds or PATIENCE))
        except (ConflictError, NotFoundError):
            self._answered()
            raise
        except UnsupportedProductError as error:
            raise IndexUnavailable(NOT_OURS) from error
        except TransportError as error:
            self._rest()
            raise IndexUnavailable(NO_ANSWER, cause=type(error).__name__) from error
        except ApiError as error:
            self._answered()
            crowded = error.meta.status == HTTPStatus.TOO_MANY_REQUESTS
            raise (IndexCrowded if crowded else IndexUnavailable)(
                _told(error.meta.status), cause=f"{error.meta.status} {error.error}"[:200]
            ) from error
        self._answered()
        return answer

    def close(self) -> None:
        self._client.close()

    def _wait_no_more(self) -> None:
        """While it rests, nobody asks; when the rest is over, one does, and the others rest on until it is answered."""
        with self._lock:
            if monotonic() < self._rests_until:
                raise IndexUnavailable(NO_ANSWER, cause="resting")
            if self._rests_until:
                self._rests_until = monotonic() + REST

    def _rest(self) -> None:
        with self._lock:
            self._rests_until = monotonic() + REST

    def _answered(self) -> None:
        with self._lock:
            self._rests_until = 0.0


def _told(status: int) -> str:
    return {401: NOT_LET_IN, 403: NOT_LET_IN, 429: CROWDED}.get(status, NO_ANSWER)
