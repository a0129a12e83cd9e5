"""What has to be looked at to know what it says: scanned pages of a PDF, and pictures of papers.

Both run in the sandbox. What comes out is always drawn anew: a plain picture, whatever came.
"""

import base64
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from documents.pictures import picture
from documents.texts import named

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
WIDTH = 1_700
"""Pixels across: some 200 to the inch of a letter page, below which it misreads."""
LARGEST = 2_600
"""Of a photograph across: more makes it slower, and reads no better."""
MOST_PIXELS = 120_000_000
BEGINS_PDF = b"%PDF-"
GREY = "L"
MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class Scan:
    """A file with pages to look at, counted from 1; one that lies inside another has a name."""

    name: str
    pages: tuple[int, ...]
    wordless: bool
    """Nothing else of it has words."""

    def unread(self, pages: tuple[int, ...] | None = None) -> str:
        """How people know what was not read of it: all that has to be looked at, or only these pages."""
        if pages is None and self.wordless:
            return self.name
        return ", ".join(filter(None, [self.name, named(pages or self.pages)]))


def frames(content: bytes) -> int | None:
    """Of how many pages a picture is; None when it is none of a usual format, or larger than any honest one."""
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        width, height = image.size
        return getattr(image, "n_frames", 1) if width * height <= MOST_PIXELS else None


def drawn(path: str, number: int) -> str:
    """One page of it as a grey PNG in base64, large enough to be read."""
    with Path(path).open("rb") as file:
        if BEGINS_PDF in file.read(1024):
            return str(picture(path, number, WIDTH)["png"])
    with Image.open(path, formats=FORMATS) as image:
        image.seek(number - 1)
        made = BytesIO()
        _readable(image).save(made, "PNG")
        return base64.b64encode(made.getvalue()).decode()


def _readable(image: Image.Image) -> Image.Image:
    """Upright as the camera was held, black on white, neither too small nor larger than is of use."""
    image.draft(GREY, (LARGEST, LARGEST))
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    deep = upright.mode.startswith("I")  # of sixteen bits
    grey = upright.convert("I").point(lambda level: level / 256).convert(GREY) if deep else upright.convert(GREY)
    times = _times(grey.width, min(grey.size))
    return grey if times == 1 else grey.resize((max(1, round(grey.width * times)), max(1, round(grey.height * times))))


def _times(width: int, narrow: int) -> float:
    """How much larger it is to be."""
    if narrow > LARGEST:
        return LARGEST / narrow
    return min(WIDTH / width, MOST_TIMES) if width < WIDTH / 2 else 1
