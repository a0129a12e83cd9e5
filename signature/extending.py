"""Taking a signed PDF one level further, each time one more incremental update: nothing of what there was is touched.

The first two are called in the sandbox, since the PDF may be anybody's: no key and no network come near.
"""

import base64
from pathlib import Path
from typing import Any

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signature.errors import CannotBeExtended

RESERVED = 20_480
FIELD = "TIEMPO"
"""How the fields of document timestamps are named. A number follows."""


def keep_said(path: str, said: dict[str, list[str]]) -> None:
    """Write after the bytes of a file what issuers said (B-LT): certificates, CRLs and OCSP answers, in base 64."""
    try:
        with Path(path).open("r+b") as file:
            writer = IncrementalPdfFileWriter(file, strict=False)
            _put(writer, said)
            writer.write_in_place()
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(error) from None


def open_stamp(path: str, said: dict[str, list[str]] | None, algorithm: str, number: int) -> dict[str, Any]:
    """Write after the bytes of a file a revision with an empty document timestamp; what issuers said goes with it."""
    size = Path(path).stat().st_size
    try:
        with Path(path).open("r+b") as file:
            writer = IncrementalPdfFileWriter(file, strict=False)
            if said:
                _put(writer, said)
            spec = SigFieldSpec(f"{FIELD}-{number}", invis_sig_settings=InvisSigSettings())
            making = PdfCMSEmbedder(new_field_spec=spec).write_cms(field_name=spec.sig_field_name, writer=writer)
            next(making)
            making.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=RESERVED)))
            hole, _ = making.send(SigIOSetup(md_algorithm=algorithm, in_place=True))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(error) from None
    return {
        "digest": hole.document_digest.hex(),
        "begins": hole.reserved_region_start,
        "ends": hole.reserved_region_end,
        "began": size,
    }


def _put(writer: IncrementalPdfFileWriter, said: dict[str, list[str]]) -> None:
    found = {kind: [base64.b64decode(each) for each in said[kind]] for kind in ("certificates", "crls", "ocsps")}
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        sig_contents=None,
        certs=[asn1.Certificate.load(each) for each in found["certificates"]],
        crls=[crl.CertificateList.load(each) for each in found["crls"]],
        ocsps=[ocsp.OCSPResponse.load(each) for each in found["ocsps"]],
    )


def _refused(error: Exception) -> CannotBeExtended:
    return CannotBeExtended(
        "El PDF tiene una estructura que no permite agregarle pruebas: queda cubierto por el registro de evidencia.",
        reason=f"{type(error).__name__}: {error}"[:200],
    )
