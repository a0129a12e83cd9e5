"""How large the streams of a PDF are once unfolded, found out without unfolding more than an honest one has."""

import base64
import zlib
from collections.abc import Callable, Iterator
from itertools import takewhile

MEGABYTE = 1 << 20
LARGEST = 128 * MEGABYTE
MOST_FILTERS = 8
CLEAR, END = 256, 257


class TooMuchUnfoldedError(Exception):
    """A few kilobytes that become gigabytes are no document."""


def unfolded(content: bytes, filters: list[str]) -> int:
    """How many bytes it unfolds to. It is stopped where no honest stream would go on."""
    known = list(takewhile(NAMES.__contains__, filters))  # an image's own code comes last, and unfolds as an image
    if len(known) > MOST_FILTERS:
        raise TooMuchUnfoldedError
    for each in known:
        content = b"".join(_bounded(NAMES[each](content)))
    return len(content)


def _bounded(parts: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > LARGEST:
            raise TooMuchUnfoldedError
        yield part


def _flate(content: bytes) -> Iterator[bytes]:
    inflating = zlib.decompressobj()
    while content:
        try:
            part = inflating.decompress(content, MEGABYTE)
        except zlib.error:
            return
        yield part
        content = inflating.unconsumed_tail
        if not part and not content:
            return


def _lzw(content: bytes) -> Iterator[bytes]:
    """Codes of 9 to 12 bits, the highest bits first; each adds a sequence to the table."""
    table, width, before = _fresh(), 9, b""
    bits = held = 0
    for byte in content:
        bits, held = bits << 8 | byte, held + 8
        if held < width:
            continue
        held -= width
        code, bits = bits >> held, bits & ((1 << held) - 1)
        if code == END:
            return
        if code == CLEAR:
            table, width, before = _fresh(), 9, b""
            continue
        if code > len(table) or (code == len(table) and not before):
            return
        told = table[code] if code < len(table) else before + before[:1]
        yield told
        if before and len(table) < 1 << 12:
            table.append(before + told[:1])
        before = told
        width = min(max((len(table) + 1).bit_length(), 9), 12)


def _fresh() -> list[bytes]:
    return [*(bytes((each,)) for each in range(256)), b"", b""]


def _run_length(content: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(content) and content[at] != 128:  # noqa: PLR2004 -- the format's end of data
        length = content[at]
        if length < 128:  # noqa: PLR2004 -- so many bytes as they are
            yield content[at + 1 : at + length + 2]
            at += length + 2
        else:
            yield content[at + 1 : at + 2] * (257 - length)
            at += 2


def _hexadecimal(content: bytes) -> Iterator[bytes]:
    digits = bytes(each for each in content.split(b">", 1)[0] if each in b"0123456789abcdefABCDEF")
    yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _base_85(content: bytes) -> Iterator[bytes]:
    digits = bytes(each for each in content.split(b"~", 1)[0] if each == ord("z") or ord("!") <= each <= ord("u"))
    yield base64.a85decode(digits)


NAMES: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    **dict.fromkeys(("/FlateDecode", "/Fl"), _flate),
    **dict.fromkeys(("/LZWDecode", "/LZW"), _lzw),
    **dict.fromkeys(("/RunLengthDecode", "/RL"), _run_length),
    **dict.fromkeys(("/ASCIIHexDecode", "/AHx"), _hexadecimal),
    **dict.fromkeys(("/ASCII85Decode", "/A85"), _base_85),
}
