"""What stands before each paragraph: the label that was printed, or the one that follows from where it stands."""

from collections.abc import Iterable
from typing import Any

from documents.fields import Block, Paragraph

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
LETTERS = "abcdefghijklmnñopqrstuvwxyz"


def labelled(blocks: Iterable[Block], *, outermost: str = "{}.", alone: bool = True) -> list[dict[str, Any]]:
    """The blocks as the layout takes them. `outermost` is how the first level is numbered: «1.» or «1°».

    Where `alone` is false, a single item of the first level bears no number.
    """
    items, counts, told = list(blocks), [0] * 6, []
    counted = alone or sum(isinstance(each, Paragraph) and each.level == 0 and each.numbered for each in items) > 1
    for block in items:
        data = block.model_dump(mode="json")
        if isinstance(block, Paragraph):
            data["label"] = _label(block, counts, outermost if counted else "")
        told.append(data)
    return told


def _label(paragraph: Paragraph, counts: list[int], outermost: str) -> str:
    level = paragraph.level
    counts[level + 1 :] = [0] * (len(counts) - level - 1)
    if paragraph.label is not None:
        return paragraph.label
    if not paragraph.numbered:
        return ""
    counts[level] += 1
    return _numeral(level, counts[level], outermost)


def _numeral(level: int, number: int, outermost: str) -> str:
    match level:
        case 0:
            return outermost.format(number)
        case 1:
            return f"{_letter(number)})"
        case 2:
            return f"{ROMAN[number - 1]})" if number <= len(ROMAN) else f"{number})"
    return "–"


def _letter(number: int) -> str:
    """a, b … z, aa, ab …"""
    above, this = divmod(number - 1, len(LETTERS))
    return (_letter(above) if above else "") + LETTERS[this]
