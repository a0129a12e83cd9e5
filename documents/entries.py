"""How a document is found: registered in the platform as a source of the search."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

import institutions.service as institutions
from documents.attachments import attachments_of
from documents.fields import Party
from documents.holding import fields_of, heads_of, is_restricted, kind_of
from documents.models import Document, Drafting, Folio, Source
from documents.numbering import entries_of
from documents.states import states_of
from kernel.work import Work
from search.entries import Entry, File

KIND = "document"
ITSELF = "El documento"
"""What was uploaded is a file without a name of its own."""


class DocumentSource:
    """In the words that were filled in, and in those of what was uploaded or goes with it."""

    kind = KIND

    def entries(self, work: Work, subject_ids: Collection[UUID]) -> Iterator[Entry]:
        mine = select(Document).where(Document.institution_id == work.institution_id, Document.id.in_(subject_ids))
        documents = [document for document in work.session.scalars(mine) if _is_found(document)]
        ids = [document.id for document in documents]
        folios, attached = entries_of(work, ids), attachments_of(work, ids)
        heads = heads_of(work, [document for document in documents if document.source == Source.UPLOADED])
        zone = institutions.local_zone(work)
        for document in documents:
            of_it, head = attached.get(document.id, ()), heads.get(document.id)
            files = [File(each.name, each.blob, each.media_type) for each in of_it]
            itself = [File(ITSELF, head.blob, "application/pdf")] if head else []
            yield _entry(work, document, folios.get(document.id), (*itself, *files), zone)

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        asked = select(Document.id).where(Document.institution_id == work.institution_id)
        if after is not None:
            asked = asked.where(Document.id > after)
        return work.session.scalars(asked.order_by(Document.id).limit(500)).all()


def _is_found(document: Document) -> bool:
    """What has no bytes yet, and what its author discarded, is not looked for."""
    return bool(document.head) and document.drafting != Drafting.DISCARDED


def _entry(work: Work, document: Document, folio: Folio | None, files: tuple[File, ...], zone: ZoneInfo) -> Entry:
    fields, kind = fields_of(document), kind_of(work, document)
    at = document.dispatched_at or (folio.at if folio else document.created_at)
    numbers = [str(folio), f"{folio.number}/{folio.year}"] if folio else []
    lines = [line.addressee for line in fields.distribution]
    return Entry(
        subject_id=document.id,
        kind=KIND,
        title=document.subject,
        text="\n".join([*_words(fields.kept()), *(file.name for file in files if file.name != ITSELF)]),
        at=at,
        fields={
            "folio": (*numbers, document.unique_code),
            "de": tuple(_party(party) for party in fields.from_),
            "para": (*(_party(party) for party in fields.to), *lines),
            "tipo": kind.name,
        },
        facets={
            "type": kind.name,
            "institution": tuple(sorted({party.institution for party in fields.to if party.institution})),
            "state": states_of(document, folio).label,
            "year": str(at.astimezone(zone).year),
            "unit": str(document.unit_id or ""),
            "level": str(document.access_level),
        },
        files=files,
        guarded=is_restricted(document),
    )


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
