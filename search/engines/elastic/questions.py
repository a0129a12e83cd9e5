"""How a question is put to Elasticsearch."""

import re
from typing import Any

from search.engines.base import Asked
from search.engines.laid import fact, number
from search.entries import FACETS
from search.errors import QueryNotUnderstood
from search.query import Alike, Between, Clause, Identifier, Named, Phrase, Prefix, Word

TITLE_COUNTS = 4.0
NAME_COUNTS = 40.0
"""What bears the number that was asked for comes before whatever mentions it."""
MOST_OF = 0.3
"""Of the words of a text, how many another must share to be about the same."""
COUNTS = {name: {"terms": {"field": name, "size": 50, "shard_size": 1_000}} for name in FACETS}
NEWEST = [{"order": "desc"}, {"subject": "asc"}]
BEST = [{"_score": "desc"}, *NEWEST]
"""Ends with what no two have alike: the next page begins right after the last that was shown."""
LARGEST = (1 << 63) - 1
PLACE = re.compile(r"(?:(?P<score>\d{1,12}\.\d{1,20})_)?(?P<order>-?\d{1,19})_(?P<subject>[0-9a-f-]{36})")

Question = dict[str, Any]


def question(asked: Asked) -> Question:
    """What is asked, among what the asker may find. An exclusion alone finds all the rest."""
    among: list[Question] = [{"term": {"tenant": str(asked.institution_id)}}]
    if asked.marks is not None:
        among.append({"terms": {"mark": sorted(asked.marks)}})
    among += [{"term": {name: value}} for name, value in asked.facets.items()]
    if asked.only is not None:
        among.append({"term": {"subject": str(asked.only)}})
    unwanted = [_clause(clause) for clause in asked.query.unwanted]
    if asked.hidden:
        unwanted.append({"terms": {"subject": sorted(map(str, asked.hidden))}})
    return {"bool": {"filter": among, "must": [_clause(each) for each in asked.query.wanted], "must_not": unwanted}}


def after_place(after: str, *, newest_first: bool) -> list[str | int | float]:
    """What was shown last, as the page before told."""
    told = PLACE.fullmatch(after)
    if told is None or bool(told["score"]) is newest_first or abs(int(told["order"])) > LARGEST:
        raise QueryNotUnderstood("Esa página ya no existe: vuelva a buscar desde el comienzo.", after=after[:40])
    return [*([] if newest_first else [float(told["score"])]), int(told["order"]), told["subject"]]


def place_of(last: list[Any]) -> str:
    """As it is told to whoever may ask for the next page."""
    *score, order, subject = last
    return "_".join([*(f"{each:.17f}" for each in score), str(order), subject])


def _clause(clause: Clause) -> Question:  # noqa: PLR0911 -- one line for each kind of clause
    match clause:
        case Word():
            return _word(clause)
        case Phrase(wanted):
            return _phrase("words", wanted)
        case Prefix(start):
            return {"prefix": {"words": start}}
        case Identifier(keys, said):
            bears = [{"constant_score": {"filter": _term("named", key), "boost": NAME_COUNTS}} for key in keys]
            return _any([*bears, _phrase("words", said)])
        case Alike(stems):
            return _any([_term("stems", stem) for stem in stems], max(1, round(len(stems) * MOST_OF)))
        case Named():
            return _named(clause)
        case Between(start, end):
            return {"range": {"at": {"gte": number(start), "lt": number(end)}}}


def _named(clause: Named) -> Question:
    facts = tuple(fact(clause.field, word) for word in clause.words)
    if clause.prefix and len(facts) > 1:
        return {"match_phrase_prefix": {"facts": " ".join(facts)}}
    if clause.prefix:
        return {"prefix": {"facts": facts[0]}}
    if clause.field == "rut":
        return {"regexp": {"facts": f"{facts[0]}[0-9k]?"}}
    return _phrase("facts", facts)


def _word(clause: Word) -> Question:
    """In the title it counts more, and as it was written a little more than in another form."""
    ways = [_term("title_stems", clause.stem, TITLE_COUNTS), _term("stems", clause.stem), _term("words", clause.word)]
    if clause.may_be_a_run:
        ways.append({"regexp": {"words": f"{clause.word}[0-9k]"}})
    return _any(ways)


def _any(ways: list[Question], at_least: int = 1) -> Question:
    return {"bool": {"should": ways, "minimum_should_match": at_least}}


def _term(field: str, value: str, counts: float = 1.0) -> Question:
    return {"term": {field: {"value": value, "boost": counts}}}


def _phrase(field: str, wanted: tuple[str, ...]) -> Question:
    return _term(field, wanted[0]) if len(wanted) == 1 else {"match_phrase": {field: " ".join(wanted)}}
