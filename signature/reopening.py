"""A signature that was just made, looked for again in the file as any reader would: a call that returns is not enough.

From the last `startxref` to its section, from there to the field, to its value, to the bytes that it covers, and to the
signature over them. It is done on what was written last and on nothing else, so it costs little more than the digest.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from signature.der import OCTETS, SEQUENCE, SET, NotDerError, first
from signature.errors import SignatureNotMade
from signature.writing import DIGEST, EXPLICIT

CHUNK = 1 << 20
ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
VALUE = re.compile(rb"/V\s+(\d+)\s+0\s+R\b")
NAME, OCTAL = re.compile(rb"/T\s*(?:\(((?:\\.|[^\\()])*)\)|<([0-9a-fA-F]*)>)"), re.compile(rb"\\([0-7]{3})")
CLASSIC = re.compile(rb"(\d+)\s+(\d+)\s*\r?\n((?:\d{10} \d{5} [fn][ \r\n]{2})+)")
WIDTHS, INDEX = re.compile(rb"/W\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s*\]"), re.compile(rb"/Index\s*\[([\d\s]*)\]")


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a signature goes: the digest of all around it, where it begins and ends, how long the file was before."""

    digest: str
    begins: int
    ends: int
    began: int


def fill(path: Path, hole: Hole, cms: bytes) -> None:
    """Write the signature, in hexadecimal, into the room that was made for it."""
    written = cms.hex().encode()
    if len(written) > hole.ends - hole.begins - 2:
        raise SignatureNotMade(
            "La firma con sus certificados no cabe en el documento: avise al administrador, que debe revisar los "
            "certificados que trae su clave.",
            size=len(cms),
        )
    with path.open("r+b") as file:
        file.seek(hole.begins + 1)
        file.write(written)


def holds(path: Path, hole: Hole, field: str, certificate: x509.Certificate) -> bool:
    """Whether a reader finds the field, its signature covers the file to its end, and the certificate made it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = _digest(file, hole, size)
        file.seek(hole.began)
        added = file.read()
    try:
        value = _value_of(added, hole.began, field)
        covered = RANGE.search(value) if value else None
        wanted = (0, hole.begins, hole.ends, size - hole.ends)
        if digest.hex() != hole.digest or not covered or tuple(map(int, covered.groups())) != wanted:
            return False
        room = added[hole.begins - hole.began : hole.ends - hole.began]
        if room[:1] + room[-1:] != b"<>" or room not in value:
            return False
        return made_by(certificate, first(bytes.fromhex(room[1:-1].decode("ascii"))).whole, digest)
    except (NotDerError, ValueError, IndexError, zlib.error):
        return False


def _digest(file: IO[bytes], hole: Hole, size: int) -> bytes:
    digest = hashlib.sha256()
    for begins, ends in ((0, hole.begins), (hole.ends, size)):
        file.seek(begins)
        left = ends - begins
        while left and (part := file.read(min(CHUNK, left))):
            digest.update(part)
            left -= len(part)
    return digest.digest()


def _value_of(added: bytes, began: int, field: str) -> bytes:
    """The dictionary that the field has as its value, both where the last section says that they are."""
    ending = ENDING.search(added)
    if ending is None:
        return b""
    places = _section(added, int(ending[1]) - began)
    objects = {number: _object(added, number, place - began) for number, place in places.items() if place >= began}
    for each in objects.values():
        pointed = VALUE.search(each)
        if pointed and b"/Sig" in each and _named(each) == field:
            return objects.get(int(pointed[1]), b"")
    return b""


def _named(field: bytes) -> str:
    """What its name is, written as text, with octal escapes, or in hexadecimal."""
    told = NAME.search(field)
    if told is None:
        return ""
    octets = (
        OCTAL.sub(lambda each: bytes((int(each[1], 8),)), told[1])
        if told[2] is None
        else bytes.fromhex(told[2].decode())
    )
    return octets[2:].decode("utf-16-be") if octets[:2] == b"\xfe\xff" else octets.decode("latin-1")


def _section(added: bytes, at: int) -> dict[int, int]:
    """Where each object is, by the last section: a table, or a stream."""
    if at < 0:
        return {}
    return _table(added[at:]) if added.startswith(b"xref", at) else _stream(added[at:])


def _table(section: bytes) -> dict[int, int]:
    body = section[: section.index(b"trailer")]
    return {
        int(part[1]) + at: int(line[:10])
        for part in CLASSIC.finditer(body)
        for at, line in enumerate(part[3][each : each + 20] for each in range(0, len(part[3]), 20))
        if line[17:18] == b"n"
    }


def _stream(section: bytes) -> dict[int, int]:
    head, _, rest = section.partition(b"stream")
    widths, index = WIDTHS.search(head), INDEX.search(head)
    if not widths or not index or b"/Predictor" in head:
        return {}
    data = rest[: rest.rindex(b"endstream")].removeprefix(b"\r").removeprefix(b"\n")
    table = zlib.decompressobj().decompress(data) if b"/FlateDecode" in head else data
    kind, place, other = (int(each) for each in widths.groups())
    ranges = [int(each) for each in index[1].split()]
    numbers = [
        each for begins, count in zip(ranges[::2], ranges[1::2], strict=True) for each in range(begins, begins + count)
    ]
    step, found = kind + place + other, {}
    for at, number in enumerate(numbers):
        entry = table[at * step : (at + 1) * step]
        if int.from_bytes(entry[:kind]) == 1:
            found[number] = int.from_bytes(entry[kind : kind + place])
    return found


def _object(added: bytes, number: int, at: int) -> bytes:
    if not added.startswith(b"%d 0 obj" % number, at):
        return b""
    return added[at : added.index(b"endobj", at)]


def made_by(certificate: x509.Certificate, cms: bytes, digest: bytes) -> bool:
    """Whether what is signed names this digest, and the certificate's key signed it."""
    inside = first(cms).parts(SEQUENCE)[1].only(EXPLICIT).parts(SEQUENCE)
    signer = inside[-1].only(SET).parts(SEQUENCE)
    attributes, signature = signer[3], signer[5].of(OCTETS).content
    told = {
        name.whole: values.content for name, values in (each.parts(SEQUENCE) for each in attributes.parts(EXPLICIT))
    }
    key, signed = certificate.public_key(), bytes((SET,)) + attributes.whole[1:]
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return first(told.get(DIGEST, b"\x05\x00")).content == digest
