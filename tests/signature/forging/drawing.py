"""What is drawn over a signed page: notes, fields, looks, and stamps of signatures that nobody made, or others."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pikepdf

from tests.signature.forging.raw import OTHER, increment, put, stream
from tests.signature.forging.shadows import HOW, as_written
from tests.signature.forging.signing import Signed

KINDS = "FreeText Stamp Square Circle Redact Highlight Watermark Text Ink Link Widget Popup Line Polygon Caret".split()  # noqa: SIM905
COVER = b"1 g 0 0 300 60 re f 0 g BT /F1 14 Tf 4 30 Td (la suma de $900.000) Tj ET"
LOOK = b"/Type/XObject/Subtype/Form/BBox[0 0 300 60]"


def _box(random: Random) -> bytes:
    left, bottom = random.randrange(40, 90), random.randrange(700, 790)
    return b"[%d %d %d %d]" % (left, bottom, left + random.randrange(60, 400), bottom + random.randrange(20, 130))


def noted(signed: Signed, random: Random) -> Iterator[bytes]:
    """EAA: annotations of every kind, added, moved, taken away or filled with something else."""
    named, written = signed.paper.numbers, as_written(signed)
    bases = [signed.pdf, signed.certified(2), signed.certified(3), signed.certified(1)]
    while True:
        pdf, kind = random.choice(bases), random.choice(KINDS).encode()
        note = b"<</Type/Annot/Subtype/%s/Rect%s/Contents(x)/AP<</N 9001 0 R>>>>" % (kind, _box(random))
        listed = b"[%d 0 R %d 0 R 9000 0 R]" % (named["field"], named["note"])
        yield random.choice(
            (
                increment(pdf, {named["annotations"]: listed, 9000: note, 9001: stream(COVER, LOOK)}),
                increment(pdf, {named["annotations"]: listed, 9000: note, 9001: stream(COVER, LOOK)}, how="stream"),
                increment(pdf, {named["page 1"]: put(written["page 1"], b"/Annots", b"[9000 0 R]"), 9000: note}),
                increment(pdf, {named["annotations"]: b"[%d 0 R]" % random.choice((named["field"], named["note"]))}),
                increment(pdf, {named["note"]: note, 9001: stream(COVER, LOOK)}),
                increment(pdf, {named["note"]: put(written["note"], b"/Rect", _box(random))}, how=random.choice(HOW)),
                increment(pdf, {named["note"]: put(written["note"], b"/Contents", b"(Anulado %s)" % kind)}),
            )
        )


def drawn_over(signed: Signed, random: Random) -> Iterator[bytes]:
    """A field that was there, with another look, place or kind."""
    named, written = signed.paper.numbers, as_written(signed)
    bases = [signed.pdf, signed.certified(2), signed.certified(3)]
    field, number = written["field"], named["field"]
    while True:
        pdf, said = random.choice(bases), b"%d" % random.randrange(101, 999_999)
        yield random.choice(
            (
                increment(pdf, {named["look"]: stream(b"BT /F1 12 Tf 2 8 Td (%s) Tj ET" % said, LOOK)}),
                increment(pdf, {number: put(field, b"/AP", b"<</N 9001 0 R>>"), 9001: stream(COVER + said, LOOK)}),
                increment(pdf, {number: put(field, b"/Rect", _box(random))}),
                increment(pdf, {number: put(field, b"/MK", b"<</BG[1 1 1]/CA(%s)>>" % said)}),
                increment(pdf, {number: put(field, b"/FT", b"/Btn")}),
                increment(pdf, {number: put(field, b"/AA", b"<</F<</S/JavaScript/JS(%s)>>>>" % said)}),
                increment(pdf, {number: put(field, b"/DA", b"(/Helv %s Tf 1 g)" % said)}, how=random.choice(HOW)),
                increment(pdf, {named["form"]: put(written["form"], b"/NeedAppearances", b"true")}),
                increment(pdf, {named["form"]: put(written["form"], b"/XFA", b"(%s)" % said)}),
            )
        )


def filled_in(signed: Signed, random: Random) -> Iterator[bytes]:
    """Fields filled in where nobody permitted it, or where it was forbidden; or that show other than they hold."""
    named, written = signed.paper.numbers, as_written(signed)
    forbidding = [signed.pdf, signed.certified(1), signed.certified(None, "monto"), signed.certified(2, "monto")]
    permitting = [signed.certified(2), signed.certified(3)]
    look = b"/Type/XObject/Subtype/Form/BBox[0 0 150 30]/Resources<<>>"
    while True:
        said, other = (b"%d" % random.randrange(101, 999_999) for _ in range(2))
        shown = stream(b"BT /F1 12 Tf 2 8 Td (%s) Tj ET" % said, look)
        value = put(put(written["field"], b"/V", b"(%s)" % said), b"/AP", b"<</N 9001 0 R>>")
        honest = {named["field"]: value, 9001: shown}
        drawing = random.choice((b" 0 0 9 9 re f", b" /Im1 Do", b" (%s) Tj" % other, b" BI /W 1 /H 1 ID x EI", b" sh"))
        false = {9001: stream(b"BT /F1 12 Tf 2 8 Td (%s) Tj ET%s" % (said, drawing), look)}
        moved = {9001: stream(b"BT (%s) Tj ET" % said, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[9 0 0 9 0 0]")}
        yield random.choice(
            (
                increment(random.choice(forbidding), honest, how=random.choice(HOW[:2])),
                increment(random.choice(forbidding), {named["field"]: put(written["field"], b"/V", b"(%s)" % said)}),
                increment(random.choice(permitting), honest | {9001: stream(b"BT (%s) Tj ET" % other, look)}),
                increment(random.choice(permitting), honest | false),
                increment(random.choice(permitting), honest | moved),
                increment(random.choice(permitting), honest | {named["contents 0"]: stream(OTHER)}),
            )
        )


def signed_over(signed: Signed, random: Random) -> Iterator[bytes]:
    """SSA: fields for signatures that show something, signatures used again, and honest ones over what was signed."""
    named, written = signed.paper.numbers, as_written(signed)
    pdf, old = signed.pdf, signed.file.parent / "stamp.pdf"
    value = int(pdf[: pdf.rindex(b"/ByteRange")].rpartition(b" 0 obj")[0].rpartition(b"\n")[2])
    field = next(each for each in (value - 1, value + 1, value - 2) if b"%d 0 obj" % each in pdf)
    fields = b"[%d 0 R %d 0 R 9000 0 R]" % (named["field"], field)
    listed = b"[%d 0 R %d 0 R 9000 0 R]" % (named["field"], named["note"])
    body = pdf[pdf.index(b"%d 0 obj" % value) :].partition(b"obj")[2].partition(b"endobj")[0]
    old.write_bytes(signed.paper.pdf)
    while True:
        box = _box(random)
        told = b"/Type/Annot/Subtype/Widget/FT/Sig/T(S%d)/F 132/P %d 0 R" % (random.randrange(999), named["page 0"])
        shown = b"<<%s/Rect%s/AP<</N 9001 0 R>>" % (told, box)
        more = {
            named["form"]: put(written["form"], b"/Fields", fields),
            named["annotations"]: listed,
            9001: stream(COVER, LOOK),
        }
        if random.random() < 0.1:
            corners = (50, random.randrange(700, 760), random.randrange(200, 500), random.randrange(800, 830))
            yield signed.again(pdf, f"FEA-{random.randrange(2, 99)}", corners, _white(signed))[0]
            continue
        yield random.choice(
            (
                increment(pdf, more | {9000: shown + b">>"}),
                increment(pdf, more | {9000: shown + b"/V %d 0 R>>" % value}),
                increment(pdf, more | {9000: shown + b"/V 9002 0 R>>", 9002: body}),
                increment(pdf, more | {9000: shown + b"/V 9002 0 R>>", 9002: b"<</Type/Sig/Filter/Adobe.PPKLite>>"}),
                increment(pdf, more | {9000: shown + b"/OC %d 0 R>>" % named["layer"]}),
                increment(pdf, more | {9000: (shown + b">>").replace(b"/Sig", b"/Tx")}),
                increment(pdf, {named["annotations"]: listed, 9000: shown + b">>", 9001: more[9001]}),
            )
        )


def _white(signed: Signed) -> Path:
    """A stamp that hides whatever it lies on."""
    pdf, file = pikepdf.new(), signed.file.parent / "white.pdf"
    page = pdf.add_blank_page(page_size=(300, 100))
    page.obj.Contents = pdf.make_stream(b"1 g 0 0 300 100 re f")
    pdf.save(file)
    return file
