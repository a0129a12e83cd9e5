"""The words of office files: Open XML (docx, xlsx, pptx) and OpenDocument (odt, ods, odp)."""

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.etree.ElementTree import iterparse

WORD = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
SLIDE = re.compile(r"ppt/(slides|notesSlides)/[^/]+\.xml")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
SHARED = "xl/sharedStrings.xml"
LINES = frozenset({"p", "h", "si", "row", "table-row"})
"""After which there is a new line."""
SPACES = frozenset({"tab", "br", "s", "line-break", "table-cell", "c"})

Unfold = Callable[[zipfile.ZipFile, str], bytes]


def office_text(archive: zipfile.ZipFile, names: set[str], unfold: Unfold) -> str | None:
    """What it says; None when it is no office file. `unfold` reads a member, within what may be unfolded."""
    if "xl/workbook.xml" in names:
        return _workbook(archive, names, unfold)
    if "content.xml" in names and "mimetype" in names:
        return _all(archive, ["content.xml", *(["styles.xml"] if "styles.xml" in names else [])], unfold)
    if "word/document.xml" in names:
        return _all(archive, sorted(filter(WORD.fullmatch, names)), unfold, only="t")
    if "ppt/presentation.xml" in names:
        return _all(archive, sorted(filter(SLIDE.fullmatch, names)), unfold, only="t")
    return None


def _all(archive: zipfile.ZipFile, names: list[str], unfold: Unfold, only: str = "") -> str:
    return "\n".join("".join(_pieces(unfold(archive, name), only)) for name in names)


def _pieces(content: bytes, only: str) -> Iterator[str]:
    """The text in the order in which it stands; of `only` those elements, when it is said."""
    for event, element in iterparse(BytesIO(content), ("start", "end")):  # noqa: S314 -- in the sandbox
        tag = _local(element.tag)
        if event == "end":
            if tag in LINES:
                yield "\n"
            elif tag in SPACES:
                yield " "
            if not only and element.tail:
                yield element.tail
            if only in ("", tag) and only and element.text:
                yield element.text
            element.clear()
        elif not only and element.text:
            yield element.text


def _workbook(archive: zipfile.ZipFile, names: set[str], unfold: Unfold) -> str:
    """The words of all cells, which are kept apart, and then the numbers, formulas' results among them."""
    words = "".join(_pieces(unfold(archive, SHARED), "t")) if SHARED in names else ""
    return "\n".join([words, *(_cells(unfold(archive, name)) for name in sorted(filter(SHEET.fullmatch, names)))])


def _cells(content: bytes) -> str:
    told: list[str] = []
    for _, element in iterparse(BytesIO(content)):  # noqa: S314 -- in the sandbox
        tag = _local(element.tag)
        if tag == "c":
            shared = element.get("t") == "s"
            told += [
                each.text for each in element.iter() if each.text and _local(each.tag) in {"v", "t"} and not shared
            ]
        elif tag == "row":
            told.append("\n")
            element.clear()
    return " ".join(told)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
