"""Files of the ordinary kind are signed without the library; every other is left to it, and comes out as always."""

import contextlib
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pikepdf import Array, Dictionary, Name

from documents.fields import DraftFields
from documents.kinds import kind
from documents.rendering import Letterhead, Spaces, read_spaces, render_draft, render_stamp
from kernel.sandbox import Sandbox
from signature import pades
from signature.errors import CannotBeSigned
from signature.holes import open_hole
from signature.pades import FieldSpec, signature_over
from signature.placing import FAILS, make_room, text
from signature.reopening import Hole, fill, holds
from signature.tokens import StrangeError
from tests.signature.forging import Signed
from tests.signature.ordinary_files import ORDINARY, STAMPS, UNUSUAL, saved, with_

pytestmark = pytest.mark.database_free
RAISED = {"/Version"}
"""The library says of every file that it is of PDF 1.7 from now on; nothing that a signature adds asks for that."""
TOLD = {"page": 1, "box": (0, 0, 0, 0), "tooltip": "Firma de María (Ñuñoa)", "reason": "Se firma", "location": "Aysén"}


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("ordinary"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox()
    yield opened
    opened.close()


def room(file: Path, stamp: Path | None = None, **told: Any) -> Hole:
    with file.open("r+b") as opened:
        return make_room(opened, stamp, {"name": "FEA-1", **TOLD, **told}, Signed.at)


def filled(signed: Signed, file: Path, hole: Hole, name: str = "FEA-1") -> bytes:
    fill(file, hole, signature_over(bytes.fromhex(hole.digest), signed.key, None, signed.at))
    assert holds(file, hole, name, signed.key.certificate)
    return file.read_bytes()


def form_of(pdf: bytes) -> tuple[dict[str, Any], ...]:
    """What the new field, the form and the page have come to be: what two ways of signing must agree on."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == [], "an independent reader finds fault"
        root, page = opened.Root, opened.pages[0].obj
        field: Any = root.AcroForm.Fields[-1]
        told: dict[str, Any] = {key: str(field[key]) for key in ("/T", "/TU", "/FT", "/Subtype", "/F", "/Type")}
        told |= {
            "rect": [float(each) for each in field.Rect],
            "sub": str(field.V.SubFilter),
            "why": str(field.V.Reason),
        }
        told |= {"page": field.P.objgen, "last": page.Annots[-1].objgen == field.objgen, "many": len(page.Annots)}
        form: dict[str, Any] = {"flags": int(root.AcroForm.SigFlags), "fields": len(root.AcroForm.Fields)}
        return (
            told,
            form,
            {"root": sorted({*root.keys()} - RAISED), "page": sorted(page.keys()), "pages": len(opened.pages)},
        )


@pytest.mark.parametrize("what", list(ORDINARY))
def test_a_file_of_the_ordinary_kind_is_signed_as_the_library_would(signed: Signed, tmp_path: Path, what: str) -> None:
    pdf = ORDINARY[what](signed.paper.pdf)
    ours, theirs = tmp_path / "ours.pdf", tmp_path / "theirs.pdf"
    for each in (ours, theirs):
        each.write_bytes(pdf)
    made = filled(signed, ours, room(ours))
    told = {"name": "FEA-1", **TOLD}
    library = filled(signed, theirs, Hole(**open_hole(str(theirs), None, told)))
    assert made.startswith(pdf)
    assert form_of(made) == form_of(library)
    judged, others = signed.report(made), signed.report(library)
    assert judged["verdict"] == "valid", judged["reasons"]
    assert (judged["indication"], judged["reasons"]) == (others["indication"], others["reasons"])
    again, _ = signed.again(made, "FEA-2")
    assert signed.verdict(again) == "valid"


@pytest.mark.parametrize("what", list(UNUSUAL))
def test_any_other_file_is_left_to_the_library_as_it_was(
    signed: Signed, sandbox: Sandbox, tmp_path: Path, what: str
) -> None:
    """It comes out just as if nobody had looked at it before: signed, or refused."""
    spoil, why = UNUSUAL[what]
    pdf, file, other = spoil(signed.paper.pdf), tmp_path / "unusual.pdf", tmp_path / "other.pdf"
    for each in (file, other):
        each.write_bytes(pdf)
    with pytest.raises(FAILS) as met:
        room(file)
    assert why in str(met.value)
    assert file.read_bytes() == pdf
    assert outcome(lambda: prepared(sandbox, file)) == outcome(lambda: opened_by_the_library(other))


def prepared(sandbox: Sandbox, file: Path) -> Hole:
    field = FieldSpec("FEA-1", 1, (0, 0, 0, 0), None, "Firma")
    return pades.prepare(sandbox, file, field, Signed.at, reason="x", location="y")


def opened_by_the_library(file: Path) -> Hole:
    told = {"name": "FEA-1", "page": 1, "box": (0, 0, 0, 0), "tooltip": "Firma", "reason": "x", "location": "y"}
    return Hole(**open_hole(str(file), None, told))


def outcome(make: Callable[[], Hole]) -> tuple[int, ...] | str:
    try:
        hole = make()
    except CannotBeSigned as refusal:
        return refusal.code
    return hole.begins, hole.ends, hole.began


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@pytest.mark.parametrize("what", ["packed", "with a structure"])
@given(some.floats(0, 1, exclude_max=True), some.binary(min_size=0, max_size=3), some.integers(0, 30))
def test_whatever_is_written_in_it_nothing_breaks(
    signed: Signed, what: str, where: float, other: bytes, many: int
) -> None:
    """It is left as it was, or has a revision after its bytes."""
    pdf = ORDINARY[what](signed.paper.pdf)
    at = int(where * len(pdf))
    pdf = pdf[:at] + other + pdf[at + many :]
    signed.file.write_bytes(pdf)
    with contextlib.suppress(*FAILS):
        room(signed.file)
        assert len(signed.file.read_bytes()) > len(pdf)
        return
    assert signed.file.read_bytes() == pdf


@pytest.fixture(scope="module")
def stamp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stamp") / "stamp.pdf"
    file.write_bytes(render_stamp("seal", ("ORD. N° 1", "Santiago"), width=238, height=68, qr_url="https://a.cl/b"))
    return file


def test_what_an_office_signs_has_its_mark_and_its_tag(signed: Signed, stamp: Path, tmp_path: Path) -> None:
    """A document of ours, its seal, and another mark after it: the second explains itself to the first."""
    oficio, file = render_draft(kind("oficio-ordinario"), a_draft(), Letterhead(("Chile",), None)), tmp_path / "o.pdf"
    file.write_bytes(oficio)
    box = Spaces.of(read_spaces(str(file))).seal
    corners = (box.left, box.bottom, box.right, box.top)
    sealed = filled(signed, file, room(file, stamp, name="SELLO", box=corners), "SELLO")
    twice = filled(signed, file, room(file, stamp, box=(60, 60, 298, 128)))
    assert twice.startswith(sealed)
    report = signed.report(twice)
    assert report["verdict"] == "valid", report["reasons"]
    with pikepdf.open(BytesIO(twice)) as opened:
        assert opened.check_pdf_syntax() == []
        tree, fields = opened.Root.StructTreeRoot, opened.Root.AcroForm.Fields
        forms = list(tree.K[0].K)[-2:]
        assert [str(each.S) for each in forms] == ["/Form", "/Form"]
        assert [each.K.Obj.objgen for each in forms] == [each.objgen for each in fields]
        assert [int(each.StructParent) for each in fields] == list(tree.ParentTree.Nums)[2::2]
        drawn = fields[0].AP.N
        assert list(drawn.BBox) == [0, 0, 238, 68]
        assert b"BDC" in drawn.read_bytes()
        assert all(
            each.DescendantFonts[0].FontDescriptor.FontFile3.read_bytes() for each in drawn.Resources.Font.values()
        )


def a_draft() -> DraftFields:
    return DraftFields.model_validate(
        {
            "place": "Santiago",
            "subject": "Solicita",
            "from": [{"post": "Ministra"}],
            "to": [{"post": "Alcalde"}],
            "paragraphs": [{"text": "Solicito los antecedentes."}],
        }
    )


@pytest.mark.parametrize("what", list(STAMPS))
def test_a_stamp_that_is_not_as_ours_is_left_to_the_library(signed: Signed, tmp_path: Path, what: str) -> None:
    file, mark = tmp_path / "paper.pdf", tmp_path / "mark.pdf"
    file.write_bytes(signed.paper.pdf)
    with pikepdf.open(signed.blank_stamp()) as opened:
        STAMPS[what](opened)
        mark.write_bytes(saved(opened).replace(b"/A /a", b"/A(())"))
    with pytest.raises(FAILS):
        room(file, mark, box=(10, 10, 210, 70))
    assert file.read_bytes() == signed.paper.pdf


def test_a_mark_that_is_seen_has_a_stamp_and_one_that_is_not_has_none(signed: Signed, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(signed.paper.pdf)
    with pytest.raises(StrangeError, match="a stamp"):
        room(file, box=(10, 10, 210, 70))
    with pytest.raises(StrangeError, match="a stamp"):
        room(file, signed.blank_stamp())


def test_another_kind_of_signature_asks_for_no_extension_and_takes_the_room_that_it_needs(
    signed: Signed, tmp_path: Path
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(signed.paper.pdf)
    hole = room(file, kind="adbe.pkcs7.detached", room=50_000)
    assert hole.ends - hole.begins == 50_002
    assert b"/ESIC" not in file.read_bytes()


def test_a_name_that_is_not_plain_is_written_so_that_every_reader_reads_it() -> None:
    assert text("a (b) \\") == rb"(a \(b\) \\)"
    assert text("Ñ") == b"<FEFF00d1>"


def test_a_page_that_there_is_not_is_not_looked_for_elsewhere(signed: Signed, tmp_path: Path) -> None:
    file = tmp_path / "few.pdf"
    file.write_bytes(signed.paper.pdf.replace(b"/Count 2", b"/Count 3"))
    with pytest.raises(StrangeError, match="fewer pages"):
        room(file, page=3)


def test_a_tree_of_pages_without_an_end_is_not_followed(signed: Signed, tmp_path: Path) -> None:
    file = tmp_path / "deep.pdf"

    def deep(pdf: pikepdf.Pdf) -> None:
        for _ in range(60):
            pages = pdf.Root.Pages
            below = Dictionary(Type=Name.Pages, Kids=Array([pages]), Count=pages.Count)
            pdf.Root.Pages = pdf.make_indirect(below)

    file.write_bytes(with_(deep)(signed.paper.pdf))
    with pytest.raises(StrangeError, match="deep"):
        room(file)


def test_a_file_that_lies_beyond_what_a_table_can_tell_is_left_alone(signed: Signed, tmp_path: Path) -> None:
    """Ten digits are what a table has; the file is sparse, so it costs nothing."""
    file = tmp_path / "far.pdf"
    pdf = signed.paper.pdf
    with file.open("wb") as made:
        made.write(pdf[:9])
        made.seek(10_000_000_000)
        made.write(re.sub(rb"startxref\s+\d+", b"startxref\n10000000000", pdf[-300:]))
    with pytest.raises(StrangeError):
        room(file)
