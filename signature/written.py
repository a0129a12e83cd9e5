"""Objects as they are written in some bytes of an ordinary PDF: what they say stays just as it was written.

So what is not to be changed comes out of a revision byte by byte as it went in.
"""

import re
from collections.abc import Mapping
from typing import Any

from signature.increments import ENDOBJ, HEADER, STREAM
from signature.tokens import StrangeError, Tokens

TRAILER, PLAIN = re.compile(rb"trailer"), re.compile(rb"/[A-Za-z0-9_.:+*-]+")


class Told(dict[str, bytes]):
    """A dictionary whose values stay as they are written."""

    def __init__(self, written: Mapping[str, bytes], read: Mapping[str, Any] | None = None) -> None:
        super().__init__(written)
        self._read = {key: (written[key], each) for key, each in (read or {}).items()}

    @property
    def written(self) -> bytes:
        return b"<<" + b"\n".join(b"%s %s" % (key.encode("ascii"), each) for key, each in self.items()) + b">>"

    def value(self, key: str) -> Any:
        """What is meant by it, or nothing."""
        if key not in self:
            return None
        written, value = self._read.get(key, (None, None))
        return value if written is self[key] else Tokens(self[key]).value()


def told_in(written: bytes) -> Told:
    """The dictionary that these bytes are."""
    tokens, told, read = Tokens(written), dict[str, bytes](), dict[str, Any]()
    if not written.startswith(b"<<"):
        raise StrangeError("not a dictionary")
    tokens.at = 2
    while True:
        tokens.skip()
        if written.startswith(b">>", tokens.at):
            return Told(told, read)
        key = tokens.required(PLAIN)[0].decode("ascii")
        tokens.skip()
        begins = tokens.at
        if key in told:
            raise StrangeError("a key that is there twice")
        read[key] = tokens.value()
        told[key] = written[begins : tokens.at]


def trailer_in(window: bytes) -> Told:
    tokens = Tokens(window)
    tokens.skip()
    tokens.required(TRAILER)
    tokens.skip()
    begins = tokens.at
    tokens.value()
    return told_in(window[begins : tokens.at])


def _value(window: bytes, number: int | None) -> tuple[Tokens, int]:
    tokens = Tokens(window)
    head = tokens.required(HEADER)
    if (number is not None and int(head[1]) != number) or int(head[2]) != 0:
        raise StrangeError("another object than the one that should be there")
    tokens.skip()
    begins = tokens.at
    tokens.value()
    return tokens, begins


def object_in(window: bytes, number: int) -> tuple[bytes, bool]:
    """As it is written, and whether the bytes of a stream follow."""
    tokens, begins = _value(window, number)
    ends = tokens.at
    tokens.skip()
    has_bytes = STREAM.match(window, tokens.at) is not None
    if not has_bytes:
        tokens.required(ENDOBJ)
    return window[begins:ends], has_bytes


def head_in(window: bytes) -> Told:
    tokens, begins = _value(window, None)
    return told_in(window[begins : tokens.at])


def stream_in(window: bytes, number: int | None) -> tuple[dict[str, Any], int]:
    tokens, begins = _value(window, number)
    told = Tokens(window, begins).value()
    tokens.skip()
    tokens.required(STREAM)
    if not isinstance(told, dict):
        raise StrangeError("a stream without a dictionary")
    return told, tokens.at


def numbers_in(told: Any) -> list[int]:
    if not isinstance(told, list) or not all(isinstance(each, int) and each >= 0 for each in told):
        raise StrangeError("something else than numbers")
    return told
