import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
from documents.texts import A_PAGE, pdf_text
from kernel.errors import Refused
from kernel.sandbox import Sandbox
from tests.documents.bad_files import (
    a_bomb,
    a_docx,
    a_pdf,
    base_85,
    cut_short,
    encrypted,
    folded,
    lzw_of_zeros,
    restricted,
    scrambled,
    with_a_zip,
    with_a_zip_that_ends_like_a_pdf,
    without_pages,
    zeros,
)

pytestmark = pytest.mark.database_free

LARGEST = 20 << 20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


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
        (lambda: folded("[/A85 /Fl]", base_85(zeros(200))), PdfBomb),
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

    for look in (sandbox.call, called_here):
        with pytest.raises(refusal) as refused:
            look(inspect_pdf, str(file), LARGEST)
        assert refused.value.message.endswith(".")


def called_here(function: Callable[..., Any], *arguments: object) -> Any:
    """Where it can be seen which lines are walked. Only with files that we made ourselves."""
    return function(*arguments)


def loaded_by(path: str) -> list[str]:
    """The modules that a child had to load before it could tell what the PDF is."""
    before = set(sys.modules)
    inspect_pdf(path, LARGEST)
    return sorted(set(sys.modules) - before)


def test_a_child_loads_nothing_that_its_next_twin_would_load_again(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "oficio.pdf"
    path.write_bytes(a_pdf())
    assert sandbox.call(loaded_by, str(path)) == []


def test_what_makes_a_reader_ready_is_a_pdf_that_says_something() -> None:
    assert pdf_text(A_PAGE) == "Hola"


def test_an_honest_pdf_tells_what_it_is(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "upload.pdf").write_bytes(a_pdf())

    for look in (sandbox.call, called_here):
        facts = look(inspect_pdf, str(tmp_path / "upload.pdf"), LARGEST)
        assert facts == {"pages": 1, "signatures": 0, "standard": None}
        assert look(pdf_text, str(tmp_path / "upload.pdf")) == ""
