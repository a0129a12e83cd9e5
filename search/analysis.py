"""Spanish words as they are compared: without case, accents or endings.

The same for what is written and for what is asked, in every engine, so engines never differ about Spanish.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from kernel.text import folded

RUT = r"\d{1,2}(?:\.?\d{3}){2}[-\u2010-\u2014][\dkK]\b"
THOUSANDS = r"\d{1,3}(?:\.\d{3})+\b"
WORD = re.compile(rf"\b{RUT}|\b{THOUSANDS}|[^\W_ºª]+")
"""A RUT and a number with its points are one word each, however they are spelt: «1.847» is 1847; «Nº1.847» too."""

LONGEST = 64
SHORTEST_STEMMED = 5
"""Shorter words are left as they are: «mes», «ley» and «país» have no ending to spare."""

_SYNONYMS: Final = json.loads((files("search") / "synonyms.json").read_text("utf-8"))
ABBREVIATIONS: Final[dict[str, str]] = _SYNONYMS["words"]
"""What offices write short: whoever asks for «resolución 12» finds «RES. 12»."""
PAIRS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    tuple(short.split()): tuple(long.split()) for short, long in _SYNONYMS["pairs"].items()
}
"""What is written short in two words: «Res. Ex.» is a resolución exenta, and an «ex» elsewhere is none."""
SECONDS = frozenset(second for _, second in PAIRS)

STOP_WORDS = frozenset((files("search") / "stop_words.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in the text, and what it stands for when offices write it short."""

    word: str
    start: int
    end: int
    meant: str = ""

    @property
    def stem(self) -> str:
        return stem(self.meant or self.word)

    @property
    def says_something(self) -> bool:
        return bool(self.meant) or self.word not in STOP_WORDS


def composed(text: str) -> str:
    """With each accented letter as one character: where a word stands is counted in these."""
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """Every word where it stands in the composed text."""
    before: Token | None = None
    for found in WORD.finditer(composed(text)):
        token = Token(_one(found[0]), found.start(), found.end())
        if before is not None and (before.word, token.word) in PAIRS:
            first, second = PAIRS[before.word, token.word]
            before = Token(before.word, before.start, before.end, first)
            token = Token(token.word, token.start, token.end, second)
        if before is not None:
            yield before
        before = token
    if before is not None:
        yield before


def _one(found: str) -> str:
    """Most words of a text are in the text before it: those of usual length are worked out once."""
    return _usual(found) if len(found) <= LONGEST else _worked_out(found)


def _worked_out(found: str) -> str:
    word = folded(found)
    if word[0].isdecimal():
        word = "".join(filter(str.isalnum, word))
        word = (word.lstrip("0") or "0") if word.isdecimal() else word
    return word[:LONGEST]


_usual = lru_cache(65_536)(_worked_out)


def words(text: str) -> list[str]:
    """Every word in order, for phrases and prefixes."""
    return [_one(found) for found in WORD.findall(composed(text))]


def stems(text: str) -> list[str]:
    """The words that say something, without their endings."""
    return stems_of(words(text))


def stems_of(found: list[str]) -> list[str]:
    """The same of words that were already told apart: a text is read once for both."""
    made = [_told(word) for word in found]
    if not SECONDS.isdisjoint(found):
        for at in range(1, len(found)):
            if (found[at - 1], found[at]) in PAIRS:
                made[at - 1 : at + 1] = (stem(meant) for meant in PAIRS[found[at - 1], found[at]])
    return [each for each in made if each]


@lru_cache(65_536)
def _told(word: str) -> str:
    return "" if word in STOP_WORDS else stem(word)


def stem(word: str) -> str:
    """Joins singular with plural, and masculine with feminine: «oficio, oficios», «obra, obras», «luz, luces»."""
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
    if len(word) == SHORTEST_STEMMED:
        return word[:-2] if word[-2] == "e" and word[-3] in "dlnry" else word[:-1]
    return word[:-2] if word[-2] in "aeo" else word
