"""Revisions written byte by byte, as a forger would."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from signature.tokens import Ref, Tokens

TEXT = b"BT /F1 14 Tf 60 800 Td (Paguese a la orden de Rosa Vega) Tj 0 -24 Td (la suma de $100.000) Tj ET"
OTHER = b"BT /F1 14 Tf 60 800 Td (Paguese a la orden de Otra Persona) Tj 0 -24 Td (la suma de $900.000) Tj ET"


@dataclass(frozen=True)
class Paper:
    """A file with something of all that can be forged, and the number of each."""

    pdf: bytes
    numbers: Mapping[str, int]


def a_paper() -> Paper:
    """Two pages with text, a font, a picture, a layer, a note, a form with two fields, a title; and what hides."""
    pdf, made, named = pikepdf.new(), BytesIO(), dict[str, pikepdf.Object]()

    def keep(name: str, value: pikepdf.Object) -> pikepdf.Object:
        named[name] = pdf.make_indirect(value)
        return named[name]

    font = keep("font", Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    picture = pikepdf.Stream(pdf, bytes(300), Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    layer = keep("layer", Dictionary(Type=Name.OCG, Name="Capa"))
    keep("picture", picture)
    resources = keep(
        "resources",
        Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Im1=picture), Properties=Dictionary(C1=layer)),
    )
    keep("other contents", pdf.make_stream(OTHER))
    for at in range(2):
        page = pdf.add_blank_page(page_size=(612, 936)).obj
        page.Contents = keep(f"contents {at}", pdf.make_stream(TEXT + b" q 40 0 0 40 60 700 cm /Im1 Do Q"))
        page.Resources = resources
        named[f"page {at}"] = page
    form = _form(pdf, named["page 0"])
    pdf.Root.AcroForm = form
    layers = Dictionary(OCGs=Array([layer]), D=keep("visibility", Dictionary(ON=Array([layer]), Order=Array([layer]))))
    pdf.Root.OCProperties = layers
    with pdf.open_metadata() as told:
        told["dc:title"] = "Orden de pago"
    pdf.docinfo["/Title"] = "Orden de pago"
    pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    return _numbered(made.getvalue())


def _form(pdf: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    looks = pdf.make_stream(b"BT /F1 12 Tf 2 8 Td (100) Tj ET")
    looks.Type, looks.Subtype, looks.BBox = Name.XObject, Name.Form, Array([0, 0, 150, 30])
    looks.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="monto", V="100", F=4, P=page,
            Rect=Array([60, 500, 210, 530]), AP=Dictionary(N=looks),
        )
    )  # fmt: skip
    note = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([400, 800, 420, 820]), Contents="Revisado", P=page)
    )
    page.Annots = pdf.make_indirect(Array([field, note]))
    return pdf.make_indirect(Dictionary(Fields=Array([field]), DA="/Helv 0 Tf 0 g", SigFlags=0))


def _numbered(pdf: bytes) -> Paper:
    """What each thing came to be called in the file."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        root, pages = opened.Root, [each.obj for each in opened.pages]
        held = {
            "root": root,
            "pages": root.Pages,
            "form": root.AcroForm,
            "visibility": root.OCProperties.D,
            "layer": root.OCProperties.OCGs[0],
            "page 0": pages[0],
            "page 1": pages[1],
            "contents 0": pages[0].Contents,
            "contents 1": pages[1].Contents,
            "resources": pages[0].Resources,
            "font": pages[0].Resources.Font.F1,
            "picture": pages[0].Resources.XObject.Im1,
            "annotations": pages[0].Annots,
            "field": pages[0].Annots[0],
            "note": pages[0].Annots[1],
            "look": pages[0].Annots[0].AP.N,
            "metadata": root.Metadata,
            "information": opened.trailer.Info,
        }
        return Paper(pdf, {name: each.objgen[0] for name, each in held.items()})


def put(written: bytes, key: bytes, value: bytes) -> bytes:
    """A dictionary as it is written, with another value of one key."""
    told = Tokens(written).value()
    told.pop(key.decode(), None)
    return _spelled(told)[:-2] + b" " + key + b" " + value + b">>"


def _spelled(value: Any) -> bytes:
    """As it is written in a file."""
    if isinstance(value, dict):
        inside = b" ".join(key.encode() + b" " + _spelled(each) for key, each in value.items())
        return b"<<" + inside + b">>"
    if isinstance(value, list):
        return b"[" + b" ".join(map(_spelled, value)) + b"]"
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    if isinstance(value, Ref):
        return b"%d %d R" % value
    plain = {True: "true", False: "false", None: "null"}
    return (plain[value] if value is None or isinstance(value, bool) else str(value)).encode()


def stream(data: bytes, told: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (told, len(data), data)


def last_section(pdf: bytes) -> tuple[int, int, int]:
    """Where the last section is, how many objects there are, and which is the root."""
    at = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    with pikepdf.open(BytesIO(pdf)) as opened:
        return at, int(opened.trailer.Size), opened.Root.objgen[0]


def increment(  # noqa: PLR0913 -- all that a revision says
    pdf: bytes,
    objects: Mapping[int, bytes],
    *,
    how: str = "table",
    previous: int | None = None,
    more: bytes = b"",
    places: Mapping[int, int] | None = None,
    freed: tuple[int, ...] = (),
    root: int | None = None,
) -> bytes:
    """One revision more: with a table, a stream, or all packed. `places` says falsely where an object is."""
    at, size, named = last_section(pdf)
    out, found = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n"), dict[int, tuple[int, int, int]]()
    size = max(size, *(each + 1 for each in objects), *((places or {}).keys())) if objects or places else size
    trailer = b"/Size %d/Root %d 0 R/Prev %d%s" % (size + 2, root or named, at if previous is None else previous, more)
    if how == "packed":
        holder, heads, body = size, b"", b""
        for place, (number, value) in enumerate(objects.items()):
            heads += b"%d %d " % (number, len(body))
            body += value + b" "
            found[number] = (2, holder, place)
        packed = zlib.compress(heads + body)
        found[holder] = (1, len(out), 0)
        told = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(heads))
        out += b"%d 0 obj\n%s\nendobj\n" % (holder, stream(packed, told))
    else:
        for number, value in objects.items():
            found[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    found |= {number: (1, where, 0) for number, where in (places or {}).items()}
    found |= dict.fromkeys(freed, (0, 0, 1))
    return bytes(out) + _section(found, len(out), size + 1, trailer, how)


def _section(found: dict[int, tuple[int, int, int]], at: int, number: int, trailer: bytes, how: str) -> bytes:
    if how == "table":
        lines = b"".join(
            b"%d 1\n%010d %05d %s \n" % (each, where, other, b"n" if kind else b"f")
            for each, (kind, where, other) in sorted(found.items())
        )
        return b"xref\n%strailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (lines, trailer, at)
    found[number] = (1, at, 0)
    index = b"".join(b"%d 1 " % each for each in sorted(found))
    data = b"".join(
        bytes([kind]) + where.to_bytes(4) + other.to_bytes(2) for _, (kind, where, other) in sorted(found.items())
    )
    told = b"/Type/XRef/W[1 4 2]/Index[%s]%s" % (index, trailer)
    return b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, stream(data, told), at)
