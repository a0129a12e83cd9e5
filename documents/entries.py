"""How a document is found: registered in the platform as a source of the search."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from documents.attachments import attachments
from documents.extraction import may_be_pdf
from documents.fields import Party
from documents.holding import fields_of, head_version, kind_of
from documents.models import Document, Source
from documents.numbering import entry_of
from kernel.work import Work
from search.entries import Entry

KIND = "document"


class DocumentSource:
    """In the words that were filled in; of what was uploaded or goes with it, in those of its PDF."""

    kind = KIND

    def __init__(self, text_of: Callable[..., str]) -> None:
        """`text_of` reads the PDFs of the store with these names."""
        self._text_of = text_of

    def entry(self, work: Work, subject_id: UUID) -> Entry | None:
        document = work.find(Document, id=subject_id)
        if document is None or not document.head:
            return None
        fields, folio = fields_of(document), entry_of(work, document)
        attached = attachments(work, document.id)
        read = [each.blob for each in attached if may_be_pdf(each.name, each.media_type)]
        if document.source == Source.UPLOADED:
            read.insert(0, head_version(work, document).blob)
        numbers = [str(folio), f"{folio.number}/{folio.year}"] if folio else []
        return Entry(
            subject_id=document.id,
            kind=KIND,
            title=document.subject,
            text="\n".join([*_words(fields.kept()), *(each.name for each in attached)]),
            at=document.dispatched_at or (folio.at if folio else document.created_at),
            fields={
                "folio": (*numbers, document.unique_code),
                "de": tuple(_party(party) for party in fields.from_),
                "para": (*(_party(party) for party in fields.to), *(line.addressee for line in fields.distribution)),
                "tipo": kind_of(work, document).name,
            },
            more=partial(self._text_of, *read) if read else None,
        )

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        asked = select(Document.id).where(Document.institution_id == work.institution_id)
        if after is not None:
            asked = asked.where(Document.id > after)
        return work.session.scalars(asked.order_by(Document.id).limit(500)).all()


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
