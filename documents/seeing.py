"""Words of scanned pages, by tesseract: a program of its own that sees pictures only, never the file that came."""

import base64
import shutil
import subprocess
from tempfile import NamedTemporaryFile

from documents.file_texts import is_readable_picture
from documents.pictures import picture
from documents.storage import BlobStore
from kernel.sandbox import Sandbox

PROGRAM = "tesseract"
LANGUAGE = "spa"
WIDTH = 1_700
"""Pixels across: some 200 to the inch of a letter page, below which it misreads."""
MOST_PAGES = 50
SECONDS = 60
"""For one page."""


class Tesseract:
    """Looks at the pages one by one; a page that takes too long is left unread."""

    def __init__(self, program: str, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._program = program
        self._blobs = blobs
        self._sandbox = sandbox

    def __call__(self, blob: str) -> str:
        with NamedTemporaryFile(suffix=".pdf") as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            pages = min(self._sandbox.call(is_readable_picture, copy.name), MOST_PAGES)
            return "\n".join(self._page(copy.name, number) for number in range(1, pages + 1)).strip()

    def _page(self, path: str, number: int) -> str:
        png = base64.b64decode(self._sandbox.call(picture, path, number, WIDTH)["png"])
        command = [self._program, "stdin", "stdout", "-l", LANGUAGE]
        try:
            seen = subprocess.run(command, input=png, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 -- our own words
        except subprocess.TimeoutExpired:
            return ""
        return seen.stdout.decode("utf-8", "replace") if seen.returncode == 0 else ""


def open_eyes(blobs: BlobStore, sandbox: Sandbox) -> Tesseract | None:
    """None where it is not installed."""
    program = shutil.which(PROGRAM)
    return Tesseract(program, blobs, sandbox) if program and speaks_spanish(program) else None


def speaks_spanish(program: str) -> bool:
    """Whether it was installed with the words of Spanish."""
    listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 -- our own words
    return LANGUAGE in listed.stdout.decode("utf-8", "replace").split()
