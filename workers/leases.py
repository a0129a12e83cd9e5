"""Whoever takes long says so, and keeps the job; whoever died says nothing, and loses it."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self
from uuid import UUID

from kernel.actor import PLATFORM
from oficina.platform import Platform
from workers.claims import Claim, renew

log = logging.getLogger(__name__)

RENEWALS = 3
"""How often a lease is renewed before it would run out."""


class Leases:
    """The claims that this process has in hand, renewed by a thread of its own."""

    def __init__(self, platform: Platform, *, every: float | None = None) -> None:
        self._platform = platform
        self._every = every or platform.settings.lease_seconds / RENEWALS
        self._held: dict[tuple[UUID, UUID], Claim] = {}
        self._mutex = Lock()
        self._stopped = Event()
        self._thread = Thread(target=self._keep_renewing, name="leases", daemon=True)

    def begin(self) -> Self:
        self._thread.start()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()

    @contextmanager
    def kept(self, claims: Sequence[Claim]) -> Iterator[None]:
        mine = {(each.token, each.job_id): each for each in claims}
        with self._mutex:
            self._held |= mine
        try:
            yield
        finally:
            with self._mutex:
                for each in mine:
                    del self._held[each]

    def renew(self) -> None:
        with self._mutex:
            held = list(self._held.values())
        if held:
            with self._platform.database.writing(PLATFORM) as work:
                renew(work, held)

    def _keep_renewing(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self.renew()
            except Exception:
                log.exception("the leases could not be renewed; it goes on")
