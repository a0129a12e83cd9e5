"""What is done in no transaction: keeping the bytes of what is brought to an expediente."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from documents.storage import Blob, BlobStore
from expedientes.fileables import Fileable
from expedientes.filing import file
from expedientes.models import FiledEntry
from expedientes.reading import open_to_read
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class FileAntecedent:
    """File something that the institution holds nowhere else: an antecedent that somebody brought."""

    blobs: BlobStore
    expediente_id: UUID
    thing: Fileable
    chunks: Callable[[], Iterable[bytes]]

    def prepare(self, work: Work) -> None:
        open_to_read(work, self.expediente_id)

    def effect(self, _prepared: None, /) -> Blob:
        return self.blobs.put(self.chunks())

    def settle(self, work: Work, _prepared: None, blob: Blob, /) -> FiledEntry:
        thing = replace(self.thing, sha256=blob.name, blob=blob.name, size=blob.size)
        return file(work, self.expediente_id, thing)
