"""An ordinary PDF, read just as far as a signature needs: its end, its sections, and the few objects that it changes.

Nothing is forgiven and nothing is guessed: what is written in any way that is not the plain one is a StrangeError, and
the file is for the library that knows all of them. What is read is bounded, whatever the file says and however large it
is: some windows of it, and no more than a few megabytes unfolded.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from signature.increments import ENDSTREAM, ENTRY, LAST, SUBSECTION
from signature.tokens import Ref, StrangeError, Stream, Tokens
from signature.written import Told, head_in, numbers_in, object_in, stream_in, told_in, trailer_in

BEGINS = b"%PDF-"
WINDOWS = (2_048, 65_536, 1 << 20)
TAIL = 1_024
UNFOLDED = 4 << 20
MOST_SECTIONS, MOST_PARTS, DEEPEST = 64, 4_096, 40
TABLE = re.compile(rb"xref[ ]*(?:\r\n|\r|\n)")
UNHEARD_OF = {"/Encrypt", "/XRefStm"}
LINE = 20


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section says that objects are, without reading what it says of others."""

    at: int
    parts: tuple[tuple[int, int, int], ...]
    """From which number, how many, and where in the file or in what was unfolded it begins to tell."""
    widths: tuple[int, int, int] | None
    unfolded: bytes


class Ordinary:
    """One file, open, as it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = os.fstat(file.fileno()).st_size
        if self._window(0, len(BEGINS)) != BEGINS:
            raise StrangeError("it does not begin as a PDF")
        begins = max(0, self.size - TAIL)
        tail = self._window(begins, TAIL)
        found = LAST.search(tail)
        if found is None:
            raise StrangeError("it does not end as a revision does")
        self.startxref = int(found[1])
        self.ends_its_line = tail[-1:] in {b"\n", b"\r"}
        self._objects, self._packs = dict[int, bytes](), dict[int, tuple[Stream, tuple[int, ...], bytes]]()
        self._streams = set[int]()
        self.trailer, self.packed = Told({}), False
        self._sections = tuple(self._read_sections())
        self.numbers = self._count()

    def raw(self, ref: Any) -> bytes:
        """What an object is, as it is written; of a stream, its dictionary."""
        if not isinstance(ref, Ref) or ref.generation != 0:
            raise StrangeError("not a plain reference")
        if ref.number not in self._objects:
            self._objects[ref.number] = self._found(ref.number)
        return self._objects[ref.number]

    def told(self, ref: Any) -> Told:
        return told_in(self.raw(ref))

    def is_stream(self, ref: Any) -> bool:
        return bool(self.raw(ref)) and ref.number in self._streams

    def stream(self, ref: Ref) -> Stream:
        """An object that is a stream, with its bytes as they are."""
        kind, at, _ = self._place(ref.number)
        if kind != 1:
            raise StrangeError("a stream within another")
        return self._stream_at(at, ref.number)

    def behind(self, value: Any) -> bytes:
        """What a value is as it is written, wherever that is."""
        told = Tokens(value).value()
        return self.raw(told) if isinstance(told, Ref) else bytes(value)

    def _window(self, at: int, size: int) -> bytes:
        return os.pread(self._file.fileno(), size, at)

    def _count(self) -> int:
        """The first number that nothing has."""
        size = self.trailer.value("/Size")
        most = max((begins + many for each in self._sections for begins, many, _ in each.parts), default=0)
        if not isinstance(size, int) or most > size or not 1 < size < 8_388_607:  # noqa: PLR2004 -- ISO 32000-1, annex C
            raise StrangeError("it has more objects than it says")
        return size

    def _read_sections(self) -> Iterator[Section]:
        at: Any = self.startxref
        seen = set[int]()
        while at is not None:
            if not isinstance(at, int) or not 0 < at < self.size or at in seen or len(seen) >= MOST_SECTIONS:
                raise StrangeError("sections that do not follow each other")
            seen.add(at)
            is_table = TABLE.match(self._window(at, 16)) is not None
            section, trailer = self._table(at) if is_table else self._packed_table(at)
            if UNHEARD_OF & trailer.keys():
                raise StrangeError("encrypted, or told in two ways")
            if at == self.startxref:
                self.trailer, self.packed = trailer, not is_table
            at = trailer.value("/Prev")
            yield section

    def _table(self, at: int) -> tuple[Section, Told]:
        """A section as a table: only the heads of its parts are looked at, for each line is as long as the others."""
        begun = TABLE.match(self._window(at, 16))
        place, parts = at + (begun.end() if begun else 0), list[tuple[int, int, int]]()
        while part := SUBSECTION.match(self._window(place, 32)):
            place += part.end()
            parts.append((int(part[1]), int(part[2]), place))
            place += int(part[2]) * LINE
            if place > self.size or len(parts) > MOST_PARTS:
                raise StrangeError("a table that does not end")
        return Section(at, tuple(parts), None, b""), self._wide(place, trailer_in)

    def _packed_table(self, at: int) -> tuple[Section, Told]:
        stream = self._stream_at(at, None)
        told: dict[str, Any] = stream.told
        widths, index = numbers_in(told.get("/W")), numbers_in(told.get("/Index", [0, told.get("/Size")]))
        if told.get("/Type") != "/XRef" or len(widths) != 3 or max(widths) > 8 or not widths[0] or len(index) % 2:  # noqa: PLR2004 -- kind, place, other
            raise StrangeError("not a section")
        parts, place = list[tuple[int, int, int]](), 0
        for begins, many in zip(index[::2], index[1::2], strict=True):
            parts.append((begins, many, place))
            place += many * sum(widths)
        unfolded = stream.unfolded(UNFOLDED)
        if place > len(unfolded):
            raise StrangeError("a section that says less than it should")
        kind, where, other = widths
        return Section(at, tuple(parts), (kind, where, other), unfolded), self._wide(at, head_in)

    def _wide(self, at: int, read: Any) -> Any:
        """Something that lies here, in the smallest window that holds all of it."""
        for size in WINDOWS:
            window = self._window(at, size)
            try:
                return read(window)
            except StrangeError:
                if size == WINDOWS[-1] or len(window) < size:
                    raise
        raise StrangeError("too long")

    def _found(self, number: int) -> bytes:
        kind, at, other = self._place(number)
        if kind == 1 and other == 0:
            written, has_bytes = self._wide(at, lambda window: object_in(window, number))
            self._streams |= {number} if has_bytes else set()
            return bytes(written)
        if kind != 2:  # noqa: PLR2004 -- packed in another object
            raise StrangeError("an object that is no more")
        pack, starts, unfolded = self._pack(at)
        numbers = starts[::2]
        if other >= len(numbers) or numbers[other] != number:
            raise StrangeError("an object that is not in its pack")
        begins = int(pack.told["/First"]) + starts[2 * other + 1]
        tokens = Tokens(unfolded, begins)
        tokens.skip()
        begins = tokens.at
        tokens.value()
        return unfolded[begins : tokens.at]

    def _pack(self, number: int) -> tuple[Stream, tuple[int, ...], bytes]:
        if number not in self._packs:
            pack = self.stream(Ref(number, 0))
            first, many = numbers_in([pack.told.get("/First"), pack.told.get("/N")])
            if pack.told.get("/Type") != "/ObjStm" or "/Extends" in pack.told:
                raise StrangeError("not a pack of objects")
            unfolded = pack.unfolded(UNFOLDED)
            starts = tuple(int(each) for each in unfolded[:first].split())
            if len(starts) != 2 * many:
                raise StrangeError("a pack that does not say what is in it")
            self._packs[number] = pack, starts, unfolded
        return self._packs[number]

    def _place(self, number: int) -> tuple[int, int, int]:
        """Of what kind an object is told to be, where, and its generation or place in a pack."""
        for section in self._sections:
            for begins, many, at in section.parts:
                if begins <= number < begins + many:
                    return self._line(section, at, number - begins)
        raise StrangeError("an object that is nowhere")

    def _line(self, section: Section, at: int, number: int) -> tuple[int, int, int]:
        if section.widths is None:
            line = ENTRY.fullmatch(self._window(at + number * LINE, LINE))
            if line is None:
                raise StrangeError("a table that is not one")
            return int(line[3] == b"n"), int(line[1]), int(line[2])
        kind, place, other = section.widths
        step = kind + place + other
        line_ = section.unfolded[at + number * step : at + (number + 1) * step]
        return (
            int.from_bytes(line_[:kind]),
            int.from_bytes(line_[kind : kind + place]),
            int.from_bytes(line_[kind + place :]),
        )

    def _stream_at(self, at: int, number: int | None) -> Stream:
        told, begins = self._wide(at, lambda window: stream_in(window, number))
        length = told.get("/Length")
        length = Tokens(self.raw(length)).value() if isinstance(length, Ref) else length
        if not isinstance(length, int) or not 0 <= length <= WINDOWS[-1]:
            raise StrangeError("a stream that is too long")
        raw = self._window(at + begins, length + 32)
        if len(raw) < length or not ENDSTREAM.match(raw, length):
            raise StrangeError("a stream that does not end where it says")
        return Stream(told, raw[:length])
