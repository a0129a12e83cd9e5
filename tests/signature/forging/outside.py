"""What is done to the bytes of a signed file, and to what lies after them."""

import re
from collections.abc import Iterator
from random import Random

from tests.signature.forging.raw import OTHER, increment, last_section, stream
from tests.signature.forging.signing import Signed

RANGES = (b"null", b"[]", b"[0 0 0 0]", b"[0 -1 0 -1]", b"[0 10 20 10]", b"[0 1]", b"(x)", b"[-1 5 5 5]", b"[0 9]")
KEYS = (b"/ByteRange", b"/SubFilter", b"/Contents", b"/Filter")


def universal(signed: Signed, random: Random) -> Iterator[bytes]:
    """USF: the ByteRange, the value or the kind of the signature say nothing, or something else."""
    pdf = signed.pdf
    at = pdf.rindex(b"/ByteRange")
    ends = pdf.index(b"]", at) + 1
    begins, size = pdf.rindex(b"/Contents <") + 11, len(pdf)
    while True:
        match random.randrange(6):
            case 0:
                told = random.choice(RANGES)
            case 1:
                parts = [random.choice((0, 1, begins, ends, size, size * 9, -size)) for _ in range(random.randrange(7))]
                told = b"[%s]" % b" ".join(b"%d" % each for each in parts)
            case 2:
                key = random.choice(KEYS)
                letter = pdf.rindex(key) + random.randrange(1, len(key))
                yield pdf[:letter] + bytes([pdf[letter] ^ random.randrange(1, 16)]) + pdf[letter + 1 :]
                continue
            case 3:
                zeros = random.randrange(2, 4000, 2)
                yield pdf[:begins] + b"0" * zeros + pdf[begins + zeros :]
                continue
            case 4:
                place = random.randrange(begins, begins + 3000)
                yield pdf[:place] + random.choice((b"(", b">", b"z", b"\0", b"%")) + pdf[place + 1 :]
                continue
            case _:
                found = [int(each) for each in re.findall(rb"\d+", pdf[at:ends])]
                found[random.randrange(4)] += random.choice((-2, -1, 1, 2, 9999))
                told = b"[%s]" % b" ".join(b"%d" % each for each in found)
        if len(told) <= ends - at - 11 and told != pdf[at + 11 : ends]:
            yield pdf[:at] + (b"/ByteRange " + told).ljust(ends - at) + pdf[ends:]


def endings(signed: Signed, random: Random) -> Iterator[bytes]:
    """ISA: objects that are added with no section, with a broken one, or with one that lies elsewhere."""
    pdf, named = signed.pdf, signed.paper.numbers
    places = [int(each) for each in re.findall(rb"startxref\s+(\d+)", pdf)]
    section, size, root = last_section(pdf)
    while True:
        number = random.choice([named["contents 0"], named["page 0"], named["root"], named["font"]])
        evil = b"%d 0 obj\n%s\nendobj\n" % (number, stream(OTHER))
        whole = increment(pdf, {number: stream(OTHER)}, how=random.choice(("table", "stream")))
        place = random.choice([*places, 0, 7, len(pdf), len(pdf) + random.randrange(300)])
        trailer = b"trailer\n<</Root %d 0 R/Size %d/Prev %d>>\n" % (root, size, random.choice([section, len(pdf), 0]))
        hybrid = b"/XRefStm %d" % random.choice([section, len(pdf), 0])
        yield random.choice(
            (
                pdf + evil,
                pdf + evil + b"%%EOF\n",
                pdf + evil + b"startxref\n%d\n%%%%EOF\n" % place,
                pdf + evil + trailer + b"startxref\n%d\n%%%%EOF" % place,
                pdf + evil + trailer,
                pdf + trailer + b"startxref\n%d\n%%%%EOF" % place,
                whole[: random.randrange(len(pdf) + 20, len(whole))],
                whole.replace(b"startxref\n", b"startxref\n1", 1)
                if random.random() < 0.5
                else whole + whole[len(pdf) :],
                whole + b"startxref\n%d\n%%%%EOF\n" % section,
                increment(pdf, {number: stream(OTHER)}, more=hybrid),
                increment(pdf, {number: stream(OTHER)}, previous=len(pdf) + 1),
                increment(pdf, {number: stream(OTHER)}, previous=random.choice(places)),
                increment(pdf, {number: stream(OTHER)}, places={number + 1: random.randrange(len(pdf))}),
                increment(pdf, {size + 5: b"<</Unused %d>>" % random.randrange(99)}, places={number: len(pdf) + 1}),
            )
        )


def wrapped(signed: Signed, random: Random) -> Iterator[bytes]:
    """SWA: the second part of what is signed moved further, and something else written between."""
    pdf = signed.pdf
    found = re.search(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)", pdf)
    assert found
    ends, after = int(found[2]), int(found[3])
    while True:
        size = random.randrange(1, 500)
        between = random.choice((b"\n" * size, b"X" * size, b"0" * size, b"> /Evil <" + b"0" * size))
        moved = b"/ByteRange [0 %d %d %s" % (ends, after + len(between), found[4])
        begun = b"/ByteRange [0 %d %d %s" % (ends - random.randrange(1, 40), after, found[4])
        yield random.choice(
            (
                pdf[:after] + between + pdf[after:],
                (pdf[:after] + between + pdf[after:]).replace(found[0], moved.ljust(len(found[0]))),
                pdf[:after] + between + pdf[after:].replace(found[0], moved),
                pdf.replace(found[0], begun),
                pdf[:ends] + between + pdf[ends:],
                (pdf[:ends] + b"<" + between.hex().encode() + b">" + pdf[ends:]).replace(found[0], moved),
            )
        )


def appended(signed: Signed, random: Random) -> Iterator[bytes]:
    """Anything at all after the end, but blanks."""
    for octet in sorted(set(range(256)) - set(b"\0\t\n\x0c\r ")):
        yield signed.pdf + bytes([octet])
    while True:
        tail = random.randbytes(random.randrange(2, 90))
        texts = (b"%%EOF", b"PK\x03\x04 a tail", b"% more", b"startxref\n0\n%%EOF", b"1 0 obj<<>>endobj", signed.pdf)
        tail = random.choice((tail, b"\n" * random.randrange(9) + random.choice(texts)))
        if tail.strip(b"\0\t\n\x0c\r "):
            yield signed.pdf + tail


def other_cms(signed: Signed, random: Random) -> Iterator[bytes]:
    """The signature's own bytes: any of them another, its room filled, letters of the other case."""
    pdf = signed.pdf
    begins = pdf.rindex(b"/Contents <") + 11
    ends = pdf.index(b">", begins)
    used = len(pdf[begins:ends].rstrip(b"0"))
    while True:
        place = begins + random.randrange(used)
        last = begins + used + random.randrange(10, ends - begins - used)
        digit = b"%x" % (int(pdf[place : place + 1], 16) ^ random.randrange(1, 16))
        cased = pdf[place : place + 1].swapcase()
        kinds = [pdf[:place] + digit + pdf[place + 1 :], pdf[:last] + b"1" + pdf[last + 1 :]]
        if cased != pdf[place : place + 1]:
            kinds.append(pdf[:place] + cased + pdf[place + 1 :])
        yield random.choice(kinds)
