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
    text_of_pdf,
)
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
    assert sandbox.call(text_of_pdf, str(tmp_path / "upload.pdf")) == ""
