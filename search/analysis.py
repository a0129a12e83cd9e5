"""Spanish words as they are compared: without case, accents or endings.

The same for what is written and for what is asked, in every engine, so engines never differ about Spanish.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kernel.text import folded

RUT = r"\d{1,2}(?:\.?\d{3}){2}[-\u2010-\u2014][\dkK]\b"
THOUSANDS = r"\d{1,3}(?:\.\d{3})+\b"
WORD = re.compile(rf"\b{RUT}|\b{THOUSANDS}|\w+")
"""A RUT and a number with its points are one word each, however they are spelt: «1.847» is 1847."""

LONGEST = 64
SHORTEST_STEMMED = 5
"""Shorter words are left as they are: «mes», «ley» and «país» have no ending to spare."""

ABBREVIATIONS = {
    "ant": "antecedente", "dto": "decreto", "exp": "expediente", "mat": "materia", "memo": "memorandum",
    "min": "ministerio", "mun": "municipalidad", "of": "oficio", "ord": "ordinario", "prov": "providencia",
    "res": "resolucion", "subsec": "subsecretaria",
}  # fmt: skip
"""What offices write short: whoever asks for «resolución 12» finds «RES. 12»."""

STOP_WORDS = frozenset((files("search") / "stop_words.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in the text."""

    word: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        return stem(self.word)

    @property
    def says_something(self) -> bool:
        return self.word not in STOP_WORDS


def tokens(text: str) -> Iterator[Token]:
    for found in WORD.finditer(unicodedata.normalize("NFC", text)):
        yield Token(_one(found[0]), found.start(), found.end())


def _one(found: str) -> str:
    """Most words of a text are in the text before it: those of usual length are worked out once."""
    return _usual(found) if len(found) <= LONGEST else _worked_out(found)


def _worked_out(found: str) -> str:
    word = folded(found)
    if word[0].isdecimal():
        word = "".join(filter(str.isalnum, word))
        word = (word.lstrip("0") or "0") if word.isdecimal() else word
    return word[:LONGEST]


_usual = lru_cache(16_384)(_worked_out)


def words(text: str) -> list[str]:
    """Every word in order, for phrases and prefixes."""
    return [token.word for token in tokens(text)]


def stems(text: str) -> list[str]:
    """The words that say something, without their endings."""
    return [token.stem for token in tokens(text) if token.says_something]


def stem(word: str) -> str:
    """Joins singular with plural, and masculine with feminine: «oficio, oficios», «luz, luces», «veces, vez»."""
    word = ABBREVIATIONS.get(word, word)
    if len(word) < SHORTEST_STEMMED or word[0].isdecimal():
        return word
    match word[-1]:
        case "o" | "a" | "e":
            return word[:-1]
        case "s":
            return _singular(word)
        case _:
            return word


def _singular(word: str) -> str:
    if word.endswith("eses"):
        return stem(word[:-2])
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("ums"):
        return word[:-1]
    return word[:-2] if word[-2] in "aeo" else word
