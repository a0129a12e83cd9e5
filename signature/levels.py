"""How far a signature goes, read from what it carries: what its dictionary or its field claims is not enough."""

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

PADES = "/ETSI.CAdES.detached"
SHA1 = "/adbe.pkcs7.sha1"
NAMED = {"signing_certificate", "signing_certificate_v2"}


def reached(embedded: EmbeddedPdfSignature, *, timestamped: bool, told: bool, stamped_later: bool) -> str:
    """`B-B` to `B-LTA` of PAdES, or `PKCS#7`: of an older kind, or one that does not name its own certificate.

    `told`: whether the document carries what is needed to know how each of its certificates stood.
    """
    if not is_pades(embedded):
        return "PKCS#7"
    if not timestamped:
        return "B-B"
    if not told:
        return "B-T"
    return "B-LTA" if stamped_later else "B-LT"


def is_pades(embedded: EmbeddedPdfSignature) -> bool:
    """Whether it says that it is, and names its own certificate in what is signed."""
    told = {each["type"].native for each in embedded.signer_info["signed_attrs"]}
    return embedded.sig_object.get("/SubFilter") == PADES and bool(told & NAMED)
