"""The part of a text that answers, with the words that do: in the words of the text, never in those of the index."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.analysis import Token, tokens
from search.query import Named, Phrase, Prefix, Query, Word

LENGTH = 240
LONGEST_READ = 200_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text, and whether it is what was asked for. Whoever shows it escapes it."""

    text: str
    match: bool


def highlight(text: str, query: Query, *, length: int = LENGTH) -> tuple[Piece, ...]:
    """About `length` characters around where the most words are found; the beginning when none is."""
    read = text[:LONGEST_READ]
    matching = [token for token in tokens(read) if _answers(token, query)]
    start = _best_start(matching, length) if len(read) > length else 0
    start, end = _whole_words(read, start, start + length)
    within = [token for token in matching if start <= token.start and token.end <= end]
    return tuple(_pieces(read, start, end, within))


def _answers(token: Token, query: Query) -> bool:
    return any(_is_of(token, clause) for clause in query.wanted)


def _is_of(token: Token, clause: object) -> bool:
    match clause:
        case Word(word, stem):
            return token.stem == stem or token.word == word
        case Phrase(wanted) | Named(_, wanted, _):
            return token.word in wanted and (token.says_something or len(wanted) == 1)
        case Prefix(start):
            return token.word.startswith(start)
    return False


def _best_start(matching: list[Token], length: int) -> int:
    if not matching:
        return 0
    counts = {
        first.start: len({token.word for token in matching[at : at + 50] if token.end <= first.start + length})
        for at, first in enumerate(matching[:500])
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
