"""What people type into the search box, read as it was meant: nothing that is typed is an error but a wrong date."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from search.analysis import Token, tokens
from search.errors import QueryNotUnderstood

FIELDS = {"folio", "rut", "de", "para", "materia", "tipo", "fecha"}
PIECE = re.compile(
    r"(?P<minus>-)?(?:(?P<field>\w+):)?(?:[«\"“](?P<phrase>[^»\"”]*)[»\"”]?|(?P<chunk>[^\s«\"“]+))", re.UNICODE
)
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
class Between:
    """From an instant, up to another that is not included."""

    start: datetime
    end: datetime


Clause = Word | Phrase | Prefix | Named | Between


@dataclass(frozen=True, slots=True)
class Query:
    """All of `wanted`, none of `unwanted`."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        return not self.wanted


def parse(typed: str, zone: ZoneInfo) -> Query:
    """Words, «frases exactas», -excluidas, prefijos* and campo:valor."""
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for piece in PIECE.finditer(typed):
        (unwanted if piece["minus"] else wanted).extend(_clauses(piece, zone))
    telling = [clause for clause in wanted if not _is_stop_word(clause)]
    return Query(tuple(telling or wanted), tuple(unwanted))


def _clauses(piece: re.Match[str], zone: ZoneInfo) -> list[Clause]:
    field, phrase, chunk = piece["field"], piece["phrase"], piece["chunk"]
    if field and field.casefold() not in FIELDS:
        return [*_words(field), *_value(phrase, chunk)]
    if not field:
        return _value(phrase, chunk)
    if field.casefold() == "fecha":
        return [_dates(phrase or chunk or "", zone)]
    return _named(field.casefold(), phrase or chunk or "", prefix=bool(chunk and chunk.endswith("*")))


def _value(phrase: str | None, chunk: str | None) -> list[Clause]:
    if phrase is not None:
        return _phrase(phrase)
    return _words(chunk or "")


def _phrase(text: str) -> list[Clause]:
    found = tuple(token.word for token in tokens(text))
    return [Phrase(found)] if found else []


def _words(chunk: str) -> list[Clause]:
    found = list(tokens(chunk))
    if chunk.endswith("*") and len(found) == 1:
        return [Prefix(found[0].word)]
    return [_word(found[0])] if len(found) == 1 else _phrase(chunk)


def _word(token: Token) -> Word:
    return Word(token.word, token.stem)


def _named(field: str, text: str, *, prefix: bool) -> list[Clause]:
    found = tuple(token.word for token in tokens(text) if field != "folio" or token.says_something)
    return [Named(field, found, prefix)] if found else []


def _is_stop_word(clause: Clause) -> bool:
    return isinstance(clause, Word) and not Token(clause.word, 0, 0).says_something


def _dates(text: str, zone: ZoneInfo) -> Between:
    """A day, a month, a year, or from one of them to another: «2026», «2026-05», «11-05-2026», «2026-01..2026-03»."""
    first, _, last = text.partition("..")
    start, after = (date(1, 1, 2), date.min) if ".." in text and not first else _days(first)
    if ".." in text:
        after = _days(last)[1] if last else date(9999, 12, 30)
    return Between(_midnight(start, zone), _midnight(after, zone))


def _days(text: str) -> tuple[date, date]:
    """The first day of what is named, and the first day after it."""
    numbers = [int(part) for part in re.split(r"[-/.]", text) if part.isdecimal()]
    if len(numbers) > 1 and numbers[-1] > 31:  # noqa: PLR2004 -- no day or month: it was written day first
        numbers.reverse()
    try:
        match numbers:
            case [year]:
                return date(year, 1, 1), date(year + 1, 1, 1)
            case [year, month]:
                return date(year, month, 1), (date(year, month, 1) + timedelta(days=31)).replace(day=1)
            case [year, month, day]:
                return date(year, month, day), date(year, month, day) + timedelta(days=1)
    except (ValueError, OverflowError):
        pass
    raise QueryNotUnderstood(
        "No se entiende la fecha: escriba por ejemplo fecha:2026, fecha:2026-05, fecha:11-05-2026 o "
        "fecha:2026-01..2026-03.",
        date=text[:40],
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
