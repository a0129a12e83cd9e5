"""The part of a text that answers, with the words that do: in the words of the text, never in those of the index.

A long text is not read word by word: the places that may answer are looked up first, and only those are read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import ABBREVIATIONS, FIRSTS, ONE, PAIRS, WORD, Token, composed, tokens
from search.query import Alike, Identifier, Named, Phrase, Prefix, Query, Word

LENGTH = 240
LONGEST_READ = 400_000
MOST = 500
"""Places that are looked at in one text."""
LETTERS = {"a": "aáàâäã", "e": "eéèêë", "i": "iíìîï", "o": "oóòôöõ", "u": "uúùûü", "n": "nñ", "c": "cç", "y": "yý"}
ENDINGS = 2
"""Letters that a stem may have lost or changed: «luces» has but «lu» of «luz»."""
NEAR = 120
REMEMBERED = 64
"""Questions whose places are kept at hand, while all that they found is marked."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text, and whether it is what was asked for. Whoever shows it escapes it."""

    text: str
    match: bool


def highlight(text: str, query: Query, *, length: int = LENGTH) -> tuple[Piece, ...]:
    """About `length` characters around where the most words are found; the beginning when none is."""
    read = composed(text[:LONGEST_READ])
    matching = _matching(read, query)
    start = _best_start(matching, length) if len(read) > length else 0
    start, end = _whole_words(read, start, start + length)
    within = [token for token in matching if start <= token.start and token.end <= end]
    return tuple(_pieces(read, start, end, within))


def _matching(text: str, query: Query) -> list[Token]:
    places = _places(query)
    if places is None:
        return []
    found: dict[int, Token] = {}
    answers: dict[str, bool] = {}
    for place in places.finditer(text):
        start = place.start()
        if start in found or (there := WORD.match(text, start)) is None:
            continue
        word = ONE[there[0]]
        if word in FIRSTS:
            found |= {token.start: token for token in _read_at(text, start, query)}
        elif answers[word] if word in answers else answers.setdefault(word, _answers(Token(word, 0, 0), query)):
            found[start] = Token(word, start, there.end())
        if len(found) >= MOST:
            break
    return [found[start] for start in sorted(found)]


def _read_at(text: str, start: int, query: Query) -> Iterator[Token]:
    """What may be the first of two that are written short is read with the next one."""
    for token in tokens(text[start : start + NEAR]):
        if token.start == 0 and _answers(token, query):
            yield Token(token.word, start, start + token.end, token.meant)
        return


@lru_cache(REMEMBERED)
def _places(query: Query) -> re.Pattern[str] | None:
    """Where words that answer may begin: the same for everything that a question found."""
    starts = _starts(query)
    return re.compile(rf"(?<![^\W_ºª])(?:{'|'.join(starts)})", re.IGNORECASE) if starts else None


def _starts(query: Query) -> list[str]:
    """How the words that answer may begin, as they are written."""
    wanted = {word for clause in query.wanted for word in _begins(clause)}
    return sorted({_spelt(word) for word in wanted if word})


def _begins(clause: object) -> Iterator[str]:
    match clause:
        case Word(word, stem):
            yield from (_root(word), _root(stem), *_short_for(stem))
        case Alike(stems):
            yield from map(_root, stems)
        case Phrase(wanted) | Named(_, wanted, _) | Identifier(_, wanted):
            yield from wanted
        case Prefix(start):
            yield start


def _root(word: str) -> str:
    return word if word[0].isdecimal() or len(word) <= ENDINGS + 1 else word[:-ENDINGS]


def _short_for(stem: str) -> Iterator[str]:
    """What may stand for it: «res.» for «resolución»."""
    yield from (short for short, long in ABBREVIATIONS.items() if long.startswith(stem))
    for short, long in PAIRS.items():
        yield from (short[at] for at in (0, 1) if long[at].startswith(stem))


def _spelt(word: str) -> str:
    if word[0].isdecimal():
        return r"0*" + r"\.?".join(map(re.escape, word[:-1])) + rf"[.-]?{re.escape(word[-1])}"
    return "".join(f"[{LETTERS[each]}]" if each in LETTERS else re.escape(each) for each in word)


def _answers(token: Token, query: Query) -> bool:
    return any(_is_of(token, clause) for clause in query.wanted)


def _is_of(token: Token, clause: object) -> bool:
    match clause:
        case Word(word, stem):
            return token.stem == stem or token.word == word
        case Alike(stems):
            return token.stem in stems
        case Phrase(wanted) | Named(_, wanted, _) | Identifier(_, wanted):
            return token.word in wanted and (token.says_something or len(wanted) == 1)
        case Prefix(start):
            return token.word.startswith(start)
    return False


def _best_start(matching: list[Token], length: int) -> int:
    if not matching:
        return 0
    counts = {
        first.start: len({token.word for token in matching[at : at + 50] if token.end <= first.start + length})
        for at, first in enumerate(matching)
    }
    return max(0, max(counts, key=lambda start: (counts[start], -start)) - length // 5)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        start = text.find(" ", start) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) or end
    return start, min(end, len(text))


def _pieces(text: str, start: int, end: int, within: Iterable[Token]) -> Iterator[Piece]:
    at = start
    if start:
        yield Piece("… ", match=False)
    for token in within:
        if token.start > at:
            yield Piece(text[at : token.start], match=False)
        yield Piece(text[token.start : token.end], match=True)
        at = token.end
    if text[at:end]:
        yield Piece(text[at:end], match=False)
    if end < len(text):
        yield Piece(" …", match=False)
