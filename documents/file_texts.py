"""The words of files of every usual format, and of those inside them. It runs in the sandbox.

A file is what its first bytes say, not what it is called. What has no words, or cannot be read, is named: nobody is to
believe that it was searched.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import astuple
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from documents.mail_texts import Part, is_message, parts_of_eml, parts_of_msg
from documents.office_texts import office_text
from documents.scans import Scan, frames
from documents.texts import LONGEST, before_forks, pdf_pages

__all__ = ["before_forks", "file_text"]

DEEPEST = 4
MOST_FILES = 500
MOST_BYTES = 128 << 20
"""Of all that is unfolded from one file."""
ITSELF = ""
PDF, ZIP, COMPOUND = b"%PDF-", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
PLAIN = frozenset({".txt", ".csv", ".tsv", ".md", ".log", ".json", ".xml", ".html", ".htm", ".srt"})
MARKUP = frozenset({".html", ".htm", ".xml"})
TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


class TooMuchError(Exception):
    """It unfolds to more than any honest file."""


def file_text(path: str, name: str) -> dict[str, Any]:
    """Its words, and the names of what is in it without any: [""] when that is the file itself.

    `pictures` says that something of it was scanned or photographed: whoever looks at it can tell what it says.
    """
    looking = _Looking()
    text = looking.read(Path(path).read_bytes(), name, 0)
    if text is None:
        return {"text": "", "unread": [ITSELF], "pictures": False}
    unread = {*looking.unread, *(each.unread() for each in looking.scans)}
    return {"text": text[:LONGEST], "unread": sorted(unread), "pictures": bool(looking.scans)}


def scans_of(path: str, name: str, folder: str) -> dict[str, Any]:
    """What of it has to be looked at, what lies inside another file set aside in this folder as 0, 1…; and what can be
    neither read nor looked at. To be called in the sandbox.
    """
    looking = _Looking(Path(folder))
    looking.read(Path(path).read_bytes(), name, 0)
    return {"scans": [astuple(each) for each in looking.scans], "unread": sorted(set(looking.unread))}


class _Looking:
    """One file and whatever is inside it. What has to be looked at is set aside, when somebody will."""

    def __init__(self, aside: Path | None = None) -> None:
        self.unread: list[str] = []
        self.scans: list[Scan] = []
        self._aside = aside
        self._bytes = MOST_BYTES
        self._files = MOST_FILES

    def read(self, content: bytes, name: str, depth: int) -> str | None:
        """The words; None when there are none to read."""
        try:
            return self._reader(content, name, depth)()
        except (TooMuchError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 -- whatever is wrong with it, what is around it is read
            return None

    def _reader(self, content: bytes, name: str, depth: int) -> Callable[[], str | None]:
        suffix = PurePosixPath(name.lower()).suffix
        if PDF in content[:1024]:
            return lambda: self._pdf(content, name, depth)
        if content.startswith(ZIP):
            return lambda: self._zip(content, depth)
        if content.startswith(COMPOUND):
            return lambda: self._parts(parts_of_msg(content), depth)
        if suffix == ".eml" or is_message(content):
            return lambda: self._parts(parts_of_eml(content), depth)
        if suffix in PLAIN:
            return lambda: _plain(content, markup=suffix in MARKUP)
        return lambda: self._picture(content, name, depth)

    def _pdf(self, content: bytes, name: str, depth: int) -> str | None:
        pages = pdf_pages(content)
        text = _or_none(pages.text)
        if not pages.pictures:
            return text
        self._scanned(content, Scan(name if depth else ITSELF, pages.pictures, wordless=text is None))
        return text or ""

    def _picture(self, content: bytes, name: str, depth: int) -> str | None:
        """One that was taken of a paper, as far as can be told without looking."""
        pages = frames(content)
        if pages is None:
            return None
        self._scanned(content, Scan(name if depth else ITSELF, tuple(range(1, pages + 1)), wordless=True))
        return ""

    def _scanned(self, content: bytes, scan: Scan) -> None:
        if self._aside and scan.name:
            (self._aside / str(len(self.scans))).write_bytes(content)
        self.scans.append(scan)

    def _zip(self, content: bytes, depth: int) -> str | None:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            found = office_text(archive, names, self._unfolded)
            if found is not None:
                return _or_none(found)
            return self._parts(self._members(archive), depth)

    def _members(self, archive: zipfile.ZipFile) -> Iterator[Part]:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = PurePosixPath(info.filename).name or info.filename
            if info.flag_bits & 1:  # it asks for a password
                yield Part(name, b"")
            else:
                yield Part(name, self._unfolded(archive, info.filename))

    def _unfolded(self, archive: zipfile.ZipFile, name: str) -> bytes:
        with archive.open(name) as member:
            content = member.read(self._bytes + 1)
        self._bytes -= len(content)
        if self._bytes < 0:
            raise TooMuchError
        return content

    def _parts(self, parts: Iterator[Part], depth: int) -> str:
        """What is said in the thing itself, and in each of what it carries."""
        told: list[str] = []
        for part in parts:
            if part.name is None:
                told.append(part.content.decode("utf-8", "replace"))
                continue
            self._files -= 1
            if self._files < 0:
                raise TooMuchError
            told.append(part.name)
            inside = self.read(part.content, part.name, depth + 1) if depth < DEEPEST else None
            if inside is None:
                self.unread.append(part.name)
            else:
                told.append(inside)
        return "\n".join(told)


def _plain(content: bytes, *, markup: bool) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return TAG.sub(" ", text) if markup else text


def _or_none(text: str) -> str | None:
    return text if any(map(str.isalnum, text)) else None
