"""How a figure grows with what lies behind it, on one picture: SVG, written by hand, that any browser shows."""

from collections.abc import Iterator, Mapping
from html import escape
from math import log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 64, 150, 48, 56
COLOURS = ("#0f69b4", "#eb3c46", "#767676", "#2d717c")
Line = Mapping[int, float]


def drawn(title: str, across: str, up: str, lines: Mapping[str, Line]) -> str:
    """`across` in powers of ten, as documents grow; `up` from nothing, as people wait."""
    counts = sorted({count for line in lines.values() for count in line})
    first, last = log10(counts[0]), max(log10(counts[-1]), log10(counts[0]) + 1)
    highest = _rounded(max(value for line in lines.values() for value in line.values()))

    def x(count: int) -> float:
        return LEFT + (log10(count) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)

    def body() -> Iterator[str]:
        yield f'<text x="{LEFT}" y="26" font-size="17" font-weight="bold">{escape(title)}</text>'
        for step in range(5):
            value = highest * step / 4
            yield f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
            yield f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        yield f'<text x="{LEFT - 8}" y="{TOP - 10}" text-anchor="end">{escape(up)}</text>'
        for count in counts:
            yield f'<text x="{x(count):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{count:,}</text>'
        middle = (LEFT + WIDTH - RIGHT) / 2
        yield f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">{escape(across)}</text>'
        heights = _apart([y(line[max(line)]) for line in lines.values()])
        for (name, line), colour, at in zip(lines.items(), COLOURS, heights, strict=False):
            points = " ".join(f"{x(count):.1f},{y(line[count]):.1f}" for count in sorted(line))
            yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
            for count, value in line.items():
                yield f'<circle cx="{x(count):.1f}" cy="{y(value):.1f}" r="4" fill="{colour}"/>'
            said = f"{name}: {line[max(line)]:.0f} {up}"
            yield f'<text x="{x(max(line)) + 12:.1f}" y="{at + 4:.1f}" fill="{colour}">{escape(said)}</text>'

    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *body(), "</svg>", ""])


def _rounded(value: float) -> float:
    """The next number that people count by."""
    ten = 10 ** max(0, int(log10(value)))
    return float(next(each * ten for each in (1, 2, 4, 6, 8, 10) if each * ten >= value))


def _apart(heights: list[float]) -> list[float]:
    """What would be written over each other is written below each other."""
    told = list(heights)
    placed: list[float] = []
    for at in sorted(range(len(told)), key=lambda each: told[each]):
        if placed and told[at] - placed[-1] < 16:  # noqa: PLR2004 -- the height of a line
            told[at] = placed[-1] + 16
        placed.append(told[at])
    return told
