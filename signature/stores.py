"""What a PDF keeps of certificates and of what their issuers said of them: its DSS, ready to be looked up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError


@dataclass(frozen=True, slots=True)
class Store:
    """What a file has in its DSS at one revision, ready to be looked up."""

    certificates: list[x509.Certificate] = field(default_factory=list)
    lists: list[x509.CertificateRevocationList] = field(default_factory=list)
    answers: list[tuple[int, datetime, datetime | None]] = field(default_factory=list)
    """Of which certificate, when it was said, and until when that holds."""
    contents: frozenset[bytes] = frozenset()

    def told_since(self, certificate: x509.Certificate, issuer: x509.Certificate, after: datetime) -> bool:
        """Whether the issuer said of the certificate how it stood after that instant."""
        if any(number == certificate.serial_number and at > after for number, at, _ in self.answers):
            return True
        return any(each.issuer == issuer.subject and tells(each, certificate, after) for each in self.lists)

    def told_at(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
        """Whether the issuer said how it stood in something that was in force at that instant, or that came later."""
        answers = (each[1:] for each in self.answers if each[0] == certificate.serial_number)
        lists = ((each.last_update_utc, each.next_update_utc) for each in self.lists if each.issuer == issuer.subject)
        return any(said > at or (until is not None and until > at) for said, until in (*answers, *lists))


def tells(found: x509.CertificateRevocationList, certificate: x509.Certificate, after: datetime) -> bool:
    """Whether a list says how a certificate stood at that instant: of a signer, one that was made afterwards.

    Authorities publish what they revoked of other authorities once in months: of these, one in force then will do.
    """
    if found.last_update_utc > after:
        return True
    return _is_authority(certificate) and found.next_update_utc is not None and found.next_update_utc > after


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def store_of(handler: Any) -> Store:
    """Of a reader, or of what a file was at one of its revisions."""
    try:
        kept: Any = DocumentSecurityStore.read_dss(handler)
    except ValidationInfoReadingError:
        return Store()
    contents = [[each.get_object().data for each in kind] for kind in (kept.certs.values(), kept.crls, kept.ocsps)]
    certificates, lists, answers = contents
    return Store(
        [x509.load_der_x509_certificate(each) for each in certificates],
        [x509.load_der_x509_crl(each) for each in lists],
        [one for each in answers for one in _answered(each)],
        frozenset(each for kind in contents for each in kind),
    )


def _answered(content: bytes) -> Iterator[tuple[int, datetime, datetime | None]]:
    answer = ocsp.load_der_ocsp_response(content)
    if answer.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL:
        yield from ((each.serial_number, each.this_update_utc, each.next_update_utc) for each in answer.responses)
