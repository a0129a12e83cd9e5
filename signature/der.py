"""Reading DER as strictly as it is written: there is one way to write each thing, and any other is refused.

The library that parses for everybody else forgives; here is read what nobody signed, where nothing is to be forgiven.
"""

from dataclasses import dataclass
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
