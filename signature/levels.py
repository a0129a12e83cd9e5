"""How far a signature goes, read from what it carries: what its dictionary or its field claims is not enough."""

from collections.abc import Iterable
from typing import Any

from asn1crypto import crl, ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

PADES = "/ETSI.CAdES.detached"
SHA1 = "/adbe.pkcs7.sha1"
NAMED = {"signing_certificate", "signing_certificate_v2"}


def reached(reader: PdfFileReader, embedded: EmbeddedPdfSignature, *, timestamped: bool, stamped_later: bool) -> str:
    """`B-B` to `B-LTA` of PAdES, or `PKCS#7`: of an older kind, or one that does not name its own certificate."""
    if not is_pades(embedded):
        return "PKCS#7"
    if not timestamped:
        return "B-B"
    if not _revocation_is_kept(reader, embedded):
        return "B-T"
    return "B-LTA" if stamped_later else "B-LT"


def is_pades(embedded: EmbeddedPdfSignature) -> bool:
    """Whether it says that it is, and names its own certificate in what is signed."""
    told = {each["type"].native for each in embedded.signer_info["signed_attrs"]}
    return embedded.sig_object.get("/SubFilter") == PADES and bool(told & NAMED)


def _revocation_is_kept(reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> bool:
    """Whether the document carries what its issuer said of the signer's certificate."""
    signer = embedded.signer_cert
    try:
        kept: Any = DocumentSecurityStore.read_dss(reader)
    except (ValidationInfoReadingError, ValueError, TypeError, KeyError, AttributeError):
        return False
    lists = (crl.CertificateList.load(each.get_object().data) for each in kept.crls)
    answers = (ocsp.OCSPResponse.load(each.get_object().data) for each in kept.ocsps)
    return any(each.issuer.hashable == signer.issuer.hashable for each in lists) or any(
        serial == signer.serial_number for each in answers for serial in _answered(each)
    )


def _answered(answer: ocsp.OCSPResponse) -> Iterable[int]:
    if answer.basic_ocsp_response is None:
        return ()
    responses = answer.basic_ocsp_response["tbs_response_data"]["responses"]
    return (each["cert_id"]["serial_number"].native for each in responses)
