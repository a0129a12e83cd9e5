"""A damaged PDF is mended where nothing is lost by it and nobody has signed it; what came in is kept as it was."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from starlette.testclient import TestClient

from documents.inspection import PdfDamaged, PdfEncrypted, inspect_pdf
from documents.mending import mend_pdf
from tests.documents.bad_files import a_pdf as a_blank_pdf
from tests.documents.bad_files import encrypted, with_a_zip
from tests.documents.test_uploads import upload
from tests.offices import Office

LARGEST = 20 << 20
TEXT = b"BT /F1 12 Tf 60 700 Td (Paguese) Tj ET"


def a_paper() -> bytes:
    """Two pages with a font and a content each."""
    pdf, out = pikepdf.new(), BytesIO()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for _ in range(2):
        page = pdf.add_blank_page(page_size=(612, 936)).obj
        page.Contents = pdf.make_stream(TEXT)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True, compress_streams=False)
    return out.getvalue()


def elsewhere(pdf: bytes) -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n17", pdf)


def without_object(pdf: bytes, what: bytes) -> bytes:
    """One of its objects is not to be found any more, nor is the table that told where."""
    numbered = re.search(rb"(\d+) 0 obj\s*<<[^>]*" + what, pdf)
    assert numbered
    return elsewhere(pdf.replace(b"\n%s 0 obj" % numbered[1], b"\n%s 0 xbj" % numbered[1], 1))


def packed(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


MENDED: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "no end": (lambda pdf: pdf.replace(b"%%EOF", b""), ["end"]),
    "something after the end": (lambda pdf: pdf + b"\nSent from my phone\n", ["tail"]),
    "a table that is elsewhere": (elsewhere, ["table"]),
    "a length that is not": (lambda pdf: re.sub(rb"/Length \d", b"/Length 9", pdf), ["lengths"]),
}
LOST: dict[str, Callable[[bytes], bytes]] = {
    "a page": lambda pdf: without_object(pdf, b"/Contents"),
    "a font": lambda pdf: without_object(pdf, b"/Type /Font"),
    "what is written on a page": lambda pdf: without_object(pdf, b"/Length"),
    "all of its objects": lambda pdf: pdf.replace(b" 0 obj", b" 0 0bj"),
    "packed objects": lambda pdf: elsewhere(packed(pdf)),
    "its root": lambda pdf: elsewhere(pdf.replace(b"/Root", b"/Rxxt")),
    "what its root holds": lambda pdf: elsewhere(pdf.replace(b"/AcroForm", b"/AcroFxrm")).replace(b"/Pages", b"/Pxges"),
    "a part of each content": lambda pdf: elsewhere(pdf.replace(b"/Length", b"/Filter/FlateDecode/Length")),
    "its form": lambda pdf: elsewhere(pdf.replace(b"/Type /Catalog", b"/AcroForm 1234")),
}
NOT_MENDED: dict[str, Callable[[bytes], bytes]] = {
    "another file after it": lambda pdf: pdf + b"x" * 2_000,
    "an archive after it": lambda _: with_a_zip(),
    "a signature": lambda pdf: elsewhere(pdf.replace(b"(Paguese)", b"(/ByteRange)")),
}


def mended(pdf: bytes, folder: Path) -> tuple[dict[str, object], bytes]:
    came, made = folder / "came.pdf", folder / "made.pdf"
    came.write_bytes(pdf)
    told = mend_pdf(str(came), str(made), LARGEST)
    assert came.read_bytes() == pdf
    return told, made.read_bytes()


@pytest.mark.database_free
@pytest.mark.parametrize("what", list(MENDED))
def test_what_is_mended_says_what_was_amiss_and_holds_the_same(tmp_path: Path, what: str) -> None:
    spoil, amiss = MENDED[what]
    (tmp_path / "spoiled.pdf").write_bytes(spoil(a_paper()))
    with pytest.raises(PdfDamaged):
        inspect_pdf(str(tmp_path / "spoiled.pdf"), LARGEST)
    told, made = mended(spoil(a_paper()), tmp_path)
    assert told == {"amiss": amiss, "tool": "qpdf", "version": pikepdf.__libqpdf_version__, "pages": 2}
    assert mended(spoil(a_paper()), tmp_path)[1] == made, "the same each time"
    with pikepdf.open(BytesIO(made)) as opened:
        assert opened.check_pdf_syntax() == []
        assert [each.Contents.read_bytes().strip() for each in opened.pages] == [
            b"BT /F1 12 Tf 60 700 Td (Paguese) Tj ET"
        ] * 2


@pytest.mark.database_free
@pytest.mark.parametrize("what", [*LOST, *NOT_MENDED])
def test_what_would_lose_something_or_is_signed_is_not_mended(tmp_path: Path, what: str) -> None:
    with pytest.raises(PdfDamaged) as refused:
        mended({**LOST, **NOT_MENDED}[what](a_paper()), tmp_path)
    assert str(tmp_path) not in f"{refused.value.facts}"


@pytest.mark.database_free
def test_what_is_encrypted_is_refused_for_that(tmp_path: Path) -> None:
    with pytest.raises((PdfEncrypted, PdfDamaged)):
        mended(encrypted(), tmp_path)
    with pytest.raises(PdfEncrypted):
        mended(a_blank_pdf(encryption=pikepdf.Encryption(owner="x", user="")) + b"more", tmp_path)


def test_a_damaged_upload_is_kept_as_it_came_and_a_mended_one_is_what_will_be_signed(
    client: TestClient, ministry: Office
) -> None:
    content = elsewhere(a_paper())
    key = uuid4()
    answer = upload(client, ministry, content, key=key)
    assert answer.status_code == 201
    shown = ministry.get(client, f"/documents/{answer.json()['id']}").json()
    came, made = shown["versions"]
    assert (came["cause"], came["size"], came["repair"]) == ("uploaded", len(content), None)
    assert (made["cause"], made["basis"], made["pages"]) == ("repaired", 1, 2)
    assert made["repair"] == {"amiss": ["table"], "tool": "qpdf", "version": pikepdf.__libqpdf_version__}
    address = f"/documents/{shown['id']}/versions"
    assert ministry.get(client, f"{address}/1/content").content == content
    sound = ministry.get(client, f"{address}/2/content").content
    with pikepdf.open(BytesIO(sound)) as opened:
        assert len(opened.pages) == 2
    assert upload(client, ministry, content, key=key).content == answer.content
