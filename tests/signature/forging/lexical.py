"""Revisions written so that one reader sees one thing, and another reader another."""

from collections.abc import Iterator
from random import Random

from tests.signature.forging.raw import OTHER, increment, put, stream
from tests.signature.forging.shadows import as_written
from tests.signature.forging.signing import Signed


def written_oddly(signed: Signed, random: Random) -> Iterator[bytes]:
    """Keys twice, escaped names, comments that look like structure, lengths that are not, strings that never end."""
    pdf, named, written = signed.pdf, signed.paper.numbers, as_written(signed)
    fresh = b"9000 0 R"
    while True:
        page = written["page 0"].rstrip()[:-2]
        number, said = named["page 0"], random.randrange(9999)
        other = {9000: stream(OTHER + b" %d w" % said)}
        long = b"<</Length %d>>stream\n%s\nendstream" % (random.randrange(1, 400), OTHER)
        pages = (
            page + b"/Contents %s>>" % fresh,
            b"<</Contents %s%s>>" % (fresh, page.lstrip()[2:]),
            page + b"/Con#74ents %s>>" % fresh,
            page + b"/Cont%%\nents %s>>" % fresh,
            put(written["page 0"], b"/Contents", b"%% x\n%s" % fresh),
            put(written["page 0"], b"/Contents", b"+9000 0 R"),
            page + b"(%d" % said,
            page,
            b"%s>> endobj %d 0 obj <<>>" % (page, said),
        )
        honest = {named["root"]: written["root"], 9000 + said: b"<</N %d>>" % said}
        added = increment(pdf, honest)
        tail = added[len(pdf) :]
        yield random.choice(
            (
                increment(pdf, other | {number: random.choice(pages)}),
                increment(pdf, other | {number: random.choice(pages)}, how="stream"),
                increment(pdf, {named["contents 0"]: long}),
                pdf + tail.replace(b"xref\n", b"%% startxref %d\nxref\n" % said, 1),
                pdf + b"%% %d 0 obj\n" % number + tail,
                increment(pdf, honest, places={number: len(pdf)}),
                pdf + tail.replace(b"%d 0 obj" % (9000 + said), b"%d 1 obj" % (9000 + said), 1),
                pdf + tail.replace(b"/Prev", b"/Prev 1/Prev", 1),
                pdf + tail.replace(b" 00000 n", b" 00001 n", 1),
                pdf + tail.replace(b"trailer", b"trailer<<>>trailer", 1),
                pdf + tail + b"%% %d" % said,
                pdf + tail[:-6] + b"%%%%EOX",
            )
        )
