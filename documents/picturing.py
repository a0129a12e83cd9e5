"""How the pages of a PDF look and what they say, for whoever's browser shows no PDF. Derived, and kept nowhere."""

import base64
from collections import OrderedDict
from io import BytesIO
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Any

import pypdfium2

from documents.errors import PageNotFound
from documents.storage import BlobStore
from kernel.sandbox import Sandbox

WIDTH = 816
"""Of a picture, in dots: that of the sheet in the viewer."""
COLOURS = 48
LONGEST = 20_000
"""Characters of one page."""
MOST_PAGES = 400
RECENT = 24_000_000
"""Bytes of pictures that are remembered."""


def picture(path: str, number: int) -> dict[str, Any]:
    """One page as a PNG of few colours: light enough for a slow line. To be called in the sandbox."""
    with pypdfium2.PdfDocument(path) as pdf:
        if not 1 <= number <= len(pdf):
            return {"pages": len(pdf), "png": ""}
        pdf.init_forms()  # the seal and the signatures are drawn as fields of a form
        page = pdf[number - 1]
        image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB").quantize(COLOURS)
        file = BytesIO()
        image.save(file, "PNG", optimize=True)
        return {"pages": len(pdf), "png": base64.b64encode(file.getvalue()).decode()}


def page_texts(path: str) -> list[str]:
    """The words of each page. To be called in the sandbox."""
    with pypdfium2.PdfDocument(path) as pdf:
        pages = (pdf[number] for number in range(min(len(pdf), MOST_PAGES)))
        return [page.get_textpage().get_text_bounded()[:LONGEST].replace("\x02", "") for page in pages]


class Pictures:
    """Looks at PDFs of the store in the sandbox. Remembers the last pictures, but none of what is restricted."""

    def __init__(self, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._blobs = blobs
        self._sandbox = sandbox
        self._recent: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def page(self, blob: str, number: int, *, remember: bool) -> bytes:
        with self._lock:
            if kept := self._recent.get((blob, number)):
                self._recent.move_to_end((blob, number))
                return kept
        told = self._called(picture, blob, number)
        if not told["png"]:
            raise PageNotFound(f"El documento tiene {told['pages']} páginas: elija una de ellas.", page=number)
        made = base64.b64decode(told["png"])
        if remember:
            self._keep((blob, number), made)
        return made

    def texts(self, blob: str) -> list[str]:
        told: list[str] = self._called(page_texts, blob)
        return told

    def _called(self, function: Any, blob: str, *more: int) -> Any:
        with NamedTemporaryFile(prefix="oficina-paginas-", suffix=".pdf") as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            return self._sandbox.call(function, copy.name, *more)

    def _keep(self, name: tuple[str, int], made: bytes) -> None:
        with self._lock:
            if name not in self._recent:
                self._recent[name] = made
                self._size += len(made)
            while self._size > RECENT:
                _, gone = self._recent.popitem(last=False)
                self._size -= len(gone)
