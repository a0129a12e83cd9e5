"""Every byte of a signed file has to be explained: what a reader passes over, a forger writes there."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
HELD, MOST_FIELDS = ("/T", "/V", "/AS", "/Rect", "/F", "/DA"), 10_000
WRITTEN = ("/Title", "/Author", "/Subject", "/Keywords")


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


def retitled(reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> bool:
    """Whether what the file says of itself was written anew after the signature."""
    then = reader.get_historical_resolver(embedded.signed_revision)
    before, now = _information(then.trailer_view), _information(reader.trailer_view)
    marks = [_plain(root.get("/MarkInfo")) for root in (then.root, reader.root)]
    return before != now or marks[0] != marks[1]


def refilled(reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> bool:
    """Whether a field of a form, that is no signature, shows or holds something else than when it was signed.

    Where nobody signed the filling, it may cover what is signed with whatever it likes.
    """
    return _filled(reader.get_historical_resolver(embedded.signed_revision).root) != _filled(reader.root)


def _filled(root: Any) -> list[tuple[str, ...]]:
    """Of each field that is no signature, and of its widgets: its name, what it holds, where and how it is seen."""
    waiting = [(each, "") for each in _behind(_behind(root, "/AcroForm", {}), "/Fields", [])]
    found = list[tuple[str, ...]]()
    while waiting and len(found) < MOST_FIELDS:
        pointed, inherited = waiting.pop()
        field: Any = pointed.get_object() if hasattr(pointed, "get_object") else pointed
        kind = str(_behind(field, "/FT", inherited))
        if kind != "/Sig":
            found.append((kind, *(_plain(_behind(field, key, "")) for key in HELD), *_seen(field)))
        waiting += [(each, kind) for each in _behind(field, "/Kids", [])]
    return sorted(found)


def _seen(field: Any) -> list[str]:
    """The appearances of a widget, to the byte."""
    looks: Any = _behind(field, "/AP", {})
    told = []
    for key in sorted(looks):
        each: Any = looks[key]
        states = [each] if hasattr(each, "data") else [each[state] for state in sorted(each)]
        told += [key + hashlib.sha256(state.data).hexdigest() + str(dict(state)) for state in states]
    return told


def _behind(holder: Any, key: str, otherwise: Any) -> Any:
    """What the key names, which may be a reference: `get` would give just that."""
    return holder[key] if key in holder else otherwise  # noqa: SIM401 -- see above


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


def _information(trailer: Any) -> dict[str, str]:
    told: Any = trailer.get("/Info", {})
    told = told.get_object() if hasattr(told, "get_object") else told
    return {name: str(told[name]) for name in WRITTEN if name in told}


def _plain(value: Any) -> str:
    return str(value.get_object() if hasattr(value, "get_object") else value)
