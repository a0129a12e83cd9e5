"""How a document is found: registered in the platform as a source of the search."""

from collections.abc import Iterable, Iterator
from functools import partial
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from sqlalchemy import select

from documents.attachments import attachments
from documents.fields import Party
from documents.holding import fields_of, head_version, kind_of
from documents.models import Document, Source
from documents.numbering import entry_of
from documents.storage import BlobStore
from documents.texts import pdf_text
from kernel.sandbox import Sandbox
from kernel.work import Work
from search.entries import Entry

KIND = "document"


class DocumentSource:
    """In the words that were filled in; of what was uploaded, in those of its PDF."""

    kind = KIND

    def __init__(self, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._blobs = blobs
        self._sandbox = sandbox

    def entry(self, work: Work, subject_id: UUID) -> Entry | None:
        document = work.find(Document, id=subject_id)
        if document is None or not document.head:
            return None
        fields, folio = fields_of(document), entry_of(work, document)
        head = head_version(work, document).blob
        names = [each.name for each in attachments(work, document.id)]
        numbers = [str(folio), f"{folio.number}/{folio.year}"] if folio else []
        return Entry(
            subject_id=document.id,
            kind=KIND,
            title=document.subject,
            text="\n".join([*_words(fields.kept()), *names]),
            at=document.dispatched_at or (folio.at if folio else document.created_at),
            fields={
                "folio": (*numbers, document.unique_code),
                "de": tuple(_party(party) for party in fields.from_),
                "para": (*(_party(party) for party in fields.to), *(line.addressee for line in fields.distribution)),
                "tipo": kind_of(work, document).name,
            },
            more=partial(self.text_of, head) if document.source == Source.UPLOADED else None,
        )

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        asked = select(Document.id).where(Document.institution_id == work.institution_id)
        if after is not None:
            asked = asked.where(Document.id > after)
        return work.session.scalars(asked.order_by(Document.id).limit(500)).all()

    def text_of(self, blob: str) -> str:
        """The words of a PDF of the store, read in the sandbox."""
        with NamedTemporaryFile(suffix=".pdf") as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            text: str = self._sandbox.call(pdf_text, copy.name)
        return text


def _party(party: Party) -> str:
    return ", ".join(filter(None, (party.post, party.name, party.institution)))


def _words(told: Any) -> Iterator[str]:
    """Every text that was written, in the order of the fields; codes and ids are no words."""
    match told:
        case str():
            yield told
        case dict():
            for name, value in told.items():
                if name not in {"type", "purpose", "higher"} and not name.endswith("_id"):
                    yield from _words(value)
        case list() | tuple():
            for value in told:
                yield from _words(value)
