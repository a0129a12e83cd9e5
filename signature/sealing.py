"""The seal of the oficina de partes: number, date and code, on top of what people signed, and never their signature."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from documents.errors import ChangedMeanwhile
from documents.storage import Blob
from kernel.work import Work
from signature import credentials, keeping, marking, remote, stamps
from signature.errors import NoKeyElsewhere, NoRemoteAccess, RemoteAccessRefused, RemoteUnavailable, SealWaits
from signature.marking import Mark, Opening, Workshop

FIELD = "SELLO"


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The version that a seal starts from, and what it will say."""

    head: int
    mark: Mark
    key: Opening


@dataclass(frozen=True, slots=True)
class SealFolio:
    """Make the version that may leave: the last one, with its folio on page 1. Once; annulled, never."""

    workshop: Workshop
    document_id: UUID

    def prepare(self, work: Work) -> Unsealed | None:
        document = documents.get(work, self.document_id)
        if document.sealed or _annulled(work, document):
            return None
        office, institution = institutions.office(work, document.office_id), institutions.institution(work)
        folio, code = documents.folio_of(work, document), document.verification_code
        key, demonstration = credentials.seal_key(work, self.workshop.secrets, office.id)
        stamp = stamps.of_seal(
            documents.printed_folio(folio),
            documents.printed_date(work, folio),
            f"{office.name}, {institution.name}",
            code,
            f"{self.workshop.public_url}/verificar/{code}",
            demonstration=demonstration,
        )
        blob = documents.head_version(work, document).blob
        with _patiently():
            opening = remote.opening(work, self.workshop.secrets, key, document.id)
        return Unsealed(document.head, Mark(blob, FIELD, stamp, institution.name, work.now), opening)

    def effect(self, unsealed: Unsealed | None, /) -> Blob | None:
        if unsealed is None:
            return None
        with _patiently():
            return marking.put(self.workshop, unsealed.mark, unsealed.key)

    def settle(self, work: Work, unsealed: Unsealed | None, blob: Blob | None, /) -> documents.Document:
        document = documents.get(work, self.document_id, lock=True)
        if unsealed is None or blob is None or document.sealed or _annulled(work, document):
            return document
        if document.head != unsealed.head:
            raise ChangedMeanwhile(
                "El documento cambió mientras se sellaba: se sellará de nuevo.", document_id=document.id
            )
        version = documents.add_version(work, document, blob, documents.Cause.SEALED)
        documents.mark_sealed(work, document, version)
        level = unsealed.key.level(work, unsealed.mark, timed=not self.workshop.signs_without_time)
        keeping.begin(work, document.id, blob.name, level, finished=True)
        unsealed.key.settled(work, unsealed.mark)
        return document


@contextmanager
def _patiently() -> Iterator[None]:
    """A document is not left without its seal because FirmaGob did not answer for a night, or a secret was changed."""
    try:
        yield
    except (RemoteUnavailable, RemoteAccessRefused, NoRemoteAccess, NoKeyElsewhere) as refusal:
        raise SealWaits(refusal.message, because=refusal.code) from refusal


def _annulled(work: Work, document: documents.Document) -> bool:
    """Its number was annulled before it was sealed: there is nothing to seal it with."""
    folio = documents.entry_of(work, document)
    return folio is not None and folio.annulled_at is not None
