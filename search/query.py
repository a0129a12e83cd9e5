"""What people type into the search box, read as it was meant: nothing that is typed is an error but a wrong date."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from search.analysis import Token, tokens, words
from search.errors import QueryNotUnderstood
from search.identifiers import asked_keys
from search.spans import between

FIELDS = {"folio", "rut", "de", "para", "materia", "tipo", "fecha"}
PIECE = re.compile(
    r"(?P<minus>[-\u2212\u2013]|NO\s+)?(?:(?P<field>\w+):)?"
    r"(?:[«\"“”](?P<phrase>[^»\"“”]*)[»\"“”]?|(?P<chunk>[^\s«\"“”]+))",
    re.UNICODE,
)
"""Either quotes will do, and a minus or a NO before what is not wanted."""
RUN = re.compile(r"\d{7,8}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; a number of seven or eight digits also with a check digit after it."""

    word: str
    stem: str

    @property
    def may_be_a_run(self) -> bool:
        return bool(RUN.fullmatch(self.word))


@dataclass(frozen=True, slots=True)
class Phrase:
    """These very words, one after the other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    start: str


@dataclass(frozen=True, slots=True)
class Named:
    """These words in the field of that name; the last may be only the start of one."""

    field: str
    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number by which a thing is known: what bears it comes first, then whatever says these words."""

    keys: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Most of these words, in any form: what is about the same thing."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """From an instant, up to another that is not included."""

    start: datetime
    end: datetime


Clause = Word | Phrase | Prefix | Named | Identifier | Alike | Between


@dataclass(frozen=True, slots=True)
class Query:
    """All of `wanted`, none of `unwanted`."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        return not self.wanted


def parse(typed: str, zone: ZoneInfo) -> Query:
    """Words, «frases exactas», -excluidas (or NO excluidas), prefijos* and campo:valor."""
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for piece in PIECE.finditer(typed):
        kept = unwanted if piece["minus"] else wanted
        kept.extend(_clauses(piece, zone, kept[-1] if kept and kept is wanted else None))
    wanted = _written_short(wanted)
    telling = [clause for clause in wanted if not _is_stop_word(clause)]
    return Query(tuple(telling or wanted), tuple(unwanted))


def _clauses(piece: re.Match[str], zone: ZoneInfo, before: Clause | None) -> list[Clause]:
    field, phrase, chunk = piece["field"], piece["phrase"], piece["chunk"]
    if field and field.casefold() not in FIELDS:
        return [*_words(field, None), *_value(phrase, chunk, None)]
    if not field:
        return _value(phrase, chunk, before)
    if field.casefold() == "fecha":
        return [_dates(phrase or chunk or "", zone)]
    return _named(field.casefold(), phrase or chunk or "", prefix=bool(chunk and chunk.endswith("*")))


def _value(phrase: str | None, chunk: str | None, before: Clause | None) -> list[Clause]:
    if phrase is not None:
        return _phrase(phrase)
    return _words(chunk or "", before)


def _phrase(text: str) -> list[Clause]:
    found = tuple(words(text))
    return [Phrase(found)] if found else []


def _words(chunk: str, before: Clause | None) -> list[Clause]:
    found = list(tokens(chunk))
    if chunk.endswith("*") and len(found) == 1:
        return [Prefix(found[0].word)]
    if any(token.word[0].isdecimal() for token in found):
        return [_numbered(found, before)]
    return [_word(found[0])] if len(found) == 1 else _phrase(chunk)


def _numbered(found: list[Token], before: Clause | None) -> Clause:
    """A number is a name: «1.847», «ORD 1847» and «Nº1847/2026» are said of one thing."""
    told = [token.word for token in found if token.says_something] or [found[0].word]
    series = before.stem if isinstance(before, Word) and not before.word[0].isdecimal() else ""
    if _may_be_a_run(told):
        return _word(found[0])
    return Identifier(asked_keys(told, "" if _is_stop_word(before) else series), tuple(told))


def _may_be_a_run(told: list[str]) -> bool:
    return len(told) == 1 and bool(RUN.fullmatch(told[0]))


def _word(token: Token) -> Word:
    return Word(token.word, token.stem)


def _named(field: str, text: str, *, prefix: bool) -> list[Clause]:
    if field == "rut":
        found = tuple(filter(None, ["".join(words(text))]))
    else:
        found = tuple(token.word for token in tokens(text) if field != "folio" or token.says_something)
    return [Named(field, found, prefix)] if found else []


def _written_short(wanted: list[Clause]) -> list[Clause]:
    """«res. ex.» are two pieces, and one name."""
    for at in range(1, len(wanted)):
        first, second = wanted[at - 1 : at + 1]
        if isinstance(first, Word) and isinstance(second, Word):
            told = list(tokens(f"{first.word} {second.word}"))
            if all(token.meant for token in told):
                wanted[at - 1 : at + 1] = [_word(token) for token in told]
    return wanted


def _is_stop_word(clause: Clause | None) -> bool:
    return isinstance(clause, Word) and clause.stem == clause.word and not Token(clause.word, 0, 0).says_something


def _dates(text: str, zone: ZoneInfo) -> Between:
    try:
        start, after = between(text)
    except ValueError:
        raise QueryNotUnderstood(
            "No se entiende la fecha: escriba por ejemplo fecha:2026, fecha:2026-05, fecha:11-05-2026 o "
            "fecha:2026-01..2026-03.",
            date=text[:40],
        ) from None
    return Between(_midnight(start, zone), _midnight(after, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
