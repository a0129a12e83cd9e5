"""PAdES signatures, each one more incremental update: the only module that makes them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer as PdfCmsSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signature.errors import TimestampUnavailable
from signature.providers import Signer
from signature.timestamps import Timestamper

RESERVED = 32_768
"""Bytes of the hole for a signature with its chain and timestamp: given, so that nothing is signed twice."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Where the signature goes and what is seen there. Without a stamp it is invisible."""

    name: str
    box: tuple[float, float, float, float] | None = None
    page: int = 0
    stamp: Path | None = None
    tooltip: str = ""


class _Pen(PdfCmsSigner):
    """An open key, as the library wants it."""

    def __init__(self, key: Signer) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(map(_asn1, key.chain))
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 -- the library's own
        if dry_run:
            return bytes(512)
        return self._key.sign(data)


def sign(  # noqa: PLR0913 -- all that a signature says
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
    metadata = PdfSignatureMetadata(
        field_name=field.name,
        md_algorithm="sha256",
        reason=reason,
        location=location,
        subfilter=SigSeedSubFilter.PADES,
    )
    try:
        with source.open("rb") as before, target.open("w+b") as after:
            writer = IncrementalPdfFileWriter(before, strict=False)
            _signer(metadata, key, field, timestamper, at).sign_pdf(writer, bytes_reserved=RESERVED, output=after)
    except TimestampRequestError:
        raise TimestampUnavailable(
            "La autoridad de sellado de tiempo no responde: no se firmó nada; intente de nuevo en unos minutos."
        ) from None


def _signer(
    metadata: PdfSignatureMetadata, key: Signer, field: FieldSpec, timestamper: Timestamper, at: datetime
) -> PdfSigner:
    style = StaticStampStyle.from_pdf_file(str(field.stamp), border_width=0) if field.stamp else None
    spec = SigFieldSpec(
        field.name, on_page=field.page, box=_whole(field.box), readable_field_name=field.tooltip or None
    )
    return PdfSigner(metadata, _Pen(key), timestamper=timestamper.stamper(at), stamp_style=style, new_field_spec=spec)


def _whole(box: tuple[float, float, float, float] | None) -> tuple[int, int, int, int] | None:
    return (round(box[0]), round(box[1]), round(box[2]), round(box[3])) if box else None


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
