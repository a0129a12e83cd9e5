"""Where each mark goes on the page, in points from the lower left corner."""

from pathlib import Path
from typing import NamedTuple

from pyhanko.pdf_utils.reader import PdfFileReader


class Box(NamedTuple):
    """A rectangle of one page; -1 is the last."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.width, self.y + self.height


SIDE = 28
ENDORSEMENT = (104, 30)
SIGNATURE = (170, 58)
SEAL = (196, 74)
GAP = 6
ABOVE_ENDORSEMENTS = 96
"""Signatures stand above the two lines that endorsements may take."""


def endorsement(size: tuple[float, float], nth: int) -> Box:
    """Small, along the foot of the last page, from left to right and then upwards."""
    return _in_rows(size, ENDORSEMENT, nth, SIDE)


def signature(size: tuple[float, float], nth: int) -> Box:
    """Along the foot of the last page, above the endorsements."""
    return _in_rows(size, SIGNATURE, nth, ABOVE_ENDORSEMENTS)


def seal(size: tuple[float, float]) -> Box:
    """The upper right corner of the first page, where the number of an oficio is looked for."""
    width, height = SEAL
    return Box(0, size[0] - width - SIDE, size[1] - height - SIDE, width, height)


def _in_rows(size: tuple[float, float], box: tuple[float, float], nth: int, above: float) -> Box:
    width, height = box
    in_a_row = max(1, int((size[0] - 2 * SIDE + GAP) // (width + GAP)))
    row, column = divmod(nth, in_a_row)
    return Box(-1, SIDE + column * (width + GAP), above + row * (height + GAP), width, height)


def page_size(pdf: Path, page: int) -> tuple[float, float]:
    """How wide and how high a page is."""
    with pdf.open("rb") as file:
        reader = PdfFileReader(file, strict=False)
        at = page if page >= 0 else int(reader.root["/Pages"]["/Count"]) + page
        node = reader.find_page_for_modification(at)[0].get_object()  # type: ignore[no-untyped-call]
        while "/MediaBox" not in node:
            node = node["/Parent"]
        left, bottom, right, top = (float(each) for each in node["/MediaBox"])
    return right - left, top - bottom
