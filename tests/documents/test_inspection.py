import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from documents.errors import FileTooLarge
from documents.inspection import (
    NotAPdf,
    PdfBomb,
    PdfDamaged,
    PdfEmpty,
    PdfEncrypted,
    inspect_pdf,
)
from documents.texts import pdf_text
from kernel.errors import Refused
from kernel.sandbox import Sandbox

pytestmark = pytest.mark.database_free

LARGEST = 20 << 20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def a_pdf(**options: object) -> bytes:
    pdf, file = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(612, 792))
    pdf.save(file, **options)  # type: ignore[arg-type]  # what pikepdf takes
    return file.getvalue()


def a_docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return file.getvalue()


def without_pages() -> bytes:
    file = io.BytesIO()
    pikepdf.new().save(file)
    return file.getvalue()


def encrypted() -> bytes:
    return a_pdf(encryption=pikepdf.Encryption(owner="x", user="y"))


def restricted() -> bytes:
    return a_pdf(encryption=pikepdf.Encryption(owner="x", user=""))


def cut_short() -> bytes:
    return a_pdf()[:-200]


def scrambled() -> bytes:
    return a_pdf().replace(b" 0 obj", b" 0 0bj")


def a_bomb() -> bytes:
    """Two gigabytes of zeros, folded twice into some kilobytes."""
    folding = zlib.compressobj(9)
    once = b"".join(folding.compress(bytes(1 << 20)) for _ in range(2048)) + folding.flush()
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page()
    stream = pdf.make_stream(zlib.compress(once, 9))
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    page.Contents = stream
    pdf.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return file.getvalue()


def folded(filters: str, content: bytes) -> bytes:
    """A page whose content is folded as told."""
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page()
    stream = pdf.make_stream(content)
    stream.Filter = pikepdf.Object.parse(filters.encode())
    page.Contents = stream
    pdf.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return file.getvalue()


def zeros(megabytes: int) -> bytes:
    folding = zlib.compressobj(9)
    return b"".join(folding.compress(bytes(1 << 20)) for _ in range(megabytes)) + folding.flush()


def lzw_of_zeros() -> bytes:
    """Codes of a table that grows to sequences of some kilobytes of zeros, and is used to its end again and again."""
    bits, held, told = 0, 0, bytearray()

    def put(code: int, width: int) -> None:
        nonlocal bits, held
        bits, held = bits << width | code, held + width
        while held >= 8:
            held -= 8
            told.append(bits >> held)
            bits &= (1 << held) - 1

    put(256, 9)
    put(0, 9)
    for code in range(258, 4096):
        put(code, min(max((code + 1).bit_length(), 9), 12))
    for _ in range(40_000):
        put(4095, 12)
    return bytes(told)


def with_a_zip() -> bytes:
    return a_pdf() + a_docx()


def with_a_zip_that_ends_like_a_pdf() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("other.txt", "other")
        archive.comment = b"startxref\n0\n%%EOF\n"
    return a_pdf() + file.getvalue()


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: b"", PdfEmpty),
        (without_pages, PdfEmpty),
        (lambda: b"MZ not at all", NotAPdf),
        (lambda: b"\n" + a_pdf(), NotAPdf),
        (a_docx, NotAPdf),
        (encrypted, PdfEncrypted),
        (restricted, PdfEncrypted),
        (cut_short, PdfDamaged),
        (scrambled, PdfDamaged),
        (lambda: b"%PDF-1.7\n" + bytes(21 << 20), FileTooLarge),
        (a_bomb, PdfBomb),
        (lambda: folded("[/ASCIIHexDecode /FlateDecode]", zeros(200).hex().encode() + b">"), PdfBomb),
        (lambda: folded("[/A85 /Fl]", base64.a85encode(zeros(200)) + b"~>"), PdfBomb),
        (lambda: folded("/Fl", zeros(200)), PdfBomb),
        (lambda: folded("/LZWDecode", lzw_of_zeros()), PdfBomb),
        (lambda: folded("[/FlateDecode /RunLengthDecode]", zlib.compress(b"\x81\x00" * 1_100_000)), PdfBomb),
        (lambda: folded(f"[{'/FlateDecode ' * 40}]", b""), PdfBomb),
        (with_a_zip, PdfDamaged),
        (with_a_zip_that_ends_like_a_pdf, PdfDamaged),
        (lambda: a_pdf() + b"more", PdfDamaged),
    ],
)
def test_what_is_no_honest_pdf_is_refused_with_its_reason(
    sandbox: Sandbox, tmp_path: Path, make: Callable[[], bytes], refusal: type[Refused]
) -> None:
    file = tmp_path / "upload.pdf"
    file.write_bytes(make())

    with pytest.raises(refusal) as refused:
        sandbox.call(inspect_pdf, str(file), LARGEST)
    assert refused.value.message.endswith(".")


def test_an_honest_pdf_tells_what_it_is(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "upload.pdf").write_bytes(a_pdf())

    facts = sandbox.call(inspect_pdf, str(tmp_path / "upload.pdf"), LARGEST)
    assert facts == {"pages": 1, "signatures": 0, "standard": None}
    assert sandbox.call(pdf_text, str(tmp_path / "upload.pdf")) == ""
