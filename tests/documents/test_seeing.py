"""Scanned pages: found by what they say, told while they are not, and never touched."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import pikepdf
import pytest
import typst
from PIL import ExifTags, Image, UnidentifiedImageError

import search.service as search
from documents import scans, seeing
from documents.attachments import Described, attach
from documents.extraction import Extractor
from documents.models import Attachment, Document
from documents.pictures import picture
from documents.scans import drawn, frames
from documents.seeing import Tesseract, open_eyes
from documents.texts import named
from oficina.platform import Platform
from search.entries import File
from search.operations import rebuild
from search.readings import SEEN, UNSEEN, Told
from search.service import Results, Wanted
from tests.documents.papers import a_pdf_that_says
from tests.documents.test_file_texts import eml, zipped
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


@pytest.mark.once
@needs_tesseract
def test_what_was_photographed_and_scanned_is_found_in_messages_and_archives(
    seeing_platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    """A letter with an archive in it: a photograph taken sideways, a fax of two pages, a scan, and a plan."""
    platform, document = seeing_platform, a_document(seeing_platform, ministry)
    folder = {
        "foto.jpg": saved([on_its_side(page(tmp_path, "Permiso de edificación"))], "JPEG", exif=TAKEN_SIDEWAYS),
        "fax.tif": saved([page(tmp_path, "Humedales"), page(tmp_path, "Alcantarillado")], "TIFF"),
        "escaneado.pdf": scanned(tmp_path, "La servidumbre minera"),
        "plano.dwg": b"AC1032",
        "paisaje.png": saved([Image.new("RGB", (900, 600), "green")], "PNG"),
    }
    attached(platform, ministry, document, "Correo.eml", eml(("todo.zip", zipped(folder))))
    attached(platform, ministry, document, "recibo.png", saved([page(tmp_path, "Patente comercial")], "PNG"))
    do_all_jobs(platform)

    for typed in ("permiso edificacion", "humedales alcantarillado", "servidumbre", "patente"):
        (result,) = found(platform, ministry, typed).items
        assert result.unread == ("Correo.eml: paisaje.png", "Correo.eml: plano.dwg")


def test_until_somebody_looks_pictures_are_told_as_unread(platform: Platform, tmp_path: Path) -> None:
    inside = {"fax.tif": saved([page(tmp_path, "Una"), page(tmp_path, "Otra")], "TIFF"), "roto.jpg": b"\xff\xd8\xff"}
    archive = platform.blobs.put([zipped(inside)]).name
    told = Extractor(platform.blobs, platform.sandbox)(File("todo.zip", archive))

    assert (told.unread, told.way) == (("fax.tif", "roto.jpg"), UNSEEN)


@pytest.mark.parametrize(("program", "most"), [("false", 9), ("true", 1)])
def test_what_nobody_could_read_has_no_words_as_a_whole(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, most: int
) -> None:
    monkeypatch.setattr(seeing, "MOST_PAGES", most)
    scan = scanned(tmp_path, "Una", "Otra")
    alone, boxed = platform.blobs.put([scan]).name, platform.blobs.put([zipped({"a.pdf": scan, "b.pdf": scan})]).name
    look = Tesseract(program, platform.blobs, platform.sandbox)

    assert Extractor(platform.blobs, platform.sandbox)(File("x.pdf", alone)) == Told("", ("",), UNSEEN)
    assert look(File("x.pdf", alone)) == Told("", ("",), SEEN)
    assert look(File("x.zip", boxed)) == Told("", ("a.pdf", "b.pdf"), SEEN)


def test_of_what_says_something_the_pages_not_read_are_told(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is asked, this one answers the same, once."""
    reads, twice = tmp_path / "reads", tmp_path / "twice"
    reads.write_text(f"#!/bin/sh\n[ -e {twice} ] && exit 1\ntouch {twice}; echo Una\n", "ascii")
    reads.chmod(0o700)
    monkeypatch.setattr(seeing, "MOST_PAGES", 2)
    boxed = platform.blobs.put([zipped({"a.pdf": scanned(tmp_path, "Una", "Otra", "Y otra")})]).name

    told = Tesseract(str(reads), platform.blobs, platform.sandbox)(File("x.zip", boxed))
    assert told == Told("Una", ("a.pdf, páginas 2 a 3",), SEEN)


@pytest.mark.parametrize(
    ("image", "paper"),
    [
        (Image.new("RGBA", (400, 300), (0, 0, 0, 0)), 255),
        (Image.new("I;16", (3000, 2700), 40_000), 156),
        (Image.new("1", (1_000, 40), 1), 255),
    ],
)
def test_a_picture_is_drawn_dark_on_white_and_of_a_size_to_be_read(
    image: Image.Image, paper: int, tmp_path: Path
) -> None:
    file = tmp_path / "image.png"
    image.save(file)

    with Image.open(BytesIO(base64.b64decode(drawn(str(file), 1)))) as seen:
        assert (seen.mode, seen.getpixel((5, 5))) == ("L", paper)
        assert 1_000 <= seen.width <= 3_000


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_of_a_usual_format_is_not_looked_at(content: bytes) -> None:
    with pytest.raises(UnidentifiedImageError):
        frames(content)


def test_a_picture_larger_than_any_honest_one_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST_PIXELS", 99)
    assert frames(saved([Image.new("1", (10, 10))], "PNG")) is None


TAKEN_SIDEWAYS = Image.Exif()
TAKEN_SIDEWAYS[ExifTags.Base.Orientation] = 6


def page(folder: Path, says: str) -> Image.Image:
    typed = folder / "typed.pdf"
    typed.write_bytes(a_pdf_that_says(NARROW + says))
    with Image.open(BytesIO(base64.b64decode(picture(str(typed), 1, 1_000)["png"]))) as image:
        return image.convert("RGB")


def on_its_side(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_90)


def saved(images: Sequence[Image.Image], form: str, **more: Any) -> bytes:
    made = BytesIO()
    others = {"save_all": True, "append_images": images[1:]} if len(images) > 1 else {}
    images[0].save(made, form, **others, **more)
    return made.getvalue()


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
