"""Making room in a PDF for a signature: everything of it but the signature itself.

To be called in the sandbox, since the PDF may be anybody's: no key comes near. What is left is a file with a hole, and
the digest of all that is not the hole.
"""

import asyncio
import os
import zlib
from errno import EINVAL
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.stamp import StaticStampStyle

from signature.errors import CannotBeSigned
from signature.form_tags import tag

UNREADABLE = (
    *(PdfError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError),
    *(RecursionError, NotImplementedError, OSError, zlib.error),
)
"""What the library meets in files that are not as they should be."""
ADVANCED = SigSeedSubFilter.PADES.value
WHOLE = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)
"""A stamp is made for its box, and takes all of it."""
RESERVED = 32_768
"""Bytes of the hole for a signature with its chain and timestamp."""


def open_hole(path: str, stamp: str | None, told: dict[str, Any]) -> dict[str, Any]:
    """Write after the bytes of a file a revision with the field, its mark and an empty hole.

    It is written where it lies, so that its size costs no memory. `told` has name, page (from 1), box, tooltip, reason
    and location; where the signature is made elsewhere, also `room` and `kind`. Answers with the digest of all but the
    hole, in hexadecimal, where the hole begins and ends, and how long the file was.
    """
    size = Path(path).stat().st_size
    try:
        try:
            hole = _opened(path, stamp, told, strict=True)
        except UNREADABLE:
            os.truncate(path, size)
            hole = _opened(path, stamp, told, strict=False)
    except UNREADABLE as error:
        os.truncate(path, size)
        if isinstance(error, OSError) and error.errno != EINVAL:  # it is the disk, not the file
            raise
        raise CannotBeSigned(
            "El PDF tiene una estructura que no permite firmarlo: vuelva a generarlo desde el original.",
            reason=f"{type(error).__name__}: {error}"[:200],
        ) from None
    return {
        "digest": hole.document_digest.hex(),
        "begins": hole.reserved_region_start,
        "ends": hole.reserved_region_end,
        "began": size,
    }


def _opened(path: str, stamp: str | None, told: dict[str, Any], *, strict: bool) -> PreparedByteRangeDigest:
    """As demanding as the library can be, or as forgiving."""
    with Path(path).open("r+b") as file:
        writer = IncrementalPdfFileWriter(file, strict=strict)
        spec = SigFieldSpec(
            told["name"],
            on_page=told["page"] - 1,
            box=tuple(round(each) for each in told["box"]),
            readable_field_name=told["tooltip"],
        )
        append_signature_field(writer, spec)
        tag(writer, _widget(writer, told["name"]), told["tooltip"])
        making = _signer(told, stamp).async_digest_doc_for_signing(
            writer, existing_fields_only=True, bytes_reserved=told.get("room", RESERVED), in_place=True
        )
        hole, _, _ = asyncio.run(making)
        return hole


def _signer(told: dict[str, Any], stamp: str | None) -> PdfSigner:
    metadata = PdfSignatureMetadata(
        field_name=told["name"],
        md_algorithm="sha256",
        reason=told["reason"],
        location=told["location"],
        subfilter=SigSeedSubFilter(told.get("kind", ADVANCED)),
    )
    nobody = ExternalSigner(signing_cert=None, cert_registry=None, signature_value=256)
    seen = StaticStampStyle.from_pdf_file(stamp, border_width=0, background_layout=WHOLE) if stamp else None
    return PdfSigner(metadata, nobody, stamp_style=seen)


def _widget(writer: IncrementalPdfFileWriter, field: str) -> generic.IndirectObject:
    """The new field, which is its own widget."""
    fields: Any = writer.root["/AcroForm"]["/Fields"]
    for at in range(len(fields)):
        if fields[at].get("/T") == field:
            found = fields.raw_get(at)
            if isinstance(found, generic.IndirectObject):
                return found
    raise CannotBeSigned("El PDF no aceptó un campo de firma: vuelva a generarlo desde el original.", field=field)
