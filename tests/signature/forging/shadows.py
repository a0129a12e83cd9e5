"""What is written anew in a later revision, of all that the signed one is made of."""

import re
from collections.abc import Iterator
from random import Random

import pikepdf

from tests.signature.forging.raw import OTHER, increment, last_section, put, stream
from tests.signature.forging.signing import Signed

HOW = ("table", "stream", "packed")
TITLES = (
    b"/Title (Otra)",
    b"/Author (Otro)",
    b"/Subject (x)",
    b"/Keywords (x)",
    b"/CreationDate (D:2020)",
    b"/Ley (1)",
)


def as_written(signed: Signed) -> dict[str, bytes]:
    """How each thing is written, by its name."""
    signed.file.write_bytes(signed.pdf)
    with pikepdf.open(signed.file) as opened:
        objects = {name: opened.get_object(number, 0) for name, number in signed.paper.numbers.items()}
        plain = {name: each for name, each in objects.items() if not isinstance(each, pikepdf.Stream)}
        return {name: each.unparse(resolved=True) for name, each in plain.items()}


def replaced(signed: Signed, random: Random) -> Iterator[bytes]:
    """The contents, a font, a picture, the resources, a page, or the tree of pages, are others."""
    pdf, named, written = signed.pdf, signed.paper.numbers, as_written(signed)
    fresh = last_section(pdf)[1] + 20
    while True:
        how, at = random.choice(HOW), random.randrange(2)
        other = stream(OTHER + b" %d w" % random.randrange(999))
        page, number = written[f"page {at}"], named[f"page {at}"]
        box = b"[0 0 %d %d]" % (random.randrange(50, 600), random.randrange(50, 900))
        picture = b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceRGB/BitsPerComponent 8"
        face = random.choice((b"/Courier", b"/Symbol", b"/ZapfDingbats"))
        streams: list[dict[int, bytes]] = [
            {named[f"contents {at}"]: other},
            {named["picture"]: stream(random.randbytes(300), picture)},
            {named["picture"]: stream(OTHER, b"/Type/XObject/Subtype/Form/BBox[0 0 612 936]")},
            {fresh: other, number: put(page, b"/Contents", b"%d 0 R" % fresh)},
            {fresh: other, number: put(page, b"/Contents", b"[%d 0 R %d 0 R]" % (named[f"contents {at}"], fresh))},
        ]
        plain: list[dict[int, bytes]] = [
            {named["font"]: put(written["font"], b"/BaseFont", face)},
            {named["font"]: put(written["font"], b"/Encoding", b"<</Differences [49 /nine /eight]>>")},
            {named["resources"]: b"<</Font<</F1 %d 0 R>>>>" % named["font"]},
            {number: put(page, b"/Contents", b"%d 0 R" % named[f"contents {1 - at}"])},
            {number: put(page, random.choice((b"/MediaBox", b"/CropBox", b"/TrimBox")), box)},
            {number: put(page, b"/Rotate", b"%d" % random.choice((90, 180, 270)))},
            {number: put(page, b"/UserUnit", b"%d" % random.randrange(2, 9))},
            {number: put(page, b"/Group", b"<</S/Transparency>>")},
            {number: put(page, b"/AA", b"<</O<</S/JavaScript/JS(x)>>>>")},
            {named["pages"]: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % number},
            {named["pages"]: b"<</Type/Pages/Count 2/Kids[%d 0 R %d 0 R]>>" % (named["page 1"], named["page 0"])},
            {fresh: page, named["pages"]: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % fresh},
            {number: b"null"},
            {number: b"[%d 0 R]" % number},
        ]
        chosen: dict[int, bytes] = random.choice(streams if random.random() < 0.4 else plain)
        yield increment(pdf, chosen, how=how if chosen in plain else random.choice(HOW[:2]))


def remapped(signed: Signed, random: Random) -> Iterator[bytes]:
    """Numbers that a later section makes point at other bytes: of the signed revision, of a string, of a stream."""
    pdf, named = signed.pdf, signed.paper.numbers
    places = [found.start() + 1 for found in re.finditer(rb"\n\d+ 0 obj", pdf)]
    numbers = list(named.values())
    hidden = b"9 0 obj\n%s\nendobj\n" % stream(OTHER)
    while True:
        number = random.choice(numbers)
        unused = {number + 9000: b"(%s)" % hidden.replace(b"(", b"").replace(b")", b"")}
        root = b"<</Type/Catalog/Pages %d 0 R>>" % named["pages"]
        yield random.choice(
            (
                increment(pdf, {}, places={number: random.choice(places)}),
                increment(pdf, {}, places={number: random.choice(places)}, how="stream"),
                increment(pdf, unused, places={number: pdf.rindex(b"%%EOF") + 20}),
                increment(pdf, {}, freed=(number,)),
                increment(pdf, {}, freed=(number, random.choice(numbers)), how="stream"),
                increment(pdf, {9001: root}, root=9001),
                increment(pdf, {}, root=random.choice(numbers)),
                increment(pdf, {9001: b"<</Title(Otra)>>"}, more=b"/Info 9001 0 R"),
                increment(pdf, {}, more=b"/Encrypt<</Filter/Standard/V 1>>"),
                increment(pdf, {}, more=b"/ID[<%s><00>]" % random.randbytes(16).hex().encode()),
            )
        )


def toggled(signed: Signed, random: Random) -> Iterator[bytes]:
    """What is seen of what is there."""
    pdf, named, written = signed.pdf, signed.paper.numbers, as_written(signed)
    layer = b"%d 0 R" % named["layer"]
    while True:
        said = b"%d" % random.randrange(9999)
        views = (
            {named["visibility"]: b"<</OFF[%s]/Order[%s]/N %s>>" % (layer, layer, said)},
            {named["visibility"]: b"<</BaseState/OFF/ON[]/N %s>>" % said},
            {named["layer"]: b"<</Type/OCG/Name(%s)/Usage<</View<</ViewState/OFF>>>>>>" % said},
            {named["root"]: put(written["root"], b"/OCProperties", b"<</OCGs[%s]/D<</OFF[%s]>>>>" % (layer, layer))},
            {named["root"]: put(written["root"], b"/OCProperties", b"null")},
            {named["note"]: put(written["note"], b"/OC", layer)},
            {named["note"]: put(written["note"], b"/F", b"%d" % random.randrange(1, 200))},
            {named["field"]: put(written["field"], b"/F", random.choice((b"2", b"6", b"34", b"36")))},
        )
        yield increment(pdf, random.choice(views), how=random.choice(HOW))


def retitled(signed: Signed, random: Random) -> Iterator[bytes]:
    """What the document says of itself, in either of the places where it does."""
    pdf, named, written = signed.pdf, signed.paper.numbers, as_written(signed)
    xmp = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<rdf:Description xmlns:%s='http://purl.org/dc/elements/1.1/'><%s:title>%s</%s:title></rdf:Description>"
        b"</rdf:RDF></x:xmpmeta>"
    )
    while True:
        said = b"Otra %d" % random.randrange(9999)
        prefix = random.choice((b"dc", b"q", b"dublin"))
        told = random.choice(
            (
                xmp % (prefix, prefix, said, prefix),
                xmp % (prefix, prefix, b"<rdf:Alt><rdf:li>%s</rdf:li></rdf:Alt>" % said, prefix),
                b"nothing " + said,
                b"<!DOCTYPE x [<!ENTITY y '%s'>]><x/>" % said,
            )
        )
        fields = b" ".join(random.sample(TITLES, random.randrange(1, 4))) + b"/Numero(%s)" % said
        page = put(written["page 0"], b"/Metadata", b"%d 0 R" % named["metadata"])
        marks = b"<</Marked true/N %s>>" % said[5:]
        yield random.choice(
            (
                increment(pdf, {named["metadata"]: stream(told, b"/Type/Metadata/Subtype/XML")}),
                increment(pdf, {named["information"]: b"<<%s>>" % fields}, how=random.choice(HOW)),
                increment(pdf, {9001: b"<<%s>>" % fields}, more=b"/Info 9001 0 R"),
                increment(pdf, {named["root"]: put(written["root"], b"/Lang", b"(%s)" % said)}),
                increment(pdf, {named["root"]: put(written["root"], b"/MarkInfo", marks)}),
                increment(pdf, {named["page 0"]: page, named["information"]: b"<<%s>>" % fields}),
            )
        )


def other_words(signed: Signed, random: Random) -> Iterator[bytes]:
    """What the root of the document does besides showing pages."""
    pdf, named, written = signed.pdf, signed.paper.numbers, as_written(signed)
    while True:
        script = b"<</S/JavaScript/JS(app.alert\\(%d\\))>>" % random.randrange(9999)
        keys = (
            (b"/OpenAction", script),
            (b"/AA", b"<</WC %s>>" % script),
            (b"/Names", b"<</JavaScript<</Names[(a) %s]>>>>" % script),
            (b"/Names", b"<</EmbeddedFiles<</Names[(%d) <<>>]>>>>" % random.randrange(999)),
            (b"/AF", b"[<</Type/Filespec/F(%d.json)>>]" % random.randrange(999)),
            (b"/PageLabels", b"<</Nums[0 <</St %d>>]>>" % random.randrange(999)),
            (b"/ViewerPreferences", b"<</HideToolbar true/N %d>>" % random.randrange(999)),
            (b"/PageMode", random.choice((b"/UseNone", b"/FullScreen", b"/UseOutlines"))),
            (b"/Pages", b"%d 0 R" % named["page 0"]),
            (b"/Collection", b"<</D(%d)>>" % random.randrange(999)),
            (b"/NeedsRendering", b"true"),
            (b"/Perms", b"<</UR3 %d 0 R>>" % named["note"]),
            (b"/Requirements", b"[<</S/EnableJavaScripts/N %d>>]" % random.randrange(999)),
        )
        key, value = random.choice(keys)
        yield increment(pdf, {named["root"]: put(written["root"], key, value)}, how=random.choice(HOW))


def hidden_in_store(signed: Signed, random: Random) -> Iterator[bytes]:
    """A store of certificates, as for the archive, and something else beside it or in it."""
    pdf, named, written = signed.pdf, signed.paper.numbers, as_written(signed)
    while True:
        store = 9100 + random.randrange(500)
        root = put(written["root"], b"/DSS", b"%d 0 R" % store)
        kept = b"<</Type/DSS/Certs[%d 0 R]>>" % (store + 1)
        honest = {named["root"]: root, store: kept, store + 1: stream(b"\x30\x03\x02\x01\x01")}
        page = put(written["page 0"], b"/Contents", b"%d 0 R" % (store + 1))
        notes = named["annotations"]
        beside = (
            {named["page 0"]: page},
            {named["contents 0"]: stream(OTHER)},
            {named["page 0"]: put(written["page 0"], b"/Rotate", b"90")},
            {named["font"]: put(written["font"], b"/BaseFont", b"/Symbol")},
            {store: b"<</Type/DSS/Kids[%d 0 R]>>" % (store + 1)},
            {
                store: b"<</Type/DSS/Certs %d 0 R>>" % notes,
                notes: b"[%d 0 R]" % (store + 1),
            },
            {named["root"]: put(root, b"/OpenAction", b"<</S/JavaScript/JS(%d)>>" % store)},
            {named["resources"]: b"<</Type/DSS/Certs[]>>"},
        )
        yield increment(pdf, honest | random.choice(beside), how=random.choice(HOW[:2]))
