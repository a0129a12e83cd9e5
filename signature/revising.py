"""A revision written straight after the bytes of an ordinary PDF: objects, one section, the end; and a hole in it.

The section is of the kind of the one before it. What a signature covers is all of the file but its hole, so the digest
is taken here, while the revision is still at hand.
"""

import hashlib
import os
from itertools import groupby
from typing import IO

from signature.ordinary import Ordinary
from signature.reopening import Hole
from signature.tokens import Ref, StrangeError
from signature.written import Told

CHUNK = 1 << 20
RANGE = b"/ByteRange [0 %d %d %d]"
RANGE_ROOM = 64
FURTHEST = 10_000_000_000
"""A table tells places in ten digits."""


class Revision:
    """What changes and what is new, by number."""

    def __init__(self, one: Ordinary) -> None:
        self.one = one
        self._next = one.numbers
        self._objects = dict[int, bytes]()

    def add(self, written: bytes = b"") -> Ref:
        """A new object, whose content may come later."""
        ref = Ref(self._next, 0)
        self._next += 1
        self._objects[ref.number] = written
        return ref

    def put(self, ref: Ref, written: bytes) -> None:
        self._objects[ref.number] = written

    def raw(self, ref: Ref) -> bytes:
        """As it will be."""
        return self._objects[ref.number] if ref.number in self._objects else self.one.raw(ref)

    def write(self, file: IO[bytes], signature: Ref, told: bytes, room: int) -> Hole:
        """All of it, with the signature last: its dictionary is these keys, a hole and the bytes that it covers."""
        size = self.one.size
        out, places = bytearray() if self.one.ends_its_line else bytearray(b"\n"), dict[int, int]()
        for number, written in self._objects.items():
            if number != signature.number:
                places[number] = size + len(out)
                out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
        places[signature.number] = size + len(out)
        out += b"%d 0 obj\n<<%s/Contents " % (signature.number, told)
        begins = len(out)
        out += b"<%s>" % (b"0" * room)
        ends = len(out)
        out += b" " * RANGE_ROOM + b">>\nendobj\n"
        self._finish(out, places)
        covered = RANGE % (size + begins, size + ends, len(out) - ends)
        out[ends : ends + len(covered)] = covered
        file.seek(size)
        file.write(out)
        file.flush()
        return Hole(_digest(file, size, bytes(out[:begins]), bytes(out[ends:])), size + begins, size + ends, size)

    def _finish(self, out: bytearray, places: dict[int, int]) -> None:
        at = self.one.size + len(out)
        if at >= FURTHEST:
            raise StrangeError("too far for a table")
        if self.one.packed:
            places[self._next] = at
            self._next += 1
            out += _packed(places, self._trailer())
        else:
            out += b"xref\n0 1\n0000000000 65535 f \n%strailer\n%s\n" % (_table(places), self._trailer().written)
        out += b"startxref\n%d\n%%%%EOF\n" % at

    def _trailer(self) -> Told:
        before = self.one.trailer
        trailer = Told({"/Size": b"%d" % self._next, "/Root": before["/Root"]})
        if "/Info" in before:
            trailer["/Info"] = before["/Info"]
        trailer["/ID"] = self._name()
        trailer["/Prev"] = b"%d" % self.one.startxref
        return trailer

    def _name(self) -> bytes:
        """The name that it was given, and another for what it has come to be."""
        told = self.one.trailer.value("/ID")
        named = isinstance(told, list) and bool(told) and isinstance(told[0], bytes)
        changed = hashlib.sha256(repr((self.one.size, told, self._objects)).encode()).digest()[:16]
        first = told[0] if named else changed
        return b"[<%s> <%s>]" % (first.hex().encode(), changed.hex().encode())


def _table(places: dict[int, int]) -> bytes:
    return b"".join(
        b"%d %d\n%s" % (run[0], len(run), b"".join(b"%010d 00000 n \n" % places[each] for each in run))
        for run in _runs(places)
    )


def _packed(places: dict[int, int], trailer: Told) -> bytes:
    """The section as a stream, which is its own last object."""
    width = 8 if max(places.values()) >> 32 else 4
    index = b" ".join(b"%d %d" % (run[0], len(run)) for run in _runs(places))
    lines = b"".join(b"\x01%s\0" % places[each].to_bytes(width) for each in sorted(places))
    told = Told({"/Type": b"/XRef", "/W": b"[1 %d 1]" % width, "/Index": b"[%s]" % index})
    told |= trailer
    told["/Length"] = b"%d" % len(lines)
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (max(places), told.written, lines)


def _runs(places: dict[int, int]) -> list[list[int]]:
    """The numbers that follow each other, together."""
    numbered = enumerate(sorted(places))
    return [[number for _, number in run] for _, run in groupby(numbered, lambda each: each[1] - each[0])]


def _digest(file: IO[bytes], size: int, before: bytes, after: bytes) -> str:
    digest, at = hashlib.sha256(), 0
    while at < size and (part := os.pread(file.fileno(), min(CHUNK, size - at), at)):
        digest.update(part)
        at += len(part)
    digest.update(before)
    digest.update(after)
    return digest.hexdigest()
