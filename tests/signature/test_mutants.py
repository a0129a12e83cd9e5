"""Forgeries of each published class, made by the hundred from one signed file: none of them is accepted.

The file is signed here once and judged in this process, so that hundreds take seconds.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kernel.secrets import Secrets
from signature.certificates import Holder
from signature.holes import open_hole
from signature.pades import signature_over
from signature.pki import Demonstration
from signature.reopening import Hole, fill, holds
from signature.report import examine
from signature.timestamps import DemonstrationTsa
from tests.signature.people import a_pdf

pytestmark = pytest.mark.database_free
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
Judge = Callable[[bytes], str]


class Signed:
    """A form with a text field, signed B-T, and who is to be trusted."""

    def __init__(self, folder: Path) -> None:
        demonstration = Demonstration(folder / "pki", Secrets(bytes(32)))
        pki = demonstration.pki(AT)
        key, self.file = pki.key_for(Holder("Carla", "Ministerio", rut="11111111-1"), AT), folder / "signed.pdf"
        self.file.write_bytes(written_on(a_pdf(), with_a_text_field))
        told = {"name": "FEA-1", "page": 1, "box": (0, 0, 0, 0), "tooltip": "Firma", "reason": "x", "location": "y"}
        self.hole = Hole(**open_hole(str(self.file), None, told))
        fill(
            self.file,
            self.hole,
            signature_over(bytes.fromhex(self.hole.digest), key, DemonstrationTsa(demonstration), AT),
        )
        self.pdf, self.certificate = self.file.read_bytes(), key.certificate
        self.root = pki.root.certificate.public_bytes(Encoding.PEM).decode()

    def verdict(self, pdf: bytes) -> str:
        judged = self.file.with_name("judged.pdf")
        judged.write_bytes(pdf)
        return str(examine(str(judged), [self.root], AT.isoformat())["verdict"])

    def accepted(self, mutants: Iterable[bytes]) -> tuple[int, int]:
        """How many were judged, and how many of them were taken for valid."""
        told = [self.verdict(each) for each in mutants]
        return len(told), told.count("valid")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("mutants"))


def written_on(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    out, writer = BytesIO(), IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    writer.write(out)
    return out.getvalue()


def with_a_text_field(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    told = {"/FT": name("/Tx"), "/T": generic.pdf_string("monto"), "/V": generic.pdf_string("100"), "/P": page}
    told |= {"/Type": name("/Annot"), "/Subtype": name("/Widget"), "/F": generic.NumberObject(4)}
    field = generic.DictionaryObject({name(key): each for key, each in told.items()})
    field[name("/Rect")] = generic.ArrayObject([generic.NumberObject(each) for each in (50, 50, 200, 80)])
    field[name("/AP")] = generic.DictionaryObject({name("/N"): writer.add_object(seen(b"(100) Tj"))})
    reference = writer.add_object(field)
    page.get_object()[name("/Annots")] = generic.ArrayObject([reference])
    writer.mark_update(page)
    form = generic.DictionaryObject({name("/Fields"): generic.ArrayObject([reference])})
    writer.root[name("/AcroForm")] = writer.add_object(form)
    writer.update_root()


def seen(drawn: bytes) -> generic.StreamObject:
    told = generic.StreamObject(stream_data=drawn)
    told[name("/Type")], told[name("/Subtype")] = name("/XObject"), name("/Form")
    told[name("/BBox")] = generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, 150, 30)])
    return told


def test_the_signed_file_itself_is_valid_and_is_found_again(signed: Signed) -> None:
    assert signed.verdict(signed.pdf) == "valid"
    assert holds(signed.file, signed.hole, "FEA-1", signed.certificate)
    assert not holds(signed.file, signed.hole, "FEA-2", signed.certificate)


def test_a_signature_that_is_not_as_it_was_made_is_not_found_again(signed: Signed, tmp_path: Path) -> None:
    damaged, hole = tmp_path / "damaged.pdf", signed.hole
    cms = range(hole.begins + 3000, hole.begins + 3040)
    for at in [*range(0, len(signed.pdf) - 40, len(signed.pdf) // 40), *range(hole.ends, len(signed.pdf) - 1, 7)]:
        if at in cms or hole.begins < at < hole.ends:
            continue
        damaged.write_bytes(signed.pdf[:at] + bytes([signed.pdf[at] ^ 1]) + signed.pdf[at + 1 :])
        assert not holds(damaged, hole, "FEA-1", signed.certificate), at


def later_endings(pdf: bytes) -> Iterable[bytes]:
    """ISA: objects after the end, with or without a section, behind every earlier `startxref` there is."""
    places = [int(each) for each in re.findall(rb"startxref\s+(\d+)", pdf)]
    for number in range(1, 8):
        evil = b"%d 0 obj\n<</Type/Page/Contents 99 0 R>>\nendobj\n" % number
        for place in (*places, 0, len(pdf), 7):
            yield pdf + evil + b"startxref\n%d\n%%%%EOF\n" % place
            yield pdf + evil + b"trailer\n<</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % place
        yield pdf + evil
        yield pdf + evil + b"%%EOF\n"


def trailing(pdf: bytes) -> Iterable[bytes]:
    """Anything at all after the end, but blanks."""
    for octet in sorted(set(range(256)) - set(b"\0\t\n\x0c\r "))[::3]:
        yield pdf + bytes([octet])


def universal(pdf: bytes) -> Iterable[bytes]:
    """USF: a ByteRange, a value or a kind that says nothing, or something else."""
    at = pdf.rindex(b"/ByteRange")
    ends = pdf.index(b"]", at) + 1
    for instead in (b"null", b"[]", b"[0 0 0 0]", b"[0 -1 0 -1]", b"[0 10 20 10]", b"[0 1]", b"(x)", b"[-1 5 5 5]"):
        yield pdf[:at] + (b"/ByteRange " + instead).ljust(ends - at)[: ends - at] + pdf[ends:]
    for key in (b"/ByteRange", b"/SubFilter", b"/Contents", b"/Filter"):
        at = pdf.rindex(key)
        for letter in range(1, len(key)):
            yield pdf[: at + letter] + b"Z" + pdf[at + letter + 1 :]
    begins = pdf.rindex(b"/Contents <") + 11
    for size in range(2, 122, 4):
        yield pdf[:begins] + b"0" * size + pdf[begins + size :]


def wrapped(pdf: bytes) -> Iterable[bytes]:
    """SWA: the second part of what is signed moved further, and something else written between."""
    found = re.search(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)", pdf)
    assert found
    for size in range(1, 200, 8):
        after = int(found[3])
        yield pdf[:after] + b"\n" * size + pdf[after:]
        moved = b"/ByteRange [0 %d %d %s" % (int(found[2]), after + size, found[4])
        yield (pdf[:after] + b"X" * size + pdf[after:]).replace(found[0], moved)


def changed(pdf: bytes) -> Iterable[bytes]:  # noqa: C901 -- each kind of change is one line of it
    """Shadow, EAA, SSA, overlapping annotations and other pages: revisions that draw something else."""

    def change(do: Callable[[IncrementalPdfFileWriter, generic.DictionaryObject], object]) -> bytes:
        def write(writer: IncrementalPdfFileWriter) -> None:
            page: generic.DictionaryObject = writer.root["/Pages"]["/Kids"][0]
            do(writer, page)
            writer.update_container(page)

        return written_on(pdf, write)

    def put(holder: generic.DictionaryObject, key: str, value: generic.PdfObject) -> None:
        holder[name(key)] = value

    for kind in ("FreeText", "Stamp", "Square", "Redact", "Highlight", "Watermark", "Text", "Ink", "Link", "Widget"):
        for corner in (0, 50, 60):

            def annotate(
                writer: IncrementalPdfFileWriter, page: generic.DictionaryObject, kind: str = kind, corner: int = corner
            ) -> None:
                note = generic.DictionaryObject({name("/Type"): name("/Annot"), name("/Subtype"): name("/" + kind)})
                box = [generic.NumberObject(each) for each in (corner, corner, 300, 300)]
                put(note, "/Rect", generic.ArrayObject(box))
                put(note, "/AP", generic.DictionaryObject({name("/N"): writer.add_object(seen(b"0 0 9 9 re f"))}))
                page["/Annots"].append(writer.add_object(note))
                writer.update_container(page["/Annots"])

            yield change(annotate)
    for amount in range(15):

        def fill_in(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject, amount: int = amount) -> None:
            field = page["/Annots"][0]
            if amount % 3:
                put(field, "/V", generic.pdf_string(str(amount)))
            if amount % 2 or not amount % 3:
                drawn = writer.add_object(seen(b"(%d) Tj" % amount))
                put(field, "/AP", generic.DictionaryObject({name("/N"): drawn}))
            writer.update_container(field)

        yield change(fill_in)
        box = generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, amount, amount)])
        yield change(partial(page_with, "/Contents", seen(b"%d w" % amount)))
        yield change(partial(page_with, "/Rotate", generic.NumberObject(90 + amount)))
        yield change(partial(page_with, "/CropBox", box))


def page_with(
    key: str, value: generic.PdfObject, writer: IncrementalPdfFileWriter, page: generic.DictionaryObject
) -> None:
    page[name(key)] = writer.add_object(value) if isinstance(value, generic.StreamObject) else value


@pytest.mark.parametrize(
    ("forge", "least"), [(later_endings, 90), (trailing, 80), (universal, 60), (wrapped, 50), (changed, 90)]
)
def test_no_mutant_is_accepted(signed: Signed, forge: Callable[[bytes], Iterable[bytes]], least: int) -> None:
    count, accepted = signed.accepted(forge(signed.pdf))
    assert count >= least
    assert accepted == 0
