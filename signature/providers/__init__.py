"""Where the keys that sign are. A provider opens one; whoever signs never sees the key itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509

from signature.errors import NoRemoteAccess, TokenUnavailable
from signature.providers.csc import SCHEME as CSC
from signature.providers.csc import Csc, CscKey, credential_in
from signature.providers.firmagob import FirmaGob
from signature.providers.pkcs12 import open_p12
from signature.providers.tokens import SCHEME, TokenKey, Tokens, address_in

__all__ = ["Csc", "FirmaGob", "Providers", "Signer", "Tokens", "open_p12", "token_named_in"]


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


def token_named_in(file: bytes) -> str | None:
    """The device that a key is in, if what is kept of it is where it is."""
    return address_in(file).token if file.startswith(SCHEME) else None


@dataclass(frozen=True, slots=True)
class Providers:
    """Every way to open a key that this machine has."""

    tokens: Tokens | None = None
    firmagob: FirmaGob | None = None
    """Where whole signatures are had from (`signature.remote`): it opens no key."""
    csc: Csc | None = None

    def open(self, file: bytes, pin: str) -> Signer:
        """The key of a P12, or the one in a device or a service that the file names, if the PIN is right."""
        if file.startswith(CSC):
            return self._in_a_service(file, pin)
        if not file.startswith(SCHEME):
            return open_p12(file, pin)
        if self.tokens is None:
            raise TokenUnavailable(
                "Esta oficina no habla con ningún dispositivo: pida a quien opera la máquina que fije "
                "OFICINA_PKCS11_MODULE."
            )
        return TokenKey(self.tokens, address_in(file), pin)

    def _in_a_service(self, file: bytes, pin: str) -> Signer:
        if self.csc is None:
            raise NoRemoteAccess(
                "Esta oficina no habla con ningún servicio de firma remota: pida a quien opera la máquina que fije "
                "OFICINA_CSC_URL."
            )
        return CscKey(self.csc, credential_in(file), pin)
