"""How a question is put to Tantivy."""

from uuid import UUID

import tantivy
from tantivy import Occur, Query

from search.engines.base import Asked
from search.engines.laid import fact, number
from search.engines.shelf import SCHEMA
from search.query import Alike, Between, Clause, Identifier, Named, Phrase, Prefix, Word

TITLE_COUNTS = 4.0
NAME_COUNTS = 40.0
"""What bears the number that was asked for comes before whatever mentions it."""
MOST_OF = 0.3
"""Of the words of a text, how many another must share to be about the same."""


def question(asked: Asked) -> Query:
    """What is asked, among what the asker may find. An exclusion alone finds all the rest."""
    must = [term("tenant", str(asked.institution_id))]
    if asked.marks is not None:
        must.append(Query.term_set_query(SCHEMA, "mark", sorted(asked.marks)))
    must += [term(name, value) for name, value in asked.facets.items()]
    if asked.only is not None:
        must.append(term("subject", str(asked.only)))
    among = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in must]
    wanted = [(Occur.Must, _clause(clause)) for clause in asked.query.wanted]
    unwanted = [(Occur.MustNot, _clause(clause)) for clause in asked.query.unwanted]
    if asked.hidden:
        hidden = Query.term_set_query(SCHEMA, "subject", [str(each) for each in asked.hidden])
        unwanted.append((Occur.MustNot, hidden))
    return Query.boolean_query([*among, *wanted, *unwanted])


def up_to(query: Query, order: int) -> Query:
    """The same, of what is not newer than that."""
    until = Query.range_query(SCHEMA, "order", tantivy.FieldType.Integer, None, order)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(until, 0.0))])


def newer_than(subject_id: UUID, version: int) -> Query:
    later = Query.range_query(SCHEMA, "version", tantivy.FieldType.Integer, version, None, include_lower=False)
    return Query.boolean_query([(Occur.Must, term("subject", str(subject_id))), (Occur.Must, later)])


def term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value)


def _clause(clause: Clause) -> Query:  # noqa: PLR0911 -- one line for each kind of clause
    match clause:
        case Word():
            return _word(clause)
        case Phrase(wanted):
            return _phrase("words", wanted)
        case Prefix(start):
            return Query.regex_query(SCHEMA, "words", f"{start}.*")
        case Identifier(keys, said):
            bears = [Query.const_score_query(term("named", key), NAME_COUNTS) for key in keys]
            return Query.boolean_query([(Occur.Should, each) for each in (*bears, _phrase("words", said))])
        case Alike(stems):
            alike = [(Occur.Should, term("stems", stem)) for stem in stems]
            return Query.boolean_query(alike, minimum_number_should_match=max(1, round(len(stems) * MOST_OF)))
        case Named():
            return _named(clause)
        case Between(start, end):
            first, last = number(start), number(end)
            return Query.range_query(SCHEMA, "at", tantivy.FieldType.Integer, first, last, include_upper=False)


def _named(clause: Named) -> Query:
    facts = [fact(clause.field, word) for word in clause.words]
    if clause.prefix and len(facts) > 1:
        return Query.phrase_prefix_query(SCHEMA, "facts", [*facts])
    if clause.prefix:
        return Query.regex_query(SCHEMA, "facts", f"{facts[0]}.*")
    if clause.field == "rut":
        return Query.regex_query(SCHEMA, "facts", f"{facts[0]}[0-9k]?")
    return _phrase("facts", tuple(facts))


def _word(clause: Word) -> Query:
    """In the title it counts more, and as it was written a little more than in another form."""
    ways = [
        (Occur.Should, Query.boost_query(term("title_stems", clause.stem), TITLE_COUNTS)),
        (Occur.Should, term("stems", clause.stem)),
        (Occur.Should, term("words", clause.word)),
    ]
    if clause.may_be_a_run:
        ways.append((Occur.Should, Query.regex_query(SCHEMA, "words", f"{clause.word}[0-9k]")))
    return Query.boolean_query(ways)


def _phrase(field: str, wanted: tuple[str, ...]) -> Query:
    return term(field, wanted[0]) if len(wanted) == 1 else Query.phrase_query(SCHEMA, field, list(wanted))
