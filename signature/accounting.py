"""Every byte of a signed file has to be explained: what a reader passes over, a forger writes there."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF")


def signatures_of(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """All that can be read, of whatever kind: the library passes over those that it does not validate."""
    found = list[EmbeddedPdfSignature]()
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        with suppress(Exception):  # whatever it meets; that one is missing is told of the file
            found.append(EmbeddedPdfSignature(reader, field, name))
    return found


def unexplained(path: Path, reader: PdfFileReader) -> bool:
    """Whether the file ends otherwise than its last revision, or has more after its signatures than revisions say."""
    signatures = signatures_of(reader)
    covered = max((_end(each) for each in signatures), default=0)
    later = reader.xrefs.total_revisions - 1 - max((each.signed_revision for each in signatures), default=-1)
    with path.open("rb") as file:
        file.seek(covered if signatures else max(0, path.stat().st_size - 1024))
        tail = file.read()
    if signatures and later == 0:
        return bool(tail.strip())
    endings = list(ENDING.finditer(tail))
    if not endings or tail[endings[-1].end() :].strip() or int(endings[-1][1]) != reader.last_startxref:
        return True
    return bool(signatures) and len(endings) != later


@dataclass(frozen=True, slots=True)
class Hole:
    """What a signature leaves out of what it covers: its own bytes, written in hexadecimal, and zeros."""

    content: bytes
    written: str
    alone: bool

    @property
    def cms(self) -> bytes:
        return self.content[: _length(self.content)]

    @property
    def misshapen(self) -> bool:
        """Whether more than a signature is left out, or something hides behind it."""
        return not self.alone or len(self.content) < 2 or any(self.content[_length(self.content) :])  # noqa: PLR2004 -- tag and length

    @property
    def plain(self) -> bool:
        """Whether it is written as one program writes: without blanks, and all letters of one case."""
        return self.written in {self.content.hex(), self.content.hex().upper()}


def hole_of(path: Path, embedded: EmbeddedPdfSignature) -> Hole:
    first, before, after, _ = (int(each) for each in embedded.byte_range)
    with path.open("rb") as file:
        file.seek(before)
        hole = file.read(after - before)
    try:
        written = hole[1:-1].decode("ascii")
        content = bytes.fromhex(written)
    except ValueError:
        return Hole(b"", "", alone=False)
    return Hole(content, written, alone=first == 0 and hole[:1] == b"<" and hole[-1:] == b">")


def only_blanks_after(path: Path) -> bool:
    """Whether the file goes on after its end, with nothing that could be read."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        _, ending, tail = file.read().rpartition(b"%%EOF")
    return bool(ending) and len(tail) > len(b"\r\n") and not tail.strip()


def _end(embedded: EmbeddedPdfSignature) -> int:
    return int(embedded.byte_range[2]) + int(embedded.byte_range[3])


def _length(der: bytes) -> int:
    """How many bytes the DER value takes, its tag and length included."""
    if len(der) < 2:  # noqa: PLR2004 -- tag and length
        return len(der)
    if der[1] == 0x80:  # noqa: PLR2004 -- of no told length: others may write it, and only its end says where it ends
        return len(der)
    if der[1] < 0x80:  # noqa: PLR2004 -- the short form of X.690
        return 2 + der[1]
    octets = der[1] & 0x7F
    return 2 + octets + int.from_bytes(der[2 : 2 + octets])
