"""What is found by its words, and what says that it was not read."""

import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from documents import file_texts
from documents.file_texts import file_text
from kernel.sandbox import SandboxCrashed
from oficina.platform import Platform
from tests.documents.compound import compound
from tests.documents.papers import a_pdf_that_says

pytestmark = pytest.mark.database_free

CANARY = "humedales de Ñuñoa"


def told(content: bytes, name: str, folder: Path) -> dict[str, Any]:
    file = folder / "file"
    file.write_bytes(content)
    return file_text(str(file), name)


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx() -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = "<w:r><w:t>humedales</w:t></w:r><w:r><w:tab/><w:t>de Ñuñoa</w:t></w:r>"
    body = f"<w:document {space}><w:body><w:p>{runs}</w:p><w:p><w:r><w:t>Otro</w:t></w:r></w:p></w:body></w:document>"
    foot = f"<w:ftr {space}><w:p><w:r><w:t>Al pie</w:t></w:r></w:p></w:ftr>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": body, "word/footer1.xml": foot})


def odt() -> bytes:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    body = "<text:p>hume<text:span>dales</text:span> de Ñuñoa</text:p><text:p>Otro</text:p>"
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx() -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    sheet.write(0, 0, CANARY)
    sheet.write(0, 1, 184700)
    book.close()
    return made.getvalue()


def eml(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Consulta por obras", "Ana <ana@ejemplo.cl>", "op@ejemplo.cl"
    message.set_content(f"Estimados: {CANARY}")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def msg(*attached: tuple[str, bytes]) -> bytes:
    streams: dict[str, bytes] = {
        "__properties_version1.0": b"\0" * 32,
        "__substg1.0_0037001F": "Consulta por obras".encode("utf-16-le"),
        "__substg1.0_1000001F": f"Estimados: {CANARY}".encode("utf-16-le"),
        "__substg1.0_0C1F001F": "ana@ejemplo.cl".encode("utf-16-le"),
    }
    for at, (name, content) in enumerate(attached):
        place = f"__attach_version1.0_#{at:08X}"
        streams[f"{place}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{place}/__substg1.0_37010102"] = content
    return compound(streams)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Informe.pdf", a_pdf_that_says(CANARY)),
        ("sin-nombre-de-pdf.bin", a_pdf_that_says(CANARY)),
        ("Informe.docx", docx()),
        ("Informe.odt", odt()),
        ("Planilla.xlsx", xlsx()),
        ("Nota.txt", CANARY.encode("cp1252")),
        ("Lista.csv", CANARY.encode()),
        ("Página.html", "<p>humedales <b>de</b> Ñuñoa</p><script>no()</script>".encode()),
        ("Correo.eml", eml()),
        ("Correo.msg", msg()),
        ("Correo con anexo.eml", eml(("anexo.docx", docx()))),
        ("Correo con anexo.msg", msg(("anexo.pdf", a_pdf_that_says(CANARY)))),
        ("Todo.zip", zipped({"carpeta/correo.eml": eml(("a.zip", zipped({"b.odt": odt()})))})),
    ],
)
def test_its_words_are_read(name: str, content: bytes, tmp_path: Path) -> None:
    found = told(content, name, tmp_path)

    assert " ".join(CANARY.split()) in " ".join(found["text"].split())
    assert found["unread"] == []


def test_cells_with_numbers_and_the_foot_of_a_page_are_read_too(tmp_path: Path) -> None:
    assert "184700" in told(xlsx(), "Planilla.xlsx", tmp_path)["text"]
    assert "Al pie" in told(docx(), "Informe.docx", tmp_path)["text"]


def test_a_message_is_found_by_its_subject_and_its_people(tmp_path: Path) -> None:
    for found in (told(eml(), "x.eml", tmp_path), told(msg(), "x.msg", tmp_path)):
        assert "Consulta por obras" in found["text"]
        assert "ana@ejemplo.cl" in found["text"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plano.dwg", b"AC1032"),
        ("foto.jpg", b"\xff\xd8\xff"),
        ("roto.pdf", b"%PDF-1.7 nothing"),
        ("roto.docx", b"PK\x03\x04 nothing"),
        ("antiguo.doc", compound({"WordDocument": b"x" * 5000})),
        ("escaneado.pdf", a_pdf_that_says("")),
        ("vacío.docx", zipped({"word/document.xml": "<document/>"})),
    ],
)
def test_what_has_no_words_says_so(name: str, content: bytes, tmp_path: Path) -> None:
    assert told(content, name, tmp_path) == {"text": "", "unread": [""], "pictures": False}


def test_what_is_inside_and_has_no_words_is_named(tmp_path: Path) -> None:
    inside = zipped({"plano.dwg": b"AC1032", "nota.txt": "Se adjunta", "roto.pdf": b"%PDF-1.7 nothing"})
    found = told(eml(("anexos.zip", inside)), "Correo.eml", tmp_path)

    assert found["unread"] == ["plano.dwg", "roto.pdf"]
    assert "Se adjunta" in found["text"]


def test_what_unfolds_without_end_is_not_read(platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(zipped({f"{n}.txt": b"0" * (40 << 20) for n in range(4)}))
    with pytest.raises(SandboxCrashed):
        platform.sandbox.call(file_text, str(tmp_path / "file"), "bomba.zip")


def test_a_zip_within_a_zip_is_opened_only_so_deep(tmp_path: Path) -> None:
    content = b"fondo"
    for _ in range(file_texts.DEEPEST + 2):
        content = zipped({"otro.zip" if content.startswith(b"PK") else "nota.txt": content})

    assert told(content, "caja.zip", tmp_path)["unread"] == ["otro.zip"]
