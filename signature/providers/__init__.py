"""Where the keys that sign are. A provider opens one; whoever signs never sees the key itself."""

from datetime import datetime
from typing import Protocol

from cryptography import x509

from signature.providers.pkcs12 import open_p12

__all__ = ["Signer", "open_p12"]


class Signer(Protocol):
    """A key that is open, and the certificate that says whose it is."""

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Whoever issued it, up to the root."""
        ...

    def sign(self, data: bytes) -> bytes:
        """RSA PKCS#1 v1.5 over SHA-256, or ECDSA over SHA-256, by what the certificate holds."""
        ...

    def refuse_out_of_date(self, at: datetime) -> None:
        """A key signs only while its certificate lasts."""
        ...
