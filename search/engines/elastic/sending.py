"""Writing many at once. Each bears the version of what was read, and the server refuses what is older than it has."""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from time import sleep
from types import TracebackType
from typing import Any, Self

from elasticsearch import NotFoundError

from search.engines.base import Copy, Gone, newest_of
from search.engines.elastic.calls import BUILDING, CROWDED, WRITING, Calls
from search.engines.elastic.desk import LOST
from search.engines.elastic.shape import laid_out
from search.engines.elastic.volumes import door
from search.errors import IndexCrowded, IndexUnavailable

MEGABYTE = 1024 * 1024
AT_ONCE = 4 * MEGABYTE
"""Of one request: far below what a server takes, and few enough that it answers soon."""
SENDERS, WAITING = 2, 4
RESTS = (0.5, 1, 2, 4, 8, 16, 30)
"""Seconds between two tries of a rebuild: it took minutes already, and would be made again from its beginning."""
LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE}
"""It is crowded, its disk is full, or a part of it is being moved."""

Line = tuple[bytes, bytes]


def lines_of(told: Iterable[Copy | Gone]) -> list[Line]:
    """What is done, and with what."""
    return [(_said({"index": _action(each)}), _said(laid_out(each))) for each in told]


class Sender:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def sent(self, to: str, lines: Sequence[Line], *, seen: bool = True) -> bool:
        """Whether it was there to be written. What the server has newer stays as it is."""
        return all(self._taken(to, some, seen=seen) for some in _parts(lines))

    def _taken(self, to: str, lines: Sequence[bytes], *, seen: bool) -> bool:
        try:
            told = self._calls.ask(
                lambda client: client.bulk(
                    index=to,
                    operations=lines,  # type: ignore[arg-type]  # it takes lines that are written already, too
                    require_alias=True,
                    refresh=seen,
                    filter_path="errors,items.*.status,items.*.error.type",
                ),
                WRITING if seen else BUILDING,
            )
        except NotFoundError:
            return False
        return not told["errors"] or self._excused(told["items"])

    def _excused(self, items: Sequence[dict[str, Any]]) -> bool:
        answers = [each["index"] for each in items if "error" in each["index"]]
        states = {each["status"] for each in answers} - {HTTPStatus.CONFLICT}
        if HTTPStatus.NOT_FOUND in states:
            return False
        if states & LATER:
            raise IndexCrowded(CROWDED, cause=str(sorted(states)))
        if states:
            wrong = {each["error"]["type"] for each in answers if each["status"] in states}
            raise RuntimeError(f"the index did not take an entry: {', '.join(sorted(wrong))}")
        return True


class Aside:
    """Where the copies of a rebuild go: the next are read while these are sent."""

    def __init__(self, sender: Sender, volume: str) -> None:
        self._sender = sender
        self._door = door(volume)
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="index")
        self._sending: deque[Future[bool]] = deque()

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        lines = lines_of(newest_of(copies, gone).values())
        self._sending.append(self._pool.submit(self._sent, lines))
        self._wait_for_all_but(WAITING)

    def _sent(self, lines: Sequence[Line]) -> bool:
        """A server that has too much to do is left to do it: what it took before, it refuses as no newer."""
        for rest in RESTS:
            try:
                return self._sender.sent(self._door, lines, seen=False)
            except IndexCrowded:
                sleep(rest)
        return self._sender.sent(self._door, lines, seen=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._wait_for_all_but(0 if kind is None else len(self._sending))
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _wait_for_all_but(self, few: int) -> None:
        while len(self._sending) > few:
            if not self._sending.popleft().result():
                raise IndexUnavailable(LOST)


def _parts(lines: Sequence[Line]) -> Iterator[list[bytes]]:
    part, size = list[bytes](), 0
    for line in lines:
        part += line
        size += sum(map(len, line))
        if size >= AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _action(told: Copy | Gone) -> dict[str, str | int]:
    return {
        "_id": str(told.subject_id),
        "routing": str(told.institution_id),
        "version": told.version,
        "version_type": "external_gte",
    }


def _said(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
