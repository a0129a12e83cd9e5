"""How an entry is laid out to be found: the same words, names and keys in every engine, so that they find the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.clock import EPOCH
from search.analysis import LONGEST, STOP_WORDS, stems_of, words
from search.engines.base import Copy
from search.entries import FACETS, Words
from search.identifiers import keys_of

TIE = 20
"""Bits of the key of order that tell things of the same millisecond apart."""


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
    title = words(copy.title)
    told = (title, *(words(value) for given in copy.fields.values() for value in each(given)), words(copy.text))
    folios = each(copy.fields.get("folio", ()))
    facets = {name: tuple(filter(None, each(copy.facets.get(name, ())))) for name in FACETS[1:]}
    return Laid(
        title_stems=" ".join(stems_of(title)),
        stems=tuple(" ".join(stems_of(text)) for text in told),
        words=tuple(" ".join(text) for text in told),
        facts=tuple(_facts({"materia": copy.title, **copy.fields})),
        named=frozenset(key for value in folios for key in keys_of(words(value))),
        facets={"kind": (copy.kind,), **facets},
        at=number(copy.at),
        order=_order(copy),
    )


def number(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(told: int) -> datetime:
    return EPOCH + timedelta(microseconds=told)


def fact(name: str, word: str) -> str:
    return f"{name}_{word}"[: 2 * LONGEST]


def each(given: Words) -> Iterable[str]:
    return (given,) if isinstance(given, str) else given


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
