"""What was added to a file after a signature, revision by revision, with every byte accounted for.

A revision is objects, one section that says where each of them is, and the end; nothing lies between them, nothing is
there twice, nothing is left out, and each section names the one before. So whatever reader opens the file, it finds the
same objects, and no other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from signature.tokens import Ref, StrangeError, Stream, Tokens

HEADER = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![A-Za-z0-9])")
ENDOBJ, TABLE = re.compile(rb"endobj(?![A-Za-z0-9])"), re.compile(rb"xref[ ]*\r?\n?")
STREAM, ENDSTREAM = re.compile(rb"stream\r?\n"), re.compile(rb"\r?\n?endstream(?![A-Za-z0-9])")
ANY_ENDSTREAM = re.compile(rb"\r?\n?endstream\s+endobj")
SUBSECTION, ENTRY = re.compile(rb"(\d+) (\d+)[ ]*\r?\n?"), re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
TRAILER, ENDING = re.compile(rb"trailer"), re.compile(rb"startxref[\0\t\n\f\r ]+(\d+)[\0\t\n\f\r ]+%%EOF")
LAST = re.compile(rb"startxref[\0\t\n\f\r ]+(\d+)[\0\t\n\f\r ]+%%EOF[\0\t\n\f\r ]*\Z")
KEPT_IN_TRAILER = {"/Size", "/Prev", "/Root", "/Info", "/ID"}
OF_A_SECTION = {"/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length"}
BLANKS = b"\0\t\n\f\r "
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One object: where it begins, and what it is."""

    generation: int
    at: int
    value: Any


@dataclass(slots=True)
class Increment:
    """One revision that was added."""

    ends: int = 0
    startxref: int = 0
    trailer: dict[str, Any] = field(default_factory=dict)
    objects: dict[int, Piece] = field(default_factory=dict)
    """Whatever has a number, but what only holds others: sections and packs of objects."""
    holders: set[int] = field(default_factory=set)
    freed: set[int] = field(default_factory=set)


def ending_of(covered: bytes) -> int:
    """What the last `startxref` of some bytes says, if they end with an end."""
    found = LAST.search(covered)
    if found is None:
        raise StrangeError("it does not end as a revision does")
    return int(found[1])


def increments_in(added: bytes, begins: int, previous: int) -> Iterator[Increment]:
    """Those that these bytes are made of, which begin at a place of the file, after a section at `previous`."""
    tokens = Tokens(added)
    while True:
        if not added[tokens.at :].strip(BLANKS):
            return
        one = _Reading(tokens, begins).increment(previous)
        previous = one.startxref
        yield one


@dataclass(slots=True)
class Places:
    """What a section says of each number: where it is, in what it is packed, or that it is no more."""

    told: int | None = None
    """The number of the section itself."""
    used: dict[int, tuple[int, int]] = field(default_factory=dict)
    packed: dict[int, tuple[int, int]] = field(default_factory=dict)
    freed: set[int] = field(default_factory=set)

    def put(self, number: int, kind: int, one: int, other: int) -> None:
        if number in self.used or number in self.packed or number in self.freed or len(self.used) > MOST:
            raise StrangeError("the section says two things of an object")
        if kind == 0:
            self.freed.add(number)
        elif kind == 1:
            self.used[number] = one, other
        elif kind == 2:  # noqa: PLR2004 -- packed in another object, as ISO 32000 numbers it
            self.packed[number] = one, other
        else:
            raise StrangeError("the section speaks of a kind that there is not")


class _Reading:
    """One increment as it is read."""

    def __init__(self, tokens: Tokens, begins: int) -> None:
        self._tokens, self._begins = tokens, begins
        self._pieces = dict[int, Piece]()
        self._lengths = list[tuple[Ref, int]]()

    def increment(self, previous: int) -> Increment:
        tokens = self._tokens
        while True:
            tokens.skip()
            at = tokens.at
            header = tokens.taken(HEADER)
            if header is None:
                break
            self._piece(int(header[1]), int(header[2]), at)
            if len(self._pieces) > MOST:
                raise StrangeError("more objects than can be told apart")
        places, trailer, section = self._table(at) if tokens.taken(TABLE) else self._section()
        tokens.skip()
        startxref = int(tokens.required(ENDING)[1])
        if startxref != section or trailer.get("/Prev") != previous or not trailer.keys() <= KEPT_IN_TRAILER:
            raise StrangeError("its section is not the one that follows the section before")
        one = Increment(self._begins + tokens.at, startxref, trailer)
        self._settle(one, places, section)
        return one

    def _piece(self, number: int, generation: int, at: int) -> None:
        tokens = self._tokens
        value = tokens.value()
        tokens.skip()
        if isinstance(value, dict) and tokens.taken(STREAM):
            value = Stream(value, self._bytes(value.get("/Length")))
            tokens.skip()
        tokens.required(ENDOBJ)
        if number in self._pieces or number == 0:
            raise StrangeError("an object is there twice")
        self._pieces[number] = Piece(generation, at + self._begins, value)

    def _bytes(self, length: Any) -> bytes:
        tokens = self._tokens
        if isinstance(length, Ref):
            found = ANY_ENDSTREAM.search(tokens.data, tokens.at)
            if found is None:
                raise StrangeError("a stream without an end")
            size = found.start() - tokens.at
            self._lengths.append((length, size))
        elif isinstance(length, int) and 0 <= length <= len(tokens.data) - tokens.at:
            size = length
        else:
            raise StrangeError("a stream of no told length")
        raw = tokens.data[tokens.at : tokens.at + size]
        tokens.at += size
        tokens.required(ENDSTREAM)
        return raw

    def _table(self, at: int) -> tuple[Places, dict[str, Any], int]:
        """A section as a table, with its trailer."""
        tokens, places = self._tokens, Places()
        while found := tokens.taken(SUBSECTION):
            for number in range(int(found[1]), int(found[1]) + int(found[2])):
                entry = tokens.required(ENTRY)
                places.put(number, 1 if entry[3] == b"n" else 0, int(entry[1]), int(entry[2]))
        tokens.skip()
        tokens.required(TRAILER)
        trailer = tokens.value()
        if not isinstance(trailer, dict):
            raise StrangeError("a trailer that is none")
        return places, trailer, at + self._begins

    def _section(self) -> tuple[Places, dict[str, Any], int]:
        """A section as a stream, which is the last object."""
        number, last = next(reversed(self._pieces.items()), (0, Piece(0, 0, None)))
        if not isinstance(last.value, Stream) or last.value.told.get("/Type") != "/XRef":
            raise StrangeError("no section says where things are")
        told = last.value.told
        places = Places(told=number)
        widths: Any = told.get("/W")
        index: Any = told.get("/Index", [0, told.get("/Size")])
        if not _are_numbers(widths, 3) or not _are_numbers(index, None) or len(index) % 2:
            raise StrangeError("a section of another shape")
        self._read_places(places, last.value.data, widths, index)
        return places, {key: value for key, value in told.items() if key not in OF_A_SECTION}, last.at

    def _read_places(self, places: Places, data: bytes, widths: list[int], index: list[int]) -> None:
        step, at = sum(widths), 0
        if step < 1 or len(data) != step * sum(index[1::2]):
            raise StrangeError("a section that is longer or shorter than it says")
        for begins, count in zip(index[::2], index[1::2], strict=True):
            for number in range(begins, begins + count):
                fields = list[int]()
                for width in widths:
                    fields.append(int.from_bytes(data[at : at + width]))
                    at += width
                places.put(number, fields[0] if widths[0] else 1, fields[1], fields[2])

    def _settle(self, one: Increment, places: Places, section: int) -> None:
        """Every object is where the section says, and the section says of every object where it is."""
        for length, size in self._lengths:
            named = self._pieces.get(length.number)
            if named is None or named.value != size:
                raise StrangeError("a stream that is longer or shorter than it says")
        for number, piece in self._pieces.items():
            if places.used.pop(number, (piece.at, piece.generation) if piece.at == section else None) != (
                piece.at,
                piece.generation,
            ):
                raise StrangeError("an object that is not where the section says")
            if isinstance(piece.value, Stream) and piece.value.told.get("/Type") in {"/XRef", "/ObjStm"}:
                one.holders.add(number)
            else:
                one.objects[number] = piece
        if places.used:
            raise StrangeError("the section speaks of objects that were not added")
        self._unpack(one, places)
        one.freed = places.freed

    def _unpack(self, one: Increment, places: Places) -> None:
        """The objects that are packed in others."""
        for holder in {each for each, _ in places.packed.values()}:
            piece = self._pieces.get(holder)
            if piece is None or not isinstance(piece.value, Stream) or piece.value.told.get("/Type") != "/ObjStm":
                raise StrangeError("objects are packed in what was not added")
        for holder in one.holders:
            for place, (number, value) in enumerate(_packed(self._pieces[holder].value)):
                if places.packed.pop(number, None) != (holder, place) or number in self._pieces:
                    raise StrangeError("an object that is not where the section says")
                one.objects[number] = Piece(0, self._pieces[holder].at, value)
        if places.packed:
            raise StrangeError("the section speaks of objects that were not added")


def _packed(holder: Stream) -> Iterator[tuple[int, Any]]:
    if holder.told.get("/Type") != "/ObjStm":
        return
    count, first = holder.told.get("/N"), holder.told.get("/First")
    if not _are_numbers([count, first], 2) or "/Extends" in holder.told:
        raise StrangeError("a pack of objects of another shape")
    data = holder.data
    head = Tokens(data[:first])
    heads = [head.value() for _ in range(2 * int(count or 0))]
    if not _are_numbers(heads, None):
        raise StrangeError("a pack of objects of another shape")
    for number, at in zip(heads[::2], heads[1::2], strict=True):
        yield number, Tokens(data, int(first or 0) + at).value()


def _are_numbers(values: Any, count: int | None) -> bool:
    return (
        isinstance(values, list)
        and all(type(each) is int and each >= 0 for each in values)
        and (count is None or len(values) == count)
    )
