"""What is made outside any transaction: files kept beside an entry or a dispatch, and the signed receipt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import correspondence.service as service
from correspondence.entry import Entry
from correspondence.lines import Target
from correspondence.models import Evidence, Reception
from correspondence.receipts import Acknowledged
from documents.storage import Blob, BlobStore
from kernel.work import Work

Chunks = Callable[[], Iterator[bytes]]
"""The bytes of a file, from their beginning."""


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """Keep what proves that something left, or arrived, outside."""

    blobs: BlobStore
    dispatch_id: UUID
    name: str
    chunks: Chunks

    def prepare(self, work: Work) -> None:
        service.get_dispatch(work, self.dispatch_id)

    def effect(self, _prepared: None, /) -> Blob:
        return self.blobs.put(self.chunks())

    def settle(self, work: Work, _prepared: None, blob: Blob, /) -> Evidence:
        return service.add_evidence(work, self.dispatch_id, self.name, blob)


@dataclass(frozen=True, slots=True)
class AddScan:
    """Keep the image of an entry that came on paper. It is a copy, and says so."""

    blobs: BlobStore
    reception_id: UUID
    chunks: Chunks
    inspect: Callable[[], object]
    """Refuses what is not an honest PDF."""

    def prepare(self, work: Work) -> None:
        service.readable_reception(work, self.reception_id)

    def effect(self, _prepared: None, /) -> Blob:
        self.inspect()
        return self.blobs.put(self.chunks())

    def settle(self, work: Work, _prepared: None, blob: Blob, /) -> Reception:
        return service.add_scan(work, self.reception_id, blob)


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Write down something that came in, with its image and where it goes first: one act, or none of it."""

    blobs: BlobStore
    entry: Entry
    chunks: Chunks | None = None
    inspect: Callable[[], object] | None = None
    """Refuses what is not an honest PDF."""
    targets: Sequence[Target] = ()
    then: Callable[[Work, Reception], object] | None = None
    """What else happens to it at once, as whoever knows both sides wants it: to be filed, for one."""

    def prepare(self, work: Work) -> None:
        service.check_entry(work, self.entry)

    def effect(self, _prepared: None, /) -> Blob | None:
        if self.chunks is None:
            return None
        if self.inspect:
            self.inspect()
        return self.blobs.put(self.chunks())

    def settle(self, work: Work, _prepared: None, blob: Blob | None, /) -> Reception:
        reception = service.register_entry(work, self.entry)
        work.session.flush()
        if blob:
            service.add_scan(work, reception.id, blob)
        if self.targets:
            service.refer(work, reception.id, self.targets)
        if self.then:
            self.then(work, reception)
        return reception


class Sealer(Protocol):
    """Whoever can put the seal of an oficina de partes on a paper. Wired by `workers.handlers`."""

    def prepare(self, work: Work, told: Acknowledged) -> Any:
        """Reading: the key of the office, and whatever else the paper needs. None if it cannot be sealed."""
        ...

    def seal(self, told: Acknowledged, prepared: Any) -> Blob:
        """The receipt, typeset and sealed, and kept in the store."""
        ...


@dataclass(frozen=True, slots=True)
class SealReceipt:
    """Make the receipt of what was acknowledged, and send it to whoever sent that. However often: once."""

    sealer: Sealer
    reception_id: UUID

    def prepare(self, work: Work) -> tuple[Acknowledged, Any] | None:
        told = service.acknowledged(work, self.reception_id)
        ready = self.sealer.prepare(work, told) if told else None
        return (told, ready) if told and ready else None

    def effect(self, prepared: tuple[Acknowledged, Any] | None, /) -> Blob | None:
        return self.sealer.seal(*prepared) if prepared else None

    def settle(self, work: Work, _prepared: tuple[Acknowledged, Any] | None, blob: Blob | None, /) -> None:
        if blob:
            service.send_receipt(work, self.reception_id, blob)
