"""PAdES signatures, each one more incremental update: the only module that makes them.

The file is opened where it can do no harm (`signature.holes`); here its digest is signed and timestamped, the hole is
filled, and the whole is read once more.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import Signer as PdfCmsSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kernel.sandbox import Sandbox
from signature.errors import SignatureNotMade, TimestampUnavailable
from signature.holes import open_hole
from signature.providers import Signer
from signature.timestamps import Timestamper

CHUNK = 1 << 20
TAIL = 2048


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Where the signature goes (page from 1, points from the lower left corner), and what is seen there."""

    name: str
    page: int
    box: tuple[float, float, float, float]
    stamp: Path
    tooltip: str


class _Pen(PdfCmsSigner):
    """An open key, as the library wants it."""

    def __init__(self, key: Signer) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(map(_asn1, key.chain))
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 -- the library's own
        if dry_run:
            return bytes(512)
        return self._key.sign(data)


def sign(  # noqa: PLR0913 -- all that a signature says
    sandbox: Sandbox,
    source: Path,
    target: Path,
    *,
    key: Signer,
    field: FieldSpec,
    reason: str,
    location: str,
    timestamper: Timestamper,
    at: datetime,
) -> None:
    """Write at `target` the bytes of `source` and after them one signature, PAdES B-T."""
    key.refuse_out_of_date(at)
    told = {
        "name": field.name,
        "page": field.page,
        "box": field.box,
        "tooltip": field.tooltip,
        "reason": reason,
        "location": location,
    }
    hole = sandbox.call(open_hole, str(source), str(target), str(field.stamp), told)
    prepared = PreparedByteRangeDigest(bytes.fromhex(hole["digest"]), hole["begins"], hole["ends"])
    cms = signature_over(prepared.document_digest, key, timestamper, at)
    with target.open("r+b") as file:
        prepared.fill_with_cms(file, cms)
    _read_again(target, prepared)


def signature_over(digest: bytes, key: Signer, timestamper: Timestamper, at: datetime) -> Any:
    """The CMS over a digest, with its timestamp."""

    async def signing() -> Any:
        return await _Pen(key).async_sign(digest, "sha256", use_pades=True, timestamper=timestamper.stamper(at))

    try:
        return asyncio.run(signing())
    except TimestampRequestError:
        raise TimestampUnavailable(
            "La autoridad de sellado de tiempo no responde: no se firmó nada; intente de nuevo en unos minutos."
        ) from None


def _read_again(file: Path, hole: PreparedByteRangeDigest) -> None:
    """A call that returns is not enough: the bytes around the hole are the ones that were signed, to the end."""
    digest, size = hashlib.sha256(), file.stat().st_size
    with file.open("rb") as reading:
        for begins, ends in ((0, hole.reserved_region_start), (hole.reserved_region_end, size)):
            reading.seek(begins)
            while begins < ends:
                part = reading.read(min(CHUNK, ends - begins))
                digest.update(part)
                begins += len(part)  # noqa: PLW2901 -- goes on from where it is
        reading.seek(max(size - TAIL, 0))
        tail = reading.read()
    if digest.digest() != hole.document_digest or not tail.rstrip().endswith(b"%%EOF") or b"startxref" not in tail:
        raise SignatureNotMade("La firma no quedó bien hecha y se descartó: intente de nuevo.", field=file.name)


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
