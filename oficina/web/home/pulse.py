"""Whether anything happened in an institution: asked once for all who look, and not once for each of them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

import audit.service as audit
from kernel.actor import system
from kernel.database import Database

BEAT = 5.0
"""For how many seconds an answer is good."""


@dataclass(slots=True)
class Pulse:
    """The last act of each institution, as it was a moment ago."""

    database: Database
    felt: dict[UUID, tuple[float, UUID | None]] = field(default_factory=dict)
    turn: Lock = field(default_factory=Lock)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """The office ends: whoever looks asks again later, and keeps it from ending no longer."""

    def of(self, institution_id: UUID, now: float) -> UUID | None:
        """The last act, of at most a beat ago; `now` in seconds of any clock that does not go back."""
        with self.turn:
            at, last = self.felt.get(institution_id, (now - BEAT, None))
            if now - at >= BEAT:
                with self.database.reading(system(institution_id)) as work:
                    last = audit.latest(work)
                self.felt[institution_id] = (now, last)
            return last

    async def beat(self) -> bool:
        """Wait for the next beat; whether there is one."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopped.wait(), BEAT)
        return not self.stopped.is_set()

    def known(self, institution_id: UUID, now: float) -> bool:
        """Whether the answer is at hand, and no thread is needed to have it."""
        at, _ = self.felt.get(institution_id, (now - BEAT, None))
        return now - at < BEAT
