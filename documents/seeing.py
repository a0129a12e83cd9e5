"""Words of scanned pages and of pictures, by tesseract: a program of its own that sees pictures drawn here, never the
file that came.
"""

import base64
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.file_texts import scans_of
from documents.scans import Scan, drawn
from documents.storage import BlobStore
from kernel.errors import Invalid
from kernel.sandbox import Sandbox
from search.entries import File
from search.readings import SEEN, Told

PROGRAM = "tesseract"
LANGUAGE = "spa"
MOST_PAGES = 50
"""Of one file and all that lies inside it."""
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

    def __call__(self, file: File) -> Told:
        """What is in it of pictures, however deep it lies in messages and archives."""
        with TemporaryDirectory() as folder:
            whole = Path(folder, "whole")
            with whole.open("wb") as copy:
                copy.writelines(self._blobs.get(file.blob))
            found = self._sandbox.call(scans_of, str(whole), file.name, folder)
            unread, said, left = list[str](found["unread"]), list[str](), MOST_PAGES
            for at, (name, pages, wordless) in enumerate(found["scans"]):
                scan = Scan(name, tuple(pages), wordless)
                told = self._pages(Path(folder, str(at)) if name else whole, scan.pages[:left])
                left -= len(told)
                said += filter(None, told.values())
                unread += _missed(scan, told)
        return Told("\n".join(said).strip(), tuple(sorted(set(unread))), SEEN)

    def _pages(self, path: Path, pages: tuple[int, ...]) -> dict[int, str | None]:
        return {number: self._page(path, number) for number in pages}

    def _page(self, path: Path, number: int) -> str | None:
        """What it says; None when it could not be read. A photograph without letters says nothing, and that is read."""
        command = [self._program, "stdin", "stdout", "-l", LANGUAGE]
        try:
            png = base64.b64decode(self._sandbox.call(drawn, str(path), number))
            seen = subprocess.run(command, input=png, capture_output=True, timeout=SECONDS, check=False, env=ALONE)  # noqa: S603 -- our own words
        except (subprocess.TimeoutExpired, Invalid):
            return None
        return seen.stdout.decode("utf-8", "replace").strip() if seen.returncode == 0 else None


def _missed(scan: Scan, told: dict[int, str | None]) -> list[str]:
    """A file that says nothing even after looking has no words; of one that says something, the pages not read."""
    if scan.wordless and not any(any(map(str.isalnum, text or "")) for text in told.values()):
        return [scan.unread()]
    pages = tuple(number for number in scan.pages if told.get(number) is None)
    return [scan.unread(pages)] if pages else []


def open_eyes(blobs: BlobStore, sandbox: Sandbox) -> Tesseract | None:
    """None where it is not installed."""
    program = shutil.which(PROGRAM)
    return Tesseract(program, blobs, sandbox) if program and speaks_spanish(program) else None


def speaks_spanish(program: str) -> bool:
    """Whether it was installed with the words of Spanish."""
    listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 -- our own words
    return LANGUAGE in listed.stdout.decode("utf-8", "replace").split()
