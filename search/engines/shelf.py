"""How an entry lies in Tantivy."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import tantivy

from kernel.clock import EPOCH
from search.analysis import LONGEST, STOP_WORDS, stems_of, words
from search.engines.base import Copy, Hit, Kept
from search.entries import FACETS, Words
from search.identifiers import keys_of

TIE = 20
"""Bits of the key of order that tell things of the same millisecond apart."""


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
    """The words of the entry, in each of the forms in which they are asked for."""
    lay = tantivy.Document()
    for name, value in _keywords(copy):
        lay.add_text(name, value)
    title = words(copy.title)
    lay.add_text("title_stems", " ".join(stems_of(title)))
    for told in (title, *(words(value) for given in copy.fields.values() for value in each(given)), words(copy.text)):
        lay.add_text("stems", " ".join(stems_of(told)))
        lay.add_text("words", " ".join(told))
    for told_fact in _facts({"materia": copy.title, **copy.fields}):
        lay.add_text("facts", told_fact)
    lay.add_integer("at", number(copy.at))
    lay.add_integer("order", _order(copy))
    lay.add_integer("version", copy.version)
    lay.add_bytes("title", copy.title.encode())
    lay.add_bytes("text", copy.text.encode())
    lay.add_bytes("unread", json.dumps(copy.unread).encode() if copy.unread else b"")
    lay.add_bytes("digest", copy.digest.encode())
    if copy.guarded:
        lay.add_bytes("guarded", b"1")
    return lay


def hit(lay: tantivy.Document) -> Hit:
    return Hit(
        subject_id=UUID(lay.get_first("subject")),
        kind=str(lay.get_first("kind")),
        title=_bytes(lay, "title").decode(),
        text=_bytes(lay, "text").decode(),
        at=EPOCH + timedelta(microseconds=int(lay.get_first("at") or 0)),
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


def number(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def fact(name: str, word: str) -> str:
    return f"{name}_{word}"[: 2 * LONGEST]


def each(given: Words) -> Iterable[str]:
    return (given,) if isinstance(given, str) else given


def _keywords(copy: Copy) -> Iterable[tuple[str, str]]:
    yield "tenant", str(copy.institution_id)
    yield "subject", str(copy.subject_id)
    yield "kind", copy.kind
    for mark in copy.marks:
        yield "mark", mark
    for name in FACETS[1:]:
        for value in filter(None, each(copy.facets.get(name, ()))):
            yield name, value
    for value in each(copy.fields.get("folio", ())):
        for key in keys_of(words(value)):
            yield "named", key


def _facts(fields: Mapping[str, Words]) -> Iterable[str]:
    """A word of a field, with the name of the field before it. A RUT is one word, however it was written."""
    for name, given in fields.items():
        for value in each(given):
            told = ["".join(words(value))] if name == "rut" else words(value)
            if name == "folio":
                told = [word for word in told if word not in STOP_WORDS]
            yield " ".join(fact(name, word) for word in told if word)


def _order(copy: Copy) -> int:
    milliseconds: int = (copy.at - EPOCH) // timedelta(milliseconds=1)
    return (milliseconds << TIE) | (copy.subject_id.int & ((1 << TIE) - 1))


def _bytes(lay: tantivy.Document, name: str) -> bytes:
    return bytes(lay.get_first(name) or b"")
