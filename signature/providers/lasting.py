"""A key signs only while its certificate lasts."""

from datetime import datetime

from cryptography import x509

from signature.errors import CertificateNotInForce


def refuse_out_of_date(certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise CertificateNotInForce("Su certificado de firma aún no está vigente: firme desde la fecha que indica.")
    if at > certificate.not_valid_after_utc:
        raise CertificateNotInForce(
            f"Su certificado de firma venció el {certificate.not_valid_after_utc:%d-%m-%Y}: renuévelo y "
            "cárguelo antes de firmar."
        )
