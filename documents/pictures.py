"""Pages of a PDF as images, for a browser that does not show PDFs and for lists to look through."""

import base64
import struct
import zlib
from collections.abc import Callable
from functools import lru_cache
from tempfile import NamedTemporaryFile
from typing import Any

import pypdfium2

from documents.storage import BlobStore
from kernel.sandbox import Sandbox

WIDTH = 1_000
"""Pixels across: sharp enough to be read on any screen, and some 60 kB a page of text."""
RECENT = 64
LONGEST = 20_000
"""Characters of one page."""
MOST_PAGES = 400


def picture(path: str, number: int, width: int = WIDTH) -> dict[str, Any]:
    """One page, counted from 1, as a PNG in base64, and how many there are. To be called in the sandbox."""
    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()  # what a signature shows is drawn by its field
        at = min(max(number, 1), len(pdf)) - 1
        page = pdf[at]
        bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True, prefer_bgrx=False, draw_annots=True)
        png = _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
        return {"pages": len(pdf), "png": base64.b64encode(png).decode()}


def page_texts(path: str) -> list[str]:
    """The words of each page. To be called in the sandbox."""
    with pypdfium2.PdfDocument(path) as pdf:
        pages = (pdf[number] for number in range(min(len(pdf), MOST_PAGES)))
        return [page.get_textpage().get_text_bounded()[:LONGEST].replace("\x02", "") for page in pages]


class Pictures:
    """Draws pages of what lies in the store; those of a short while ago are at hand."""

    def __init__(self, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._blobs = blobs
        self._sandbox = sandbox
        self.page = lru_cache(RECENT)(self._draw)

    def _draw(self, blob: str, number: int) -> tuple[bytes, int]:
        """The PNG, and of how many pages it is one."""
        told = self._called(picture, blob, number)
        return base64.b64decode(told["png"]), int(told["pages"])

    def texts(self, blob: str) -> list[str]:
        """What each page says."""
        told: list[str] = self._called(page_texts, blob)
        return told

    def _called(self, function: Callable[..., Any], blob: str, *more: int) -> Any:
        with NamedTemporaryFile(suffix=".pdf") as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            return self._sandbox.call(function, copy.name, *more)


def _png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """As little of the format as a page needs: eight bits, no filters."""
    rows = b"".join(b"\0" + pixels[at * stride : at * stride + width * channels] for at in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
