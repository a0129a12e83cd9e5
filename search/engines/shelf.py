"""How an entry lies in Tantivy, and how a question is put to it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import tantivy
from tantivy import Occur, Query

from kernel.clock import EPOCH
from search.analysis import LONGEST, stems, words
from search.engines.base import Asked, Copy, Hit
from search.query import Between, Clause, Named, Phrase, Prefix, Word

TITLE_COUNTS = 4.0


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for whole in ("institution", "mark", "subject", "kind"):
        told = whole in {"subject", "kind"}
        builder.add_text_field(whole, stored=told, fast=told, tokenizer_name="raw", index_option="basic")
    for spaced in ("title_stems", "stems", "words", "facts"):
        builder.add_text_field(spaced, tokenizer_name="whitespace")
    for number in ("at", "version"):
        builder.add_integer_field(number, stored=True, indexed=True, fast=True)
    for kept in ("title", "text"):
        builder.add_bytes_field(kept, stored=True)
    return builder.build()


SCHEMA = _schema()


def laid_out(copy: Copy) -> tantivy.Document:
    """The words of the entry, in each of the forms in which they are asked for."""
    lay = tantivy.Document()
    lay.add_text("institution", str(copy.institution_id))
    lay.add_text("subject", str(copy.subject_id))
    lay.add_text("kind", copy.kind)
    for mark in copy.marks:
        lay.add_text("mark", mark)
    values = [value for given in copy.fields.values() for value in _each(given)]
    lay.add_text("title_stems", " ".join(stems(copy.title)))
    for text in (copy.title, *values, copy.text):
        lay.add_text("stems", " ".join(stems(text)))
        lay.add_text("words", " ".join(words(text)))
    for name, given in {"materia": copy.title, **copy.fields}.items():
        for value in _each(given):
            lay.add_text("facts", " ".join(_fact(name, word) for word in words(value)))
    lay.add_integer("at", _number(copy.at))
    lay.add_integer("version", copy.version)
    lay.add_bytes("title", copy.title.encode())
    lay.add_bytes("text", copy.text.encode())
    return lay


def hit(lay: tantivy.Document) -> Hit:
    return Hit(
        subject_id=UUID(lay.get_first("subject")),
        kind=str(lay.get_first("kind")),
        title=_text(lay, "title"),
        text=_text(lay, "text"),
        at=EPOCH + timedelta(microseconds=int(lay.get_first("at") or 0)),
    )


def question(asked: Asked) -> Query:
    """What is asked, among what the asker may find. An exclusion alone finds all the rest."""
    must = [_term("institution", str(asked.institution_id))]
    if asked.marks is not None:
        must.append(Query.term_set_query(SCHEMA, "mark", sorted(asked.marks)))
    if asked.kind is not None:
        must.append(_term("kind", asked.kind))
    among = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in must]
    wanted = [(Occur.Must, _clause(clause)) for clause in asked.query.wanted]
    unwanted = [(Occur.MustNot, _clause(clause)) for clause in asked.query.unwanted]
    if asked.hidden:
        hidden = Query.term_set_query(SCHEMA, "subject", [str(each) for each in asked.hidden])
        unwanted.append((Occur.MustNot, hidden))
    return Query.boolean_query([*among, *wanted, *unwanted])


def newer_than(subject_id: UUID, version: int) -> Query:
    later = Query.range_query(SCHEMA, "version", tantivy.FieldType.Integer, version, None, include_lower=False)
    return Query.boolean_query([(Occur.Must, _term("subject", str(subject_id))), (Occur.Must, later)])


def _clause(clause: Clause) -> Query:
    match clause:
        case Word():
            return _word(clause)
        case Phrase(wanted):
            return _phrase("words", wanted)
        case Prefix(start):
            return Query.regex_query(SCHEMA, "words", f"{start}.*")
        case Named(field, wanted, prefix):
            facts = [_fact(field, word) for word in wanted]
            if prefix and len(facts) > 1:
                return Query.phrase_prefix_query(SCHEMA, "facts", [*facts])
            return Query.regex_query(SCHEMA, "facts", f"{facts[0]}.*") if prefix else _phrase("facts", tuple(facts))
        case Between(start, end):
            first, last = _number(start), _number(end)
            return Query.range_query(SCHEMA, "at", tantivy.FieldType.Integer, first, last, include_upper=False)


def _word(clause: Word) -> Query:
    """In the title it counts more, and as it was written a little more than in another form."""
    ways = [
        (Occur.Should, Query.boost_query(_term("title_stems", clause.stem), TITLE_COUNTS)),
        (Occur.Should, _term("stems", clause.stem)),
        (Occur.Should, _term("words", clause.word)),
    ]
    if clause.may_be_a_run:
        ways.append((Occur.Should, Query.regex_query(SCHEMA, "words", f"{clause.word}[0-9k]")))
    return Query.boolean_query(ways)


def _phrase(field: str, wanted: tuple[str, ...]) -> Query:
    return _term(field, wanted[0]) if len(wanted) == 1 else Query.phrase_query(SCHEMA, field, list(wanted))


def _term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value)


def _fact(name: str, word: str) -> str:
    return f"{name}_{word}"[: 2 * LONGEST]


def _text(lay: tantivy.Document, name: str) -> str:
    return bytes(lay.get_first(name) or b"").decode()


def _each(given: str | tuple[str, ...]) -> Iterable[str]:
    return (given,) if isinstance(given, str) else given


def _number(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
