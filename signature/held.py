"""What is remembered of a signature that is made elsewhere, while it is on its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from kernel.row_seals import seal_of
from kernel.rut import Rut
from kernel.work import Work
from signature.errors import RemoteAltered
from signature.models import RemoteSigning, RemoteState
from signature.reopening import Hole

LASTS = timedelta(minutes=30)
"""How long prepared bytes wait for their signature."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is remembered of a signature on its way, as it was at one moment."""

    id: UUID
    field: str
    run: Rut
    prepared: str
    hole: Hole
    signing_at: datetime
    cms: bytes | None

    @classmethod
    def of(cls, row: RemoteSigning) -> "Held":
        hole = Hole(row.digest, row.begins, row.ends, row.began)
        return cls(row.id, row.field, Rut.parse(row.run), row.prepared, hole, row.signing_at, row.cms)


@dataclass(frozen=True, slots=True)
class Claim:
    """Of a signature that a person asked for: what a job needs to finish it in their stead."""

    request_id: UUID
    head: int
    seen_sha256: str
    observations: str | None
    standing: dict[str, str]

    def told(self) -> dict[str, Any]:
        return {
            "request_id": str(self.request_id),
            "head": self.head,
            "seen_sha256": self.seen_sha256,
            "observations": self.observations,
            "standing": self.standing,
        }


def blobs_named(work: Work) -> Iterator[str]:
    """The bytes that wait for a signature, or for what came back to be put in them."""
    waits = or_(RemoteSigning.state == RemoteState.ANSWERED, RemoteSigning.deadline > work.now)
    mine = (RemoteSigning.institution_id == work.institution_id, RemoteSigning.finished_at.is_(None), waits)
    yield from work.session.scalars(select(RemoteSigning.prepared).where(*mine))


def untouched(work: Work, row: RemoteSigning) -> RemoteSigning:
    """The row as this program wrote it: of any other, not a byte is signed or used."""
    key = work.session.info["row_key"]
    if key is not None and row.row_seal != seal_of(key, row):
        raise RemoteAltered(
            "Lo que esperaba la firma fue alterado fuera del programa y no se firmará: avise a quien opera la oficina.",
            signing=row.id,
        )
    return row


def end(work: Work, row: RemoteSigning, state: RemoteState) -> None:
    row.state, row.finished_at = state, work.now


def still_good(row: RemoteSigning, now: datetime) -> bool:
    return row.cms is not None or (row.state == RemoteState.PREPARED and now < row.deadline)
