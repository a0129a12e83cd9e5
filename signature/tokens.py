"""What a PDF is written with, read in its only way: where two readers could read two things, nothing is read.

The library that reads whole files forgives much, as every viewer does, each in its own way. This is for the few
kilobytes that were added after a signature, where whatever is ambiguous was put there on purpose.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

BLANK = re.compile(rb"[\0\t\n\f\r ]+")
COMMENT = re.compile(rb"%[^\r\n]*")
LONGEST_COMMENT = 64
MEANS = re.compile(rb"obj|xref|trailer|%%EOF|stream")
"""What a comment must not say: who looks for it from the end of the file would take it for the thing itself."""
NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]*)")
NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?![^\0\t\n\f\r ()<>\[\]{}/%])")
REFERENCE = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])")
WORD = re.compile(rb"(true|false|null)(?![^\0\t\n\f\r ()<>\[\]{}/%])")
HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
STRING_PART = re.compile(rb"[^()\\]+|\\[0-7]{1,3}|\\\r\n|\\.|[()]", re.DOTALL)
HASHED = re.compile(rb"#([0-9A-Fa-f]{2})")
SAID = {b"true": True, b"false": False, b"null": None}
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
DEEPEST, LARGEST = 60, 64 << 20


class StrangeError(Exception):
    """Something is written in a way that not every reader would read alike."""


class ChangedError(StrangeError):
    """Something that was signed is another. Says what, in words for whoever has to decide on it."""


class Name(str):
    """`/Type`, told with its slash."""

    __slots__ = ()


class Ref(NamedTuple):
    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A dictionary with bytes, as they are written."""

    told: dict[str, Any]
    raw: bytes

    @property
    def data(self) -> bytes:
        """What the bytes unfold to. Only what cross-references and objects are packed with is known here."""
        return self.unfolded(LARGEST)

    def unfolded(self, most: int) -> bytes:
        """The same, if it is no more than that many bytes."""
        kind = self.told.get("/Filter")
        kind = kind[0] if isinstance(kind, list) and len(kind) == 1 else kind
        if kind is None:
            return self.raw
        if kind != "/FlateDecode":
            raise StrangeError(f"packed with {kind}")
        parameters = self.told.get("/DecodeParms")
        parameters = parameters[0] if isinstance(parameters, list) and len(parameters) == 1 else parameters
        return _unpredicted(_inflated(self.raw, most), parameters or {})


class Tokens:
    """Reads values one after the other from some bytes."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def skip(self) -> None:
        """Blanks, and comments that say nothing."""
        while True:
            if blank := BLANK.match(self.data, self.at):
                self.at = blank.end()
            comment = COMMENT.match(self.data, self.at)
            if comment is None:
                return
            if len(comment[0]) > LONGEST_COMMENT or MEANS.search(comment[0]):
                raise StrangeError("a comment that could be taken for something else")
            self.at = comment.end()

    def taken(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        found = pattern.match(self.data, self.at)
        if found:
            self.at = found.end()
        return found

    def required(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        if found := self.taken(pattern):
            return found
        raise StrangeError(f"not what has to follow, at {self.at}")

    def value(self, depth: int = 0) -> Any:
        if depth > DEEPEST:
            raise StrangeError("nested too deep")
        self.skip()
        if self.data.startswith((b"<<", b"[", b"("), self.at):
            return self._holder(depth)
        return self._single()

    def _single(self) -> Any:
        if found := self.taken(HEXADECIMAL):
            octets = BLANK.sub(b"", found[1])
            return bytes.fromhex((octets + b"0" * (len(octets) % 2)).decode("ascii"))
        if found := self.taken(NAME):
            return _name(HASHED.sub(lambda each: bytes([int(each[1], 16)]), found[1]))
        if found := self.taken(REFERENCE):
            return Ref(int(found[1]), int(found[2]))
        if found := self.taken(NUMBER):
            return float(found[0]) if b"." in found[0] else int(found[0])
        return SAID[self.required(WORD)[1]]

    def _holder(self, depth: int) -> Any:
        if self.data.startswith(b"<<", self.at):
            return self._dictionary(depth)
        return self._array(depth) if self.data.startswith(b"[", self.at) else self._string()

    def _dictionary(self, depth: int) -> dict[str, Any]:
        self.at += 2
        told = dict[str, Any]()
        while True:
            self.skip()
            if self.data.startswith(b">>", self.at):
                self.at += 2
                return told
            key = self.value(depth + 1)
            if not isinstance(key, Name) or key in told:
                raise StrangeError("a key that is none, or that is there twice")
            told[str(key)] = self.value(depth + 1)

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        told = list[Any]()
        while True:
            self.skip()
            if self.data.startswith(b"]", self.at):
                self.at += 1
                return told
            told.append(self.value(depth + 1))

    def _string(self) -> bytes:
        parts, depth = list[bytes](), 0
        while True:
            part = self.required(STRING_PART)[0]
            depth += {b"(": 1, b")": -1}.get(part, 0)
            if depth == 0:
                return b"".join(parts[1:])
            parts.append(_unescaped(part) if part.startswith(b"\\") else part)


def references_in(value: Any) -> Iterator[Ref]:
    """All that it points at, itself; not what those point at."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Ref):
            yield one
        elif isinstance(one, Stream):
            waiting.append(one.told)
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def keys_in(value: Any) -> set[str]:
    """The keys of all the dictionaries that it is made of."""
    found, waiting = set[str](), [value]
    while waiting:
        one = waiting.pop()
        one = one.told if isinstance(one, Stream) else one
        if isinstance(one, dict):
            found |= one.keys()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def _name(octets: bytes) -> Name:
    try:
        return Name("/" + octets.decode("utf-8"))
    except UnicodeDecodeError:
        return Name("/" + octets.decode("latin-1"))


def _unescaped(part: bytes) -> bytes:
    rest = part[1:]
    return bytes([int(rest, 8) & 0xFF]) if rest[:1].isdigit() and rest[:1] < b"8" else ESCAPED.get(rest, rest)


def _inflated(raw: bytes, most: int) -> bytes:
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(raw, most)
    except zlib.error as error:
        raise StrangeError("what is packed cannot be unpacked") from error
    if inflating.unconsumed_tail:
        raise StrangeError("it unfolds to far more than it is")
    return data


def _unpredicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    predictor = parameters.get("/Predictor", 1)
    if predictor == 1:
        return data
    width = parameters.get("/Columns", 1)
    if predictor < 10 or not isinstance(width, int) or width < 1 or parameters.get("/Colors", 1) != 1:  # noqa: PLR2004 -- PNG
        raise StrangeError("packed in a way that is not used for this")
    before, told = bytes(width), bytearray()
    for begins in range(0, len(data), width + 1):
        kind, line = data[begins], data[begins + 1 : begins + 1 + width]
        if kind not in {0, 2}:
            raise StrangeError("packed in a way that is not used for this")
        before = line if kind == 0 else bytes((one + up) & 0xFF for one, up in zip(line, before, strict=False))
        told += before
    return bytes(told)
