"""The numbers by which people name a thing, each in one spelling: keywords, never words of a text.

«ORD. N° 1847/2026» is known as 1847, as 1847/2026, and as either of an ordinario. Whoever writes any of these means
that very document, and others that mention it come after.
"""

from collections.abc import Sequence

from search.analysis import STOP_WORDS, stem, stems_of

YEARS = range(1900, 2100)
LONGEST_NUMBER = 6


def keys_of(words: Sequence[str]) -> set[str]:
    """Every way of naming what bears this number, of its words."""
    known = {"".join(words)}
    at = next((at for at, word in enumerate(words) if _is_number(word)), None)
    if at is not None:
        number, year = words[at], words[at + 1] if at + 1 < len(words) and is_year(words[at + 1]) else None
        numbers = [number, *([f"{number}/{year}"] if year else [])]
        known |= set(numbers)
        series = [each for each in stems_of(words[:at]) if not each.isdecimal()]
        known |= {f"{each} {number}" for each in series for number in numbers}
    return known


def asked_keys(words: Sequence[str], series: str = "") -> tuple[str, ...]:
    """The names that somebody wrote, the best last: a number, perhaps with its year and what is numbered; or a code."""
    told = [word for word in words if word not in STOP_WORDS]
    at = next((at for at, word in enumerate(told) if _is_number(word)), None)
    if at is None or len(told) > at + 2 or (len(told) == at + 2 and not is_year(told[at + 1])):
        return ("".join(words),)
    number, series = "/".join(told[at:]), stem(told[at - 1]) if at else series
    return (number, f"{series} {number}") if series else (number,)


def is_year(word: str) -> bool:
    return word.isdecimal() and int(word) in YEARS


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= LONGEST_NUMBER
