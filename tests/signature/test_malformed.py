"""PDFs that are not as they should be: judged without a fault, and signed so that it is found again, or refused."""

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from documents.inspection import PdfDamaged, inspect_pdf
from documents.mending import mend_pdf
from kernel.errors import Refused
from signature.errors import CannotBeSigned
from signature.pades import signature_over
from signature.reopening import Hole, fill, holds
from tests.signature.forging import Signed
from tests.signature.forging.raw import last_section, stream

pytestmark = pytest.mark.database_free
LARGEST = 20 << 20
Spoil = Callable[[bytes], bytes]


def with_startxref(pdf: bytes, at: int) -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n%d" % at, pdf)


def with_sections_in_a_circle(pdf: bytes) -> bytes:
    return pdf.replace(b"trailer <<", b"trailer << /Prev %d" % last_section(pdf)[0], 1)


def in_themselves(pdf: bytes) -> bytes:
    """The tree of pages hangs from itself."""
    return re.sub(rb"/Kids \[[^]]*\]", lambda found: b"/Kids [ 7 0 R ]".ljust(len(found[0])), pdf)


MALFORMED: dict[str, Spoil] = {
    "nothing": lambda _: b"",
    "only a header": lambda _: b"%PDF-1.7\n",
    "no header": lambda pdf: pdf.replace(b"%PDF-1.", b"%XYZ-1.", 1),
    "a header of another version": lambda pdf: b"%PDF-9.9\n" + pdf[9:],
    "something before the header": lambda pdf: b"\x00\x01 mail\r\n" + pdf,
    "no end": lambda pdf: pdf[: pdf.rindex(b"startxref")],
    "no end of file": lambda pdf: pdf.replace(b"%%EOF", b""),
    "half of it": lambda pdf: pdf[: len(pdf) // 2],
    "a section that is elsewhere": lambda pdf: with_startxref(pdf, 17),
    "a section beyond the end": lambda pdf: with_startxref(pdf, len(pdf) * 9),
    "a section at a negative place": lambda pdf: re.sub(rb"startxref\s+\d+", b"startxref\n-5", pdf),
    "sections in a circle": with_sections_in_a_circle,
    "places that are all wrong": lambda pdf: re.sub(rb"\n0000(\d{6}) 00000 n", rb"\n0001\1 00000 n", pdf),
    "places that are off by one": lambda pdf: re.sub(rb"(\d{9})\d 00000 n", rb"\g<1>0 00000 n", pdf),
    "lines of the table that are too short": lambda pdf: pdf.replace(b" n \n", b" n\n"),
    "lines that end with CR": lambda pdf: pdf.replace(b"\n", b"\r"),
    "no trailer": lambda pdf: pdf.replace(b"trailer", b"trailxx"),
    "no root": lambda pdf: pdf.replace(b"/Root", b"/Rxxt"),
    "no pages": lambda pdf: pdf.replace(b"/Pages", b"/Pxges"),
    "pages without end": in_themselves,
    "a root that is a number": lambda pdf: re.sub(rb"/Root \d+ 0 R", b"/Root 12345", pdf),
    "objects that do not end": lambda pdf: pdf.replace(b"endobj", b"      "),
    "streams that do not end": lambda pdf: pdf.replace(b"endstream", b"         "),
    "lengths that are not": lambda pdf: re.sub(rb"/Length \d", b"/Length 9", pdf),
    "a string that does not end": lambda pdf: pdf.replace(b"(Capa)", b"(Capa "),
    "a dictionary that does not end": lambda pdf: pdf.replace(b">>", b"  ", 1),
    "keys without values": lambda pdf: pdf.replace(b"/MediaBox", b"/MediaBox /"),
    "deeper than anybody reads": lambda pdf: pdf + b"9 0 obj\n" + b"[" * 40_000,
    "an encryption that is none": lambda pdf: pdf.replace(b"/Info", b"/Encrypt<</Filter/None>>/Info"),
    "a form that is a number": lambda pdf: re.sub(rb"/AcroForm \d+ 0 R", b"/AcroForm 12345", pdf),
    "fields that are none": lambda pdf: re.sub(rb"/Fields \[[^]]*\]", b"/Fields null", pdf),
    "a signature that is a picture": lambda pdf: pdf.replace(b"/FT /Tx", b"/FT /Sig"),
    "blanks instead": lambda pdf: b"%PDF-1.7\n" + b" " * len(pdf),
    "another kind of file": lambda _: b"PK\x03\x04" + stream(b"x"),
}


BECOMES: dict[str, str | list[str]] = {
    "nothing": "pdf-empty",
    "only a header": "pdf-damaged",
    "no header": "not-a-pdf",
    "a header of another version": "as it is",
    "something before the header": "not-a-pdf",
    "no end": ["end", "table"],
    "no end of file": ["end"],
    "half of it": "pdf-damaged",
    "a section that is elsewhere": ["table"],
    "a section beyond the end": ["table"],
    "a section at a negative place": ["table", "tail"],
    "sections in a circle": ["table"],
    "places that are all wrong": ["other", "table"],
    "places that are off by one": ["other", "table"],
    "lines of the table that are too short": "as it is",
    "lines that end with CR": "pdf-damaged",
    "no trailer": "pdf-damaged",
    "no root": "pdf-damaged",
    "no pages": "pdf-damaged",
    "pages without end": "pdf-damaged",
    "a root that is a number": "pdf-damaged",
    "objects that do not end": ["other"],
    "streams that do not end": ["lengths"],
    "lengths that are not": ["lengths"],
    "a string that does not end": "pdf-damaged",
    "a dictionary that does not end": "pdf-damaged",
    "keys without values": ["other", "table"],
    "deeper than anybody reads": "pdf-damaged",
    "an encryption that is none": "pdf-damaged",
    "a form that is a number": "pdf-damaged",
    "fields that are none": ["table"],
    "a signature that is a picture": "as it is",
    "blanks instead": "pdf-damaged",
    "another kind of file": "not-a-pdf",
}
"""What each of them comes to be when somebody uploads it: taken as it is, mended (and what was amiss), or refused."""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("malformed"))


@pytest.mark.parametrize("what", list(MALFORMED))
def test_it_is_judged_without_a_fault_and_never_taken_for_valid(signed: Signed, what: str) -> None:
    """As it was signed, and then spoiled: altered, or unreadable, with a reason."""
    told = signed.report(MALFORMED[what](signed.pdf))
    assert told["indication"] in {"INDETERMINATE", "TOTAL-FAILED"} or MALFORMED[what](signed.pdf) == signed.pdf
    assert told["reasons"] or told["verdict"] == "valid"


@pytest.mark.parametrize("what", list(MALFORMED))
def test_it_is_signed_so_that_it_is_found_again_or_refused(signed: Signed, what: str, tmp_path: Path) -> None:
    """What it was stays as the beginning of what it comes to be."""
    pdf, file = MALFORMED[what](signed.paper.pdf), tmp_path / "malformed.pdf"
    file.write_bytes(pdf)
    hole, refused = None, ""
    try:
        hole = Hole(**signed.room_in(file, "FEA-1"))
    except CannotBeSigned as refusal:
        refused = refusal.message
    if hole is None:
        assert "desde el original" in refused
        return
    fill(file, hole, signature_over(bytes.fromhex(hole.digest), signed.key, None, signed.at))
    assert file.read_bytes().startswith(pdf)
    if holds(file, hole, "FEA-1", signed.key.certificate):
        assert signed.report(file.read_bytes())["signatures"][-1]["intact"]


@pytest.mark.parametrize("what", list(MALFORMED))
def test_it_is_taken_as_it_is_or_mended_and_then_signed_and_found_by_others_too(
    signed: Signed, what: str, tmp_path: Path
) -> None:
    came, sound = tmp_path / "came.pdf", tmp_path / "sound.pdf"
    came.write_bytes(MALFORMED[what](signed.paper.pdf))
    outcome, file = uploaded(came, sound)
    assert outcome == BECOMES[what]
    if file is None:
        return
    hole = Hole(**signed.room_in(file, "FEA-1"))
    fill(file, hole, signature_over(bytes.fromhex(hole.digest), signed.key, None, signed.at))
    assert holds(file, hole, "FEA-1", signed.key.certificate)
    strange = what == "a signature that is a picture"
    assert signed.verdict(file.read_bytes()) == ("indeterminate" if strange else "valid")
    with pikepdf.open(file, attempt_recovery=False) as opened:
        values = [each.V for each in opened.Root.AcroForm.Fields if "/V" in each and each.FT == "/Sig"]
        assert [each.SubFilter for each in values if isinstance(each, pikepdf.Dictionary)] == ["/ETSI.CAdES.detached"]


def uploaded(came: Path, sound: Path) -> tuple[str | list[str], Path | None]:
    try:
        inspect_pdf(str(came), LARGEST)
    except PdfDamaged:
        try:
            told: list[str] = mend_pdf(str(came), str(sound), LARGEST)["amiss"]
        except PdfDamaged as refusal:
            return refusal.code, None
        return told, sound
    except Refused as refusal:
        return refusal.code, None
    return "as it is", came
