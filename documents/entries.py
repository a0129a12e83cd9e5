"""How a document is found: registered in the platform as a source of the search."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

import institutions.service as institutions
from documents.attachments import attachments_of
from documents.holding import is_restricted, versions_named
from documents.kinds import kind
from documents.models import Document, Drafting, Folio, Source
from documents.numbering import entries_of
from documents.states import states_of
from kernel.work import Work
from search.entries import Entry, File

KIND = "document"
ITSELF = "El documento"
"""What was uploaded is a file without a name of its own."""

NO_WORDS = frozenset({"type", "purpose", "higher"})


class Told(NamedTuple):
    """What is told of a document. When an index is made again, the rest of every row need not be read."""

    id: UUID
    kind: str
    subject: str
    fields: dict[str, Any]
    source: str
    unit_id: UUID | None
    access_level: int
    sensitive: bool
    drafting: str
    signing: str
    head: int
    sealed: int | None
    dispatched_at: datetime | None
    unique_code: str
    created_at: datetime


COLUMNS = [getattr(Document, name) for name in Told._fields]


class DocumentSource:
    """In the words that were filled in, and in those of what was uploaded or goes with it."""

    kind = KIND

    def entries(self, work: Work, subject_ids: Collection[UUID]) -> Iterator[Entry]:
        mine = (Document.institution_id == work.institution_id, Document.id.in_(subject_ids))
        rows = map(Told._make, work.session.execute(select(*COLUMNS).where(*mine)))
        documents = [document for document in rows if _is_found(document)]
        ids = [document.id for document in documents]
        folios, attached = entries_of(work, ids), attachments_of(work, ids)
        uploaded = [(document.id, document.head) for document in documents if document.source == Source.UPLOADED]
        heads = versions_named(work, uploaded) if uploaded else {}
        zone = institutions.local_zone(work)
        for document in documents:
            of_it, head = attached.get(document.id, ()), heads.get((document.id, document.head))
            files = [File(each.name, each.blob, each.media_type) for each in of_it]
            itself = [File(ITSELF, head, "application/pdf")] if head else []
            yield _entry(document, folios.get(document.id), (*itself, *files), zone)

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        asked = select(Document.id).where(Document.institution_id == work.institution_id)
        if after is not None:
            asked = asked.where(Document.id > after)
        return work.session.scalars(asked.order_by(Document.id).limit(500)).all()


def _is_found(document: Told) -> bool:
    """What has no bytes yet, and what its author discarded, is not looked for."""
    return bool(document.head) and document.drafting != Drafting.DISCARDED


def _entry(document: Told, folio: Folio | None, files: tuple[File, ...], zone: ZoneInfo) -> Entry:
    """What a row holds was checked when it was written, and is not checked again: an index is made of all of them."""
    fields, of_kind = document.fields, kind(document.kind)
    at = document.dispatched_at or (folio.at if folio else document.created_at)
    numbers = [str(folio), f"{folio.number}/{folio.year}"] if folio else []
    lines = [str(line["addressee"]) for line in fields.get("distribution", ())]
    senders, addressees = fields.get("from", ()), fields.get("to", ())
    return Entry(
        subject_id=document.id,
        kind=KIND,
        title=document.subject,
        text="\n".join([*_words(fields), *(file.name for file in files if file.name != ITSELF)]),
        at=at,
        fields={
            "folio": (*numbers, document.unique_code),
            "de": tuple(map(_party, senders)),
            "para": (*map(_party, addressees), *lines),
            "tipo": of_kind.name,
        },
        facets={
            "type": of_kind.name,
            "institution": tuple(sorted({each["institution"] for each in addressees if each.get("institution")})),
            "state": states_of(document, folio).label,
            "year": str(at.astimezone(zone).year),
            "unit": str(document.unit_id or ""),
            "level": str(document.access_level),
        },
        files=files,
        guarded=is_restricted(document),
    )


def _party(party: Mapping[str, str]) -> str:
    return ", ".join(said for name in ("post", "name", "institution") if (said := party.get(name)))


def _words(told: Any) -> Iterator[str]:
    """Every text that was written, in the order of the fields; codes and ids are no words."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, value in told.items():
            if name not in NO_WORDS and not name.endswith("_id"):
                yield from (value,) if isinstance(value, str) else _words(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from _words(value)
