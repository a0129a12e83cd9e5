"""Scanned pages: found by what they say, told while they are not, and never touched."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import which

import pikepdf
import pytest
import typst

import search.service as search
from documents import seeing
from documents.attachments import Described, attach
from documents.extraction import Extractor
from documents.models import Attachment, Document
from documents.pictures import picture
from documents.seeing import Tesseract, open_eyes
from documents.texts import named
from oficina.platform import Platform
from search.entries import File
from search.operations import rebuild
from search.readings import SEEN, UNSEEN, Told
from search.service import Results, Wanted
from tests.documents.papers import a_pdf_that_says
from tests.offices import Office, a_document, do_all_jobs

NARROW = '#set page(width: 9cm, height: 5cm, margin: 5mm)\n#set text(size: 14pt, lang: "es")\n'
needs_tesseract = pytest.mark.skipif(
    not which(seeing.PROGRAM) or not seeing.speaks_spanish(seeing.PROGRAM),
    reason="install tesseract-ocr and tesseract-ocr-spa",
)


def scanned(folder: Path, *pages: str, stamp: str = "") -> bytes:
    """A PDF whose pages are but pictures, as they leave a scanner; with a stamp of real letters on it."""
    typed = folder / "typed.pdf"
    typed.write_bytes(a_pdf_that_says(NARROW + "\n#pagebreak()\n".join(pages)))
    for number in range(1, len(pages) + 1):
        (folder / f"{number}.png").write_bytes(base64.b64decode(picture(str(typed), number, 1_200)["png"]))
    told = [
        f'#page(width: 9cm, height: 5cm, margin: 0pt, background: image("{at}.png", width: 100%))[{stamp}]'
        for at in range(1, len(pages) + 1)
    ]
    (folder / "scan.typ").write_text("\n".join(told), encoding="utf-8")
    made: bytes = typst.compile(folder / "scan.typ", root=folder)
    return made


@pytest.fixture
def seeing_platform(platform: Platform) -> Platform:
    return replace(platform, eyes=open_eyes(platform.blobs, platform.sandbox))


def found(platform: Platform, office: Office, typed: str) -> Results:
    return search.find(office.desk, platform.index, Wanted(typed))


@needs_tesseract
@pytest.mark.once
def test_a_scanned_attachment_is_found_by_its_words_and_stays_as_it_came(
    seeing_platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    platform, document = seeing_platform, a_document(seeing_platform, ministry)
    scan = scanned(tmp_path, "La expropiación del humedal de Ñuñoa", stamp="N° 12")
    attachment = attached(platform, ministry, document, "escaneado.pdf", scan)
    do_all_jobs(platform)

    (result,) = found(platform, ministry, "expropiaciones nunoa").items
    assert (result.subject_id, result.unread) == (document.id, ())
    assert b"".join(platform.blobs.get(attachment.blob)) == scan


@needs_tesseract
@pytest.mark.once
def test_one_scanned_page_among_others_is_told_until_it_is_read(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    pages = [
        a_pdf_that_says("Con letras de verdad, y tantas que nadie la toma por una imagen escaneada de otra."),
        scanned(tmp_path, "El presupuesto del puente"),
    ]
    document = a_document(platform, ministry)
    attached(platform, ministry, document, "mixto.pdf", one_after_the_other(pages))
    do_all_jobs(platform)
    assert found(platform, ministry, "presupuesto puente").total == 0
    assert found(platform, ministry, "verdad").items[0].unread == ("mixto.pdf: página 2",)

    rebuild(platform.database, platform.index, platform.sources, platform.extract, [ministry.id], sees=True)
    do_all_jobs(replace(platform, eyes=open_eyes(platform.blobs, platform.sandbox)))
    assert found(platform, ministry, "verdad presupuesto puente").items[0].unread == ()


def one_after_the_other(files: Sequence[bytes]) -> bytes:
    whole, made = pikepdf.new(), BytesIO()
    for file in files:
        with pikepdf.open(BytesIO(file)) as part:
            whole.pages.extend(part.pages)
    whole.save(made)
    whole.close()
    return made.getvalue()


def attached(platform: Platform, office: Office, document: Document, name: str, content: bytes) -> Attachment:
    blob = platform.blobs.put([content])
    with office.desk.writing() as work:
        return attach(work, document.id, Described(name, "application/pdf"), blob)


@pytest.mark.parametrize(("program", "most", "told"), [("false", 9, "páginas 1 a 2"), ("true", 1, "página 2")])
def test_pages_that_could_not_be_read_are_told(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, most: int, told: str
) -> None:
    monkeypatch.setattr(seeing, "MOST_PAGES", most)
    scan = platform.blobs.put([scanned(tmp_path, "Una", "Otra")]).name

    assert Extractor(platform.blobs, platform.sandbox)(File("x.pdf", scan)) == Told("", ("",), UNSEEN)
    assert Tesseract(program, platform.blobs, platform.sandbox)(scan) == Told("", (told,), SEEN)


@pytest.mark.once
@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ((3,), "página 3"),
        ((2, 5), "páginas 2 y 5"),
        ((1, 2, 3, 4, 9), "páginas 1 a 4 y 9"),
        ((1, 3, 5), "páginas 1, 3 y 5"),
    ],
)
def test_pages_are_named_as_people_do(pages: tuple[int, ...], says: str) -> None:
    assert named(pages) == says
