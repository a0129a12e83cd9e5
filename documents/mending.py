"""A damaged PDF that nobody has signed, written anew so that every reader reads the same. To be called in the sandbox.

What came in is not touched: this writes another file, and tells what was amiss and with what it was mended. A file that
would lose anything by it is refused, for a document of which a part is missing is worse than none.
"""

import re
import warnings
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import pikepdf

from documents.inspection import (
    ENDS,
    LONGEST_ZIP_END,
    PdfDamaged,
    damaged,
    ends_as_zip,
    ends_elsewhere,
    inspect_pdf,
    refuse_bombs,
    refuse_encrypted,
    refuse_what_is_no_pdf,
    signatures_in,
)

END = b"%%EOF"
FURTHEST_END = 1_024
"""How much may follow the end of a PDF for readers to find it: more than that is another file."""
COVERS = b"/ByteRange"
CHUNK = 1 << 20
REFERENCE = re.compile(rb"(?<![\w.])(\d{1,8})\s(\d{1,5})\sR\b")
CONTENT = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)
PACK = re.compile(rb"/Type\s*/ObjStm\b")
REBUILT = "reconstruct"
SIGNS = (
    ("table", re.compile(r"xref|cross-reference|trailer|file is damaged|object count|number of objects")),
    ("lengths", re.compile(r"stream|length")),
    ("pages", re.compile(r"page")),
)
"""What was amiss, told by the words of whoever found it. They name places of a file, so they are not kept."""


def mend_pdf(path: str, to: str, largest: int) -> dict[str, Any]:
    """Write a sound PDF with all that this one holds. Answers what was amiss, what mended it, and its pages."""
    source = Path(path)
    refuse_what_is_no_pdf(source, largest)
    amiss = _at_the_end(source)
    _refuse_signed(source)
    try:
        with pikepdf.open(source, suppress_warnings=True) as pdf:
            refuse_encrypted(pdf)
            refuse_bombs(pdf)
            _refuse_losses(source, pdf)
            amiss |= {sign for told in pdf.get_warnings() for sign in _signs(str(told))}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it speaks of fields that no form names, and they stay so
                pdf.save(to, deterministic_id=True)
        pages = _pages_of(to, largest)
    except pikepdf.PasswordError:
        raise damaged("encrypted") from None
    except (pikepdf.PdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise (ends_elsewhere() if "end" in amiss else damaged(type(error).__name__)) from None
    version = str(pikepdf.__libqpdf_version__)
    return {"amiss": sorted(amiss) or ["other"], "tool": "qpdf", "version": version, "pages": pages}


def _pages_of(mended: str, largest: int) -> int:
    """How many pages came of it, if it is sound to the last of its contents."""
    try:
        pages = int(inspect_pdf(mended, 2 * largest)["pages"])
    except PdfDamaged:
        raise ValueError("it is not sound") from None
    with pikepdf.open(mended, suppress_warnings=True) as pdf:
        if pdf.check_pdf_syntax():
            raise ValueError("its contents are not")
    return pages


def _at_the_end(path: Path) -> set[str]:
    """Whether its end is missing, or something follows it."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_ZIP_END, 0))
        tail = file.read()
    if ends_as_zip(tail):
        raise ends_elsewhere()
    if ENDS.search(tail):
        return set()
    ends = tail.rfind(END)
    if ends >= 0 and len(tail) - ends > FURTHEST_END:
        raise ends_elsewhere()
    return {"end" if ends < 0 else "tail"}


def _refuse_signed(path: Path) -> None:
    """Whoever signed it signed these bytes: written anew, they would be others."""
    before = b""
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            if COVERS in before + part:
                raise _signed()
            before = part[-len(COVERS) :]


def _signed() -> PdfDamaged:
    return PdfDamaged(
        "El PDF está dañado y lleva una firma, así que no se puede reparar sin invalidarla: pida el original a quien "
        "lo firmó."
    )


def _refuse_losses(source: Path, pdf: pikepdf.Pdf) -> None:
    """Pages that were told of and are not there, or anything that something points at and is not there."""
    pages = len(pdf.pages)
    if not pages or pdf.Root.Pages.get("/Count") != pages:
        raise damaged("pages")
    if signatures_in(pdf):
        raise _signed()
    with source.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        if PACK.search(whole) and any(REBUILT in str(each) for each in pdf.get_warnings()):
            raise damaged("packed objects, and no table that tells of them")
        written = CONTENT.sub(b"", whole)
    for number, generation in set(REFERENCE.findall(written)):
        if pdf.get_object(int(number), int(generation)) is None:
            raise damaged(f"object {int(number)}")


def _signs(told: str) -> set[str]:
    return {next((name for name, words in SIGNS if words.search(told.lower())), "other")}
