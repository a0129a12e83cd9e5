"""The words of files of every usual format, and of those inside them. It runs in the sandbox.

A file is what its first bytes say, not what it is called. What has no words, or cannot be read, is named: nobody is to
believe that it was searched.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from documents.mail_texts import Part, is_message, parts_of_eml, parts_of_msg
from documents.office_texts import office_text
from documents.texts import LONGEST, named, pdf_pages

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

    `pictures` are the pages of a PDF that were scanned: whoever looks at them can tell what they say.
    """
    looking = _Looking()
    text = looking.read(Path(path).read_bytes(), name, 0)
    if text is None:
        return {"text": "", "unread": [ITSELF], "pictures": looking.pictures}
    return {"text": text[:LONGEST], "unread": sorted(set(looking.unread)), "pictures": looking.pictures}


class _Looking:
    """One file and whatever is inside it."""

    def __init__(self) -> None:
        self.unread: list[str] = []
        self.pictures: list[int] = []
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
        return lambda: None

    def _pdf(self, content: bytes, name: str, depth: int) -> str | None:
        """Scanned pages are told: by themselves in a file, with its name in what is inside another."""
        pages = pdf_pages(content)
        if depth == 0:
            self.pictures = list(pages.pictures)
        text = _or_none(pages.text)
        if text is not None and pages.pictures:
            self.unread.append(f"{name}, {named(pages.pictures)}" if depth else named(pages.pictures))
        return text

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
