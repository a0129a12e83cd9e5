"""What somebody may do to a sealed document, and that none of it passes."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfTimeStamper

import documents.service as documents
from oficina.platform import Platform
from signature.report import examine
from signature.timestamps import DemonstrationTsa
from tests.offices import Office, a_document, do_all_jobs
from tests.signature.people import a_house, asked, sign, signed_by

pytestmark = pytest.mark.once
"""What a file proves does not depend on the database."""

Judge = Callable[[bytes], str]


@pytest.fixture
def sealed(platform: Platform, ministry: Office) -> bytes:
    house = a_house(platform, ministry)
    document = a_document(platform, house.ana)
    (only,) = asked(house, document, signed_by(house.carla))
    sign(platform, house.carla, only)
    with house.ana.desk.writing() as work:
        documents.number(work, document.id)
    do_all_jobs(platform)
    with house.ana.desk.reading() as work:
        return b"".join(platform.blobs.get(documents.sealed_version(work, document.id).blob))


@pytest.fixture
def verdict(platform: Platform, tmp_path: Path) -> Judge:
    now = platform.database.clock()
    root = platform.demonstration.pki(now).root.certificate.public_bytes(Encoding.PEM).decode()

    def judge(pdf: bytes) -> str:
        (tmp_path / "judged.pdf").write_bytes(pdf)
        told = examine(str(tmp_path / "judged.pdf"), [root], now.isoformat())
        return str(told["verdict"])

    return judge


def stamped(platform: Platform, pdf: bytes, tsa: DemonstrationTsa | None = None) -> bytes:
    """With a document timestamp after the seal."""
    authority = tsa or platform.workshop.timestamper
    out = BytesIO()
    stamper = PdfTimeStamper(authority.stamper(platform.database.clock()))
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=out, bytes_reserved=16_384))
    return out.getvalue()


def incremental(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    writer.write(out)
    return out.getvalue()


def retitle(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(
        writer.add_object(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Otro")}))
    )


def unmark(writer: IncrementalPdfFileWriter) -> None:
    writer.root[generic.pdf_name("/MarkInfo")] = generic.DictionaryObject()
    writer.update_root()


def misnumber(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/StructTreeRoot"]
    tree[generic.pdf_name("/ParentTreeNextKey")] = generic.NumberObject(0)
    writer.update_container(tree)


def with_a_page_more(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.add_blank_page()
        opened.save(out)
    return out.getvalue()


def with_a_second_ending(pdf: bytes) -> bytes:
    """An object that no revision has, behind a copy of the pointer that readers follow."""
    return pdf + b"5 0 obj<</Evil 1>>endobj\n" + pdf[pdf.rindex(b"startxref") :]


def with_a_filled_hole(pdf: bytes) -> bytes:
    """Something hidden where the signature leaves room."""
    at = pdf.rindex(b"00000000>")
    return pdf[:at] + b"DEADBEEF>" + pdf[at + 9 :]


def test_what_the_office_made_is_valid_and_so_it_is_with_a_timestamp_after_it(
    platform: Platform, sealed: bytes, verdict: Judge
) -> None:
    assert verdict(sealed) == "valid"
    assert verdict(sealed + b"\n" * 200) == "valid"
    assert verdict(stamped(platform, sealed)) == "valid"


@pytest.mark.parametrize(
    "forge",
    [
        with_a_page_more,
        with_a_second_ending,
        with_a_filled_hole,
        lambda pdf: pdf + b"% more\n",
        lambda pdf: pdf + b"PK\x03\x04 a tail",
        lambda pdf: incremental(pdf, retitle),
        lambda pdf: incremental(pdf, unmark),
        lambda pdf: incremental(pdf, misnumber),
    ],
)
def test_whatever_is_done_to_it_afterwards_is_noticed(
    sealed: bytes, verdict: Judge, forge: Callable[[bytes], bytes]
) -> None:
    assert verdict(forge(sealed)) in {"invalid", "indeterminate"}


def spread(begins: int, ends: int, count: int) -> list[int]:
    """So many places between two, as far from each other as can be: the same parts of every file."""
    return [begins + (ends - begins) * (2 * each + 1) // (2 * count) for each in range(count)]


def test_any_byte_that_is_changed_is_noticed(sealed: bytes, verdict: Judge) -> None:
    """Of what was typeset, of what the signature and the seal added, and of the holes that these are in."""
    begins, ends = sealed.rindex(b"/Contents <") + 10, sealed.rindex(b"00000000>") + 9
    written = len(sealed[begins:ends].rstrip(b"0>"))
    places = spread(0, begins, 10) + spread(begins, begins + written, 10) + spread(ends, len(sealed), 6)
    places += [begins, begins + written + 200, ends - 2, ends - 1, sealed.rindex(b"/ByteRange") + 12, len(sealed) - 6]
    unnoticed = []
    for at in places:
        altered = bytearray(sealed)
        altered[at] ^= 0x01
        unnoticed += [at] if verdict(bytes(altered)) == "valid" else []
    assert unnoticed == []


def test_a_signature_that_is_written_in_mixed_capitals_is_not_vouched_for(sealed: bytes, verdict: Judge) -> None:
    at = sealed.rindex(b"/Contents <") + 11
    letter = next(each for each in range(at, len(sealed)) if sealed[each] in b"abcdef")
    assert verdict(sealed[:letter] + sealed[letter : letter + 1].upper() + sealed[letter + 1 :]) == "indeterminate"


def test_a_timestamp_that_nobody_vouches_for_is_not_valid(
    platform: Platform, sealed: bytes, verdict: Judge, tmp_path: Path
) -> None:
    stranger = DemonstrationTsa(type(platform.demonstration)(tmp_path / "stranger", platform.secrets))
    assert verdict(stamped(platform, sealed, stranger)) == "indeterminate"

    altered = bytearray(stamped(platform, sealed))
    altered[altered.rindex(b"/SubFilter") + 14] ^= 0x01
    assert verdict(bytes(altered)) != "valid"
