"""Spanish words as they are compared: without case, accents or endings.

The same for what is written and for what is asked, in every engine, so engines never differ about Spanish.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Final, TypeVar

from kernel.text import folded

BEGINS, ENDS = r"(?<![^\W_ºª])", r"(?![^\W_ºª])"
"""Where a word may begin and end: «Nº» ends in what many call a letter, and no number goes on after it."""
RUT = rf"\d{{1,2}}(?:\.?\d{{3}}){{2}}[-\u2010-\u2014][\dkK]{ENDS}"
THOUSANDS = rf"\d{{1,3}}(?:\.\d{{3}})+{ENDS}"
WORD = re.compile(rf"[^\W\d_ºª][^\W_ºª]*|{BEGINS}{RUT}|{BEGINS}{THOUSANDS}|[^\W_ºª]+")
"""A RUT and a number with its points are one word each, however they are spelt: «1.847» is 1847; «Nº1.847» too.
What begins with a letter is tried first: it is most of any text, and is told by one look at it."""

Made = TypeVar("Made")

LONGEST = 64
REMEMBERED = 65_536
"""Words whose form is kept at hand: most words of a text are in the text before it."""
SHORTEST_STEMMED = 5
"""Shorter words are left as they are: «mes», «ley» and «país» have no ending to spare."""

_SYNONYMS: Final = json.loads((files("search") / "synonyms.json").read_text("utf-8"))
ABBREVIATIONS: Final[dict[str, str]] = _SYNONYMS["words"]
"""What offices write short: whoever asks for «resolución 12» finds «RES. 12»."""
PAIRS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    tuple(short.split()): tuple(long.split()) for short, long in _SYNONYMS["pairs"].items()
}
"""What is written short in two words: «Res. Ex.» is a resolución exenta, and an «ex» elsewhere is none."""
FIRSTS = frozenset(first for first, _ in PAIRS)

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
        token = Token(ONE[found[0]], found.start(), found.end())
        if before is not None and (before.word, token.word) in PAIRS:
            first, second = PAIRS[before.word, token.word]
            before = Token(before.word, before.start, before.end, first)
            token = Token(token.word, token.start, token.end, second)
        if before is not None:
            yield before
        before = token
    if before is not None:
        yield before


class Remembered(dict[str, Made]):
    """What each word becomes, worked out once. Looking in a dict costs a tenth of a call."""

    def __init__(self, work_out: Callable[[str], Made]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, word: str) -> Made:
        made = self._work_out(word)
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = made
        return made


def _worked_out(found: str) -> str:
    word = folded(found)
    if word[0].isdecimal():
        word = "".join(filter(str.isalnum, word))
        word = (word.lstrip("0") or "0") if word.isdecimal() else word
    return word[:LONGEST]


ONE: Final = Remembered(_worked_out)
BETWEEN_SPACES: Final = Remembered(lambda piece: tuple(ONE[found] for found in WORD.findall(piece)))
"""The words of what stands between two spaces, with its signs: no word has a space in it."""
AS_WORDS: Final = Remembered(lambda piece: " ".join(BETWEEN_SPACES[piece]))
AS_STEMS: Final = Remembered(lambda piece: _stems_between(BETWEEN_SPACES[piece]))
"""The same as they are kept, so that a text is put together from pieces that were worked out before."""
MAYBE = "\0"
"""In the place of the stems of a piece with what may be the first of two words that are written short."""


def words(text: str) -> list[str]:
    """Every word in order, for phrases and prefixes."""
    return [word for piece in composed(text).split() for word in BETWEEN_SPACES[piece]]


def stems(text: str) -> list[str]:
    """The words that say something, without their endings."""
    return read_twice(text)[1].split()


def read_twice(text: str) -> tuple[str, str]:
    """Its words, and its stems, each with a space between: most of making an index is this."""
    pieces = composed(text).split()
    stemmed = list(map(AS_STEMS.__getitem__, pieces))
    if MAYBE in stemmed:
        _decide(pieces, stemmed)
    return " ".join(filter(None, map(AS_WORDS.__getitem__, pieces))), " ".join(filter(None, stemmed))


def stems_of(found: Sequence[str]) -> list[str]:
    """The stems of words that were already told apart."""
    made = [TOLD[word] for word in found]
    for at, pair in enumerate(pairwise(found), start=1):
        if pair in PAIRS:
            made[at - 1 : at + 1] = map(stem, PAIRS[pair])
    return [each for each in made if each]


def _stems_between(found: Sequence[str]) -> str:
    return " ".join(stems_of(found)) if FIRSTS.isdisjoint(found) else MAYBE


def _decide(pieces: list[str], stemmed: list[str]) -> None:
    """Each run of them is read with the piece after it, whose first word may be the second of two."""
    for start in [at for at, each in enumerate(stemmed) if each is MAYBE]:
        if stemmed[start] is not MAYBE:
            continue
        end = start + 1
        while end < len(pieces) and (stemmed[end] is MAYBE or not AS_WORDS[pieces[end]]):
            end += 1
        run = [word for piece in pieces[start : end + 1] for word in BETWEEN_SPACES[piece]]
        stemmed[start : end + 1] = [" ".join(stems_of(run)), *[""] * len(pieces[start + 1 : end + 1])]


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


TOLD: Final = Remembered(lambda word: "" if word in STOP_WORDS else stem(word))
"""The stem of each word, and nothing of what says nothing."""
