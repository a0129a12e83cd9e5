"""Whether a mark that came later is drawn over something that was signed."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from signature.tokens import Ref

SCALE, SMALLER = 2.0, 1.0
INK, MOST = 48, 24
"""By how much of 255 a dot differs from its paper to be ink, and how many dots may be lost to rounding."""
FEW, COARSE = 20, 4
LARGEST = 2_000
"""Points of a side above which a page is drawn smaller."""


def hidden(file: Path, whole: bytes, before: int, pages: Iterable[Ref]) -> bool:
    """Whether ink of the revision that ends at `before` is another in `whole`, on any of these pages.

    Both are beginnings of the file, and what came after them left the pages where they were.
    """
    wanted = set(pages)
    places = _indices(file, wanted)
    if len(places) < len(wanted):
        return True
    with pypdfium2.PdfDocument(whole[:before]) as old, pypdfium2.PdfDocument(whole) as new:
        for each in (old, new):
            each.init_forms()
        return any(_lost(_drawn(old, at), _drawn(new, at)) for at in places)


def _indices(file: Path, wanted: set[Ref]) -> Sequence[int]:
    """Which pages these are, from 0."""
    found = list[int]()
    with pikepdf.open(file, suppress_warnings=True) as opened:
        for at, page in enumerate(_pages(opened)):
            if Ref(*page.objgen) in wanted:
                found.append(at)
                if len(found) == len(wanted):
                    break
    return found


def _pages(opened: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """One after the other. The first few are found without looking for them all, where they hang from the root."""
    kids: Any = opened.Root.Pages.Kids
    first = [kids[at] for at in range(min(FEW, len(kids)))]
    plain = [each for each in first if each.get("/Type") == "/Page" and "/Kids" not in each]
    if len(plain) == len(first):
        yield from plain
    else:
        first = []
    yield from (page.obj for page in list(opened.pages)[len(first) :])


def _drawn(pdf: pypdfium2.PdfDocument, at: int) -> Image.Image:
    page = pdf[at]
    try:
        scale = SCALE if max(page.get_size()) <= LARGEST else SMALLER * LARGEST / max(page.get_size())
        drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return drawn
    finally:
        page.close()


def _lost(before: Image.Image, after: Image.Image) -> bool:
    """Whether what was ink is another colour. What was paper may come to be ink: that is where a mark goes."""
    if before.size != after.size:
        return True
    few = before.reduce(COARSE)
    paper: Any = max(few.getcolors(few.width * few.height) or [(0, (255, 255, 255))])[1]
    was_ink = _differs(before, Image.new("RGB", before.size, paper))
    changed = _differs(before, after)
    lost: Any = ImageChops.logical_and(was_ink, changed).histogram()
    return int(lost[-1]) > MOST


def _differs(one: Image.Image, other: Image.Image) -> Image.Image:
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 if level > INK else 0 for level in range(256)], "1")
