"""Where the marks that come later go: told by the file itself, or by where such marks usually are."""

import json
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

import pikepdf

ATTACHED = "espacios.json"
MARGIN = 36.0
SEAL_WIDTH, SEAL_HEIGHT = 238.0, 68.0
COLUMNS = 3
GAP = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a page (counted from 1), in points from its lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def divided(self, parts: int) -> list["Box"]:
        """As many equal boxes, in rows of up to three, from the upper left."""
        columns = min(parts, COLUMNS)
        rows = ceil(parts / columns)
        width = (self.width - GAP * (columns - 1)) / columns
        height = (self.height - GAP * (rows - 1)) / rows
        boxes = []
        for each in range(parts):
            row, column = divmod(each, columns)
            left, top = self.left + column * (width + GAP), self.top - row * (height + GAP)
            boxes.append(Box(self.page, left, top - height, left + width, top))
        return boxes


@dataclass(frozen=True, slots=True)
class Spaces:
    """The space of the seal, of the signatures and of the endorsements of one file."""

    seal: Box
    signing: Box
    endorsing: Box

    def signatures(self, number: int) -> list[Box]:
        return self.signing.divided(number)

    def endorsements(self, number: int) -> list[Box]:
        return self.endorsing.divided(number)

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Spaces":
        return cls(**{name: Box(**box) for name, box in told.items()})


def read_spaces(path: str) -> dict[str, Any]:
    """The spaces of a PDF, for `Spaces.of`. To be called in the sandbox: the file may be anybody's, and any size."""
    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream, suppress_warnings=True) as pdf:
        pages = pdf.pages
        found = {each["name"]: each for each in _told(pdf)}
        return {
            "seal": asdict(_placed(pages, found.get("seal")) or _seal(pages[0])),
            "signing": asdict(_placed(pages, found.get("signing")) or _foot(pages, lower=MARGIN + 26, height=62)),
            "endorsing": asdict(_placed(pages, found.get("endorsing")) or _foot(pages, lower=MARGIN, height=22)),
        }


def _told(pdf: pikepdf.Pdf) -> list[dict[str, Any]]:
    """What the layout wrote down, if the file is one of ours. A file of others may say anything, or nothing."""
    try:
        told = json.loads(pdf.attachments[ATTACHED].get_file().read_bytes())
    except (pikepdf.PdfError, KeyError, ValueError, IndexError):
        return []
    return [each for each in told if isinstance(each, dict) and {"name", "page", "x", "y", "w", "h"} <= each.keys()]


def _placed(pages: Any, told: dict[str, Any] | None) -> Box | None:
    """A told space, if it lies within its page."""
    if told is None or not 1 <= int(told["page"]) <= len(pages):
        return None
    _, bottom, _, upper = map(float, pages[int(told["page"]) - 1].mediabox)
    height = upper - bottom
    left, top = float(told["x"]), height - float(told["y"])
    box = Box(int(told["page"]), left, top - float(told["h"]), left + float(told["w"]), top)
    return box if box.left >= 0 and box.bottom >= 0 and box.width > 0 and box.height > 0 else None


def _seal(page: Any) -> Box:
    """Above to the right of page 1, where offices put it."""
    right, top = (float(page.mediabox[at]) - MARGIN / 2 for at in (2, 3))
    return Box(1, right - SEAL_WIDTH, top - SEAL_HEIGHT, right, top)


def _foot(pages: Any, *, lower: float, height: float) -> Box:
    """At the foot of the last page."""
    right = float(pages[-1].mediabox[2]) - MARGIN
    return Box(len(pages), MARGIN, lower, right, lower + height)
