"""What the log asks of somebody outside."""

from dataclasses import dataclass
from typing import Protocol

import audit.service as service
from audit.models import Checkpoint
from kernel.work import Work


class Stamper(Protocol):
    """Whoever timestamps: an RFC 3161 token over these bytes, as DER."""

    def __call__(self, content: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Unstamped:
    size: int
    note: str


@dataclass(frozen=True, slots=True)
class StampNewest:
    """Have the newest checkpoint timestamped. One that has its token already needs nothing."""

    stamp: Stamper

    def prepare(self, work: Work) -> Unstamped | None:
        newest = service.last_checkpoint(work)
        return Unstamped(newest.size, newest.note) if newest and newest.token is None else None

    def effect(self, unstamped: Unstamped | None, /) -> bytes | None:
        return self.stamp(unstamped.note.encode()) if unstamped else None

    def settle(self, work: Work, unstamped: Unstamped | None, token: bytes | None, /) -> None:
        if unstamped:
            key = (work.institution_id, unstamped.size)
            work.session.get_one(Checkpoint, key).token = token
