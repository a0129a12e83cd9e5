"""DER read and written as strictly as it is meant: each thing in its only way, and any other is refused.

The library that parses for everybody else forgives; here is read what nobody signed, where nothing is to be forgiven.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

SEQUENCE: Final = 0x30
SET: Final = 0x31
INTEGER: Final = 0x02
BITS: Final = 0x03
OCTETS: Final = 0x04
OBJECT: Final = 0x06
LONG: Final = 0x80


class NotDerError(Exception):
    """Something is written otherwise than DER demands, or is not there."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its tag, what is in it, and all its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def of(self, tag: int) -> "Value":
        if self.tag != tag:
            raise NotDerError(f"tag {self.tag:#x}, not {tag:#x}")
        return self

    def parts(self, tag: int) -> list["Value"]:
        """What it is made of, if it is a structure of that tag."""
        rest, found = self.of(tag).content, list[Value]()
        while rest:
            found.append(first(rest))
            rest = rest[len(found[-1].whole) :]
        return found

    def only(self, tag: int) -> "Value":
        """The one part of a structure that has one."""
        parts = self.parts(tag)
        if len(parts) != 1:
            raise NotDerError(f"{len(parts)} parts, not one")
        return parts[0]


def first(data: bytes) -> Value:
    """The value that begins these bytes. Tags of one octet and lengths in their shortest form, and no others."""
    if len(data) < 2 or data[0] & 0x1F == 0x1F:  # noqa: PLR2004 -- tag and length; a tag of many octets
        raise NotDerError("no value")
    size, begins = data[1], 2
    if size >= LONG:
        octets = data[2 : 2 + (size & 0x7F)]
        size, begins = int.from_bytes(octets), 2 + len(octets)
        if not octets or octets[0] == 0 or size < LONG:
            raise NotDerError("a length that is not the shortest")
    if len(data) < begins + size:
        raise NotDerError("cut off")
    return Value(data[0], data[begins : begins + size], data[: begins + size])


def alone(data: bytes) -> Value:
    """The value that these bytes are, to the last."""
    found = first(data)
    if found.whole != data:
        raise NotDerError("something follows")
    return found


def value(tag: int, *parts: bytes) -> bytes:
    """What is in it, written with its tag and its length."""
    content = b"".join(parts)
    size = len(content)
    if size < LONG:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, LONG | len(octets))) + octets + content


def integer(number: int) -> bytes:
    """A whole number that is not negative, in the fewest octets."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def a_set(parts: Iterable[bytes], tag: int = SET) -> bytes:
    """Where order says nothing, DER has one."""
    return value(tag, *sorted(parts))


@cache
def oid(dotted: str) -> bytes:
    first_, second, *others = (int(each) for each in dotted.split("."))
    return value(OBJECT, *(_base128(each) for each in (40 * first_ + second, *others)))


def _base128(number: int) -> bytes:
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(number & 0x7F | LONG)
    return bytes(reversed(octets))
