"""Words of scanned pages, by tesseract: a program of its own that sees pictures only, never the file that came."""

import base64
import os
import shutil
import subprocess
from tempfile import NamedTemporaryFile

from documents.pictures import picture
from documents.storage import BlobStore
from documents.texts import named, pdf_pages
from kernel.errors import Invalid
from kernel.sandbox import Sandbox
from search.readings import SEEN, Told

PROGRAM = "tesseract"
LANGUAGE = "spa"
WIDTH = 1_700
"""Pixels across: some 200 to the inch of a letter page, below which it misreads."""
MOST_PAGES = 50
SECONDS = 60
"""For one page."""
ALONE = {**os.environ, "OMP_THREAD_LIMIT": "1"}
"""With one thread: it is hardly slower, and leaves the rest of the machine to people."""


class Tesseract:
    """Looks at the scanned pages one by one; what takes too long, or is one page too many, is told."""

    def __init__(self, program: str, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._program = program
        self._blobs = blobs
        self._sandbox = sandbox

    def __call__(self, blob: str) -> Told:
        with NamedTemporaryFile(suffix=".pdf") as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            pages = self._sandbox.call(scanned_pages, copy.name)
            told = {number: self._page(copy.name, number) for number in pages[:MOST_PAGES]}
        unread = [number for number in pages if told.get(number) is None]
        text = "\n".join(filter(None, told.values()))
        return Told(text.strip(), (named(unread),) if unread else (), SEEN)

    def _page(self, path: str, number: int) -> str | None:
        """What it says; None when it could not be read. A photograph without letters says nothing, and that is read."""
        command = [self._program, "stdin", "stdout", "-l", LANGUAGE]
        try:
            png = base64.b64decode(self._sandbox.call(picture, path, number, WIDTH)["png"])
            seen = subprocess.run(command, input=png, capture_output=True, timeout=SECONDS, check=False, env=ALONE)  # noqa: S603 -- our own words
        except (subprocess.TimeoutExpired, Invalid):
            return None
        return seen.stdout.decode("utf-8", "replace") if seen.returncode == 0 else None


def scanned_pages(path: str) -> list[int]:
    """Those that have to be looked at. To be called in the sandbox."""
    return list(pdf_pages(path).pictures)


def open_eyes(blobs: BlobStore, sandbox: Sandbox) -> Tesseract | None:
    """None where it is not installed."""
    program = shutil.which(PROGRAM)
    return Tesseract(program, blobs, sandbox) if program and speaks_spanish(program) else None


def speaks_spanish(program: str) -> bool:
    """Whether it was installed with the words of Spanish."""
    listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 -- our own words
    return LANGUAGE in listed.stdout.decode("utf-8", "replace").split()
