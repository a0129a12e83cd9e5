"""Bars as SVG, drawn on the server. Each chart has a table with the same numbers beside it."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, BASE, TOP = 552, 172, 30, 150, 16
STEPS = (1, 2, 5)


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    label: str
    middle: float
    first: bool
    """Of two series side by side: whether it is the first."""


class Bars(NamedTuple):
    bars: Sequence[Bar]
    lines: Sequence[tuple[float, str]]
    """Where the lines of the scale are, and what they say."""


def bars(values: Sequence[tuple[str, int, int]]) -> Bars:
    """Two bars for each label, on a scale of round numbers."""
    most = max((max(first, second) for _, first, second in values), default=0)
    top = scale(most)
    step = (WIDTH - LEFT) / max(1, len(values))
    wide = min(22.0, step * 0.36)
    drawn = []
    for at, (label, *pair) in enumerate(values):
        middle = LEFT + step * (at + 0.5)
        for place, value in enumerate(pair):
            height = (BASE - TOP) * value / top
            x = middle - wide + place * wide
            drawn.append(
                Bar(round(x, 1), round(BASE - height, 1), round(wide, 1), round(height, 1), label, middle, place == 0)
            )
    lines = [(round(BASE - (BASE - TOP) * part / 2, 1), f"{top * part / 2:g}") for part in range(3)]
    return Bars(drawn, lines)


def scale(most: int) -> int:
    """The round number that is at least the largest value: 2, 4, 10, 20, 40, 100…"""
    power = 1
    while True:
        for step in STEPS:
            if 2 * step * power >= most:
                return 2 * step * power
        power *= 10
