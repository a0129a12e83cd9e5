"""How an entry is laid out to be found: the same words, names and keys in every engine, so that they find the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.clock import EPOCH
from search.analysis import LONGEST, STOP_WORDS, stems_of, words
from search.engines.base import Copy
from search.entries import FACETS, Words
from search.identifiers import keys_of

FORM = "v4"
"""Changes with the words, names, keys or fields: an index of another form is not read, but built again."""
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
    """Each text is read once, for all the forms of it."""
    title, text = words(copy.title), words(copy.text)
    fields = [(name, words(value)) for name, given in copy.fields.items() for value in each(given)]
    told = list(filter(None, (title, *(said for _, said in fields), text)))
    facets = {name: tuple(filter(None, each(copy.facets.get(name, ())))) for name in FACETS[1:]}
    return Laid(
        title_stems=" ".join(stems_of(title)),
        stems=tuple(" ".join(stems_of(text)) for text in told),
        words=tuple(" ".join(text) for text in told),
        facts=tuple(_facts(name, said) for name, said in (("materia", title), *fields)),
        named=frozenset(key for name, said in fields if name == "folio" for key in keys_of(said)),
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
