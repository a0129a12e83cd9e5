"""How an entry is laid out to be found: the same words, names and keys in every engine, so that they find the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from kernel.clock import EPOCH
from search.analysis import LONGEST, STOP_WORDS, read_twice, words
from search.engines.base import Copy
from search.entries import FACETS, Words
from search.identifiers import keys_of

FORM = "v6"
"""Changes with the words, names, keys, fields or digests: an index of another form is not read, but built again."""
TIE = 20
"""Bits of the key of order that tell things of the same millisecond apart."""
FIELDS_REMEMBERED = 8_192


@dataclass(frozen=True, slots=True)
class Laid:
    """The words of a copy, in each of the forms in which they are asked for.

    Of `stems`, `words` and `facts` each is one text, its words with a space between them: no phrase goes from one
    into the next. `named` are the numbers by which it is known, `facets` the values by which it is counted.
    """

    title_stems: str
    stems: tuple[str, ...]
    words: tuple[str, ...]
    facts: tuple[str, ...]
    named: frozenset[str]
    facets: Mapping[str, tuple[str, ...]]
    at: int
    order: int


def laid(copy: Copy) -> Laid:
    """Each text is read once, for all the forms of it."""
    title, text = read_twice(copy.title), read_twice(copy.text)
    fields = [_field(name, value) for name, given in copy.fields.items() for value in each(given)]
    told = [pair for pair in (title, *(field.read for field in fields), text) if pair[0]]
    facets = {name: tuple(filter(None, each(copy.facets.get(name, ())))) for name in FACETS[1:]}
    return Laid(
        title_stems=title[1],
        stems=tuple([stems for _, stems in told]),
        words=tuple([words for words, _ in told]),
        facts=(_facts("materia", title[0].split()), *[field.facts for field in fields]),
        named=frozenset().union(*[field.named for field in fields]),
        facets={"kind": (copy.kind,), **facets},
        at=number(copy.at),
        order=_order(copy),
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """What is asked for by name: its words and stems, the same with its name, and the numbers that it bears."""

    read: tuple[str, str]
    facts: str
    named: frozenset[str]


@lru_cache(FIELDS_REMEMBERED)
def _field(name: str, value: str) -> _Field:
    """Most are the same in many: who signs, to whom, of what kind."""
    found = words(value)
    return _Field(read_twice(value), _facts(name, found), frozenset(keys_of(found)) if name == "folio" else frozenset())


def number(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(told: int) -> datetime:
    return EPOCH + timedelta(microseconds=told)


def fact(name: str, word: str) -> str:
    return f"{name}_{word}"[: 2 * LONGEST]


def each(given: Words) -> Iterable[str]:
    return (given,) if isinstance(given, str) else given


def _facts(name: str, told: list[str]) -> str:
    """The words of a field, with its name before each. A RUT is one word, however it was written."""
    if name == "rut":
        told = ["".join(told)] if told else []
    elif name == "folio":
        told = [word for word in told if word not in STOP_WORDS]
    return " ".join([fact(name, word) for word in told])


def _order(copy: Copy) -> int:
    milliseconds: int = (copy.at - EPOCH) // timedelta(milliseconds=1)
    return (milliseconds << TIE) | (copy.subject_id.int & ((1 << TIE) - 1))
