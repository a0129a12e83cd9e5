"""A key in a P12 file, opened with the PIN of whoever owns it."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from signature.errors import NotACredential, WrongPin
from signature.providers.lasting import refuse_out_of_date

LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class P12Key:
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    _key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), SHA256())
        return self._key.sign(data, ec.ECDSA(SHA256()))

    def closed_with(self, name: str, pin: str) -> bytes:
        """All of it as a P12 file."""
        closing = BestAvailableEncryption(pin.encode())
        return pkcs12.serialize_key_and_certificates(name.encode(), self._key, self.certificate, self.chain, closing)

    def refuse_out_of_date(self, at: datetime) -> None:
        refuse_out_of_date(self.certificate, at)


def open_p12(p12: bytes, pin: str) -> P12Key:
    """The key, if the PIN is right."""
    if len(p12) > LARGEST:
        raise NotACredential("El archivo no es un certificado de firma (.p12): es demasiado grande.")
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(p12, pin.encode())
    except ValueError as error:
        if "password" in str(error).lower():
            raise WrongPin("El PIN no es correcto: escríbalo de nuevo.") from None
        raise NotACredential(
            "El archivo no es un certificado de firma (.p12) que se pueda leer: pídalo de nuevo a quien lo emitió."
        ) from None
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise NotACredential("El archivo no trae una clave de firma con su certificado: exporte ambos en el .p12.")
    return P12Key(certificate, tuple(others), key)
