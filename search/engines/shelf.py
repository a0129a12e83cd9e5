"""How an entry lies in Tantivy."""

import json
from typing import Any
from uuid import UUID

import tantivy

from search.engines.base import Copy, Gone, Hit, Kept
from search.engines.laid import instant, laid
from search.entries import FACETS


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for whole in ("tenant", "mark", "subject", "named"):
        told = whole in {"subject", "mark"}
        builder.add_text_field(whole, stored=told, fast=whole == "subject", tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(
            facet, stored=facet in {"kind", "type", "state"}, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for counted in ("title_stems", "stems"):
        builder.add_text_field(counted, tokenizer_name="whitespace", index_option="freq")
    for ordered in ("words", "facts"):
        builder.add_text_field(ordered, tokenizer_name="whitespace")
    for number in ("at", "order", "version"):
        builder.add_integer_field(number, stored=True, indexed=True, fast=True)
    for kept in ("title", "text", "unread", "digest", "guarded"):
        builder.add_bytes_field(kept, stored=True)
    return builder.build()


SCHEMA = _schema()


def laid_out(copy: Copy) -> tantivy.Document:
    lay, told = _begun(copy.subject_id, copy.version), laid(copy)
    lay.add_text("tenant", str(copy.institution_id))
    for mark in copy.marks:
        lay.add_text("mark", mark)
    for name, values in (*told.facets.items(), ("named", told.named)):
        for value in values:
            lay.add_text(name, value)
    lay.add_text("title_stems", told.title_stems)
    for name, texts in (("stems", told.stems), ("words", told.words), ("facts", told.facts)):
        for text in texts:
            lay.add_text(name, text)
    lay.add_integer("at", told.at)
    lay.add_integer("order", told.order)
    lay.add_bytes("title", copy.title.encode())
    lay.add_bytes("text", copy.text.encode())
    lay.add_bytes("unread", json.dumps(copy.unread).encode() if copy.unread else b"")
    lay.add_bytes("digest", copy.digest.encode())
    if copy.guarded:
        lay.add_bytes("guarded", b"1")
    return lay


def trace_of(gone: Gone) -> tantivy.Document:
    """What is left of something that is no more: of nobody, so it is never found, and no older copy brings it back."""
    return _begun(gone.subject_id, gone.version)


def _begun(subject_id: UUID, version: int) -> tantivy.Document:
    lay = tantivy.Document()
    lay.add_text("subject", str(subject_id))
    lay.add_integer("version", version)
    return lay


def hit(lay: tantivy.Document) -> Hit:
    return Hit(
        subject_id=UUID(lay.get_first("subject")),
        kind=str(lay.get_first("kind")),
        title=_bytes(lay, "title").decode(),
        text=_bytes(lay, "text").decode(),
        at=instant(int(lay.get_first("at") or 0)),
        unread=tuple(json.loads(_bytes(lay, "unread") or b"[]")),
        guarded=bool(_bytes(lay, "guarded")),
        type=str(lay.get_first("type") or ""),
        state=str(lay.get_first("state") or ""),
    )


def kept(lay: tantivy.Document) -> Kept:
    marks = frozenset(map(str, lay.get_all("mark")))
    return Kept(UUID(lay.get_first("subject")), marks, _bytes(lay, "digest").decode())


def order_of(lay: tantivy.Document) -> int:
    found: Any = lay.get_first("order")
    return int(found)


def _bytes(lay: tantivy.Document, name: str) -> bytes:
    return bytes(lay.get_first(name) or b"")
