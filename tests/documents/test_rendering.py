import io
import json
import time
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest

from documents.errors import DocumentTooLong
from documents.fields import DraftFields
from documents.kinds import all_kinds, kind
from documents.rendering import Box, Letterhead, Spaces, read_spaces, render_draft, render_stamp
from documents.rendering.compiler import NotTypeset
from documents.rendering.labels import labelled
from documents.texts import pdf_text

pytestmark = pytest.mark.database_free

HEAD = Letterhead(("República de Chile", "Ministerio de Obras Públicas"), "Gabinete")
FILLED: dict[str, Any] = {
    "place": "Santiago",
    "antecedents": [{"text": "Oficio N° 310, de 2026"}],
    "subject": "Solicita antecedentes del puente de la ruta W-20",
    "enclosures": ["Plano"],
    "from": [{"post": "Ministra de Obras Públicas", "name": "Ana Rojas"}],
    "to": [{"post": "Alcalde de Ancud"}],
    "vistos": [{"text": "La Ley N° 19.880."}],
    "considerando": [{"text": "Que el puente es necesario."}],
    "resuelvo": [{"text": "Apruébase."}, {"text": "Comuníquese."}],
    "paragraphs": [
        {"text": "Solicito los antecedentes siguientes:"},
        {"text": "Los planos.", "level": 1},
        {"header": ["Año", "Monto"], "rows": [["2026", "$ 1.847"]], "caption": "Presupuesto"},
    ],
    "initials": "ARP/jmc",
    "distribution": [{"addressee": "Señor Alcalde de Ancud"}, {"addressee": "Archivo", "purpose": "information"}],
}


def fields_for(code: str) -> DraftFields:
    rule = kind(code).fields
    return DraftFields.model_validate(
        {name: FILLED[name] for name in (*rule.required, *rule.optional) if name in FILLED}
    )


def kept(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    return str(file)


@pytest.mark.parametrize("code", all_kinds())
def test_every_kind_is_set_in_type_for_the_archive_and_for_who_does_not_see(code: str, tmp_path: Path) -> None:
    fields = fields_for(code)
    pdf = render_draft(kind(code), fields, HEAD)
    text = " ".join(pdf_text(kept(pdf, tmp_path)).split())

    assert pdf.startswith(b"%PDF-")
    assert pdf.endswith(b"%%EOF\n")
    with pikepdf.open(io.BytesIO(pdf)) as read, read.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        assert read.Root.Lang == "es-CL"
    for told in (fields.subject, *(each.text for each in fields.resuelvo if hasattr(each, "text"))):
        assert told is None or told in text
    assert "MINISTERIO DE OBRAS PÚBLICAS" in text


def test_what_was_written_travels_inside_the_file(tmp_path: Path) -> None:
    fields = fields_for("oficio-ordinario")
    attached = pypdf.PdfReader(kept(render_draft(kind("oficio-ordinario"), fields, HEAD), tmp_path)).attachments

    assert DraftFields.model_validate(json.loads(attached["documento.json"][0])) == fields


def test_two_who_write_the_same_get_the_same_words_and_a_preview_says_where_the_number_goes(tmp_path: Path) -> None:
    preview = render_draft(kind("oficio-ordinario"), fields_for("oficio-ordinario"), HEAD, preview=True)
    assert "fecha al numerar" in pdf_text(kept(preview, tmp_path))


def test_a_preview_takes_less_than_a_second() -> None:
    began = time.monotonic()
    render_draft(kind("oficio-ordinario"), fields_for("oficio-ordinario"), HEAD, preview=True)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "hostile",
    ['#read("/etc/passwd") $x$ *no* _no_ <label> @ref', '\\ " \' ` #{ #import "x" }', "W" * 400, "a\nb\n\nc", "]]} //"],
)
def test_what_a_person_writes_is_shown_as_written_and_never_obeyed(hostile: str, tmp_path: Path) -> None:
    fields = DraftFields.model_validate(
        FILLED
        | {"subject": hostile.replace("\n", " "), "paragraphs": [{"text": hostile}]}
        | {key: [] for key in ("vistos", "considerando", "resuelvo")}
    )
    text = pdf_text(kept(render_draft(kind("oficio-ordinario"), fields, HEAD), tmp_path))

    assert (
        "".join(hostile.split()) in "".join(text.replace("\ufffe", "").replace("\u00ad", "").split()).replace("-", "")
        or len(hostile) > 300
    )
    assert "root:" not in text


def test_a_character_that_no_font_has_is_refused_and_said() -> None:
    fields = DraftFields.model_validate(
        FILLED | {"paragraphs": [{"text": "Hola 🦙"}], "vistos": [], "considerando": [], "resuelvo": []}
    )
    with pytest.raises(NotTypeset):
        render_draft(kind("oficio-ordinario"), fields, HEAD)


def test_the_spaces_lie_apart_and_inside_their_pages(tmp_path: Path) -> None:
    spaces = Spaces.of(
        read_spaces(kept(render_draft(kind("resolucion-exenta"), fields_for("resolucion-exenta"), HEAD), tmp_path))
    )

    assert spaces.seal.page == 1
    assert spaces.seal.bottom > 600
    assert spaces.signing.bottom >= spaces.endorsing.top
    assert {box.page for box in spaces.signatures(5)} == {spaces.signing.page}
    boxes = spaces.signatures(5)
    assert all(not overlap(one, other) for one in boxes for other in boxes if one is not other)


def overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def test_a_file_of_others_gets_its_marks_where_offices_put_them(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 936))
    pdf.add_blank_page(page_size=(612, 936))
    pdf.save(tmp_path / "scan.pdf")
    spaces = Spaces.of(read_spaces(str(tmp_path / "scan.pdf")))

    assert (spaces.seal.page, spaces.signing.page) == (1, 2)
    assert spaces.seal.top <= 936
    assert spaces.signing.bottom > spaces.endorsing.top


def test_a_file_that_lies_about_its_spaces_is_not_believed(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    lie = [{"name": "seal", "page": 7, "x": -900, "y": 0, "w": 1, "h": 1}, "nonsense"]
    pdf.attachments["espacios.json"] = json.dumps(lie).encode()
    pdf.save(tmp_path / "liar.pdf")

    assert Spaces.of(read_spaces(str(tmp_path / "liar.pdf"))).seal.page == 1


@pytest.mark.parametrize("shape", ["signature", "endorsement", "seal"])
def test_a_stamp_is_of_its_size_and_says_everything(shape: str, tmp_path: Path) -> None:
    lines = [
        "Firma electrónica avanzada",
        "Ana Rojas Peñaloza de los Nombres Muy Largos",
        "Ministra (S)",
        "Subroga a X",
    ]
    stamp = render_stamp(shape, lines, width=150, height=60, qr_url="https://x.cl/v/ABC", demonstration=True)
    page = pypdfium2.PdfDocument(stamp)[0]
    text = " ".join(pdf_text(kept(stamp, tmp_path)).upper().split())

    assert (round(page.get_width()), round(page.get_height())) == (150, 60)
    assert all(line.upper() in text for line in lines)
    assert "SIN VALOR LEGAL" in text


def test_labels_follow_from_where_each_paragraph_stands() -> None:
    levels = [0, 0, 1, 1, 2, 1, 0, 1]
    fields = DraftFields.model_validate({"paragraphs": [{"text": "x", "level": level} for level in levels]})

    assert [each["label"] for each in labelled(fields.paragraphs)] == ["1.", "2.", "a)", "b)", "i)", "c)", "3.", "a)"]
    assert [each["label"] for each in labelled(fields.paragraphs[:2], outermost="{}°")] == ["1°", "2°"]


def test_a_label_that_was_printed_stays_as_it_was_and_what_has_none_gets_none() -> None:
    fields = DraftFields.model_validate(
        {"paragraphs": [{"text": "x", "label": "II."}, {"text": "y", "numbered": False}, {"text": "z"}]}
    )
    assert [each["label"] for each in labelled(fields.paragraphs)] == ["II.", "", "1."]


def test_what_stands_alone_bears_no_number_in_vistos_and_considerando() -> None:
    one = DraftFields.model_validate({"vistos": [{"text": "La Ley N° 19.880."}]})
    two = DraftFields.model_validate({"vistos": [{"text": "La Ley N° 19.880."}, {"text": "El decreto."}]})

    assert [each["label"] for each in labelled(one.vistos, alone=False)] == [""]
    assert [each["label"] for each in labelled(two.vistos, alone=False)] == ["1.", "2."]
    assert [each["label"] for each in labelled(one.vistos, outermost="{}°")] == ["1°"]


def test_the_letterhead_keeps_its_words_whole(tmp_path: Path) -> None:
    head = Letterhead(
        ("República de Chile", "Subsecretaría de Telecomunicaciones e Infraestructuras Interministeriales")
    )
    text = pdf_text(kept(render_draft(kind("oficio-ordinario"), fields_for("oficio-ordinario"), head), tmp_path))

    assert "INTERMINISTERIALES" in text
    assert "TELECOMUNICACIONES" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("paragraphs", {"paragraphs": [{"text": "palabra " * 2_400}] * 20}),
        ("resuelvo", {"resuelvo": [{"text": "Apruébase."}] * 3_001}),
        ("considerando", {"considerando": [{"header": ["a"], "rows": [["1"]] * 2_000, "caption": "t"}] * 2}),
    ],
)
def test_a_document_that_would_take_minutes_to_set_is_refused(name: str, said: dict[str, Any]) -> None:
    with pytest.raises(DocumentTooLong) as refused:
        DraftFields.model_validate(said)
    assert refused.value.facts["field"] == name
    assert "anexo" in refused.value.message


def test_words_without_end_break_and_are_still_found(tmp_path: Path) -> None:
    word = "https://www.ejemplo.cl/" + "aB3_" * 60
    fields = DraftFields.model_validate(
        fields_for("oficio-ordinario").kept()
        | {
            "subject": word,
            "to": [{"post": word}],
            "paragraphs": [{"text": word}, {"header": ["Año", "Dirección"], "rows": [["2026", word]], "caption": "t"}],
        }
    )
    file = kept(render_draft(kind("oficio-ordinario"), fields, HEAD), tmp_path)

    assert "".join(pdf_text(file).split()).count(word) == 4
    with pypdfium2.PdfDocument(file) as pdf:
        for page in pdf:
            text = page.get_textpage()
            boxes = [text.get_charbox(at) for at in range(text.count_chars())]
            assert max(right for _, _, right, _ in boxes) <= page.get_width() - 60
