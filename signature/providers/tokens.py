"""A key that never leaves its device: an HSM or a token, spoken to by PKCS#11.

What is kept of it is a text: where it is (RFC 7512, `pkcs11:token=…;object=…`) and, after it, the certificates in PEM
of those who issued its own. Which library speaks to the device is said by whoever runs the machine, never by that text.
"""

import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import unquote

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pkcs11 import Attribute, Mechanism, ObjectClass, exceptions
from pkcs11.util.ec import encode_ecdsa_signature

from signature.errors import NotACredential, TokenUnavailable, WrongPin
from signature.providers.lasting import refuse_out_of_date

SCHEME = b"pkcs11:"
PEM = b"-----BEGIN CERTIFICATE-----"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Address:
    """Which key of which token."""

    token: str
    object: str
    chain: tuple[x509.Certificate, ...] = ()


def address_in(file: bytes) -> Address:
    """What the text says, or a refusal that tells how it is written."""
    uri, pem, rest = file.partition(PEM)
    told = dict(part.partition("=")[::2] for part in uri.strip().decode(errors="replace")[len(SCHEME) :].split(";"))
    try:
        chain = tuple(x509.load_pem_x509_certificates(pem + rest)) if pem else ()
        return Address(unquote(told["token"]), unquote(told["object"]), chain)
    except (KeyError, ValueError):
        raise NotACredential(
            "Esa dirección de una clave no se entiende: escriba «pkcs11:token=NOMBRE;object=CLAVE», y debajo los "
            "certificados de quienes la emitieron, en PEM."
        ) from None


class Tokens:
    """The devices that this process speaks to: one session each, opened with the PIN when it is first needed.

    A device does not ask for the PIN again while a session is open. It is therefore asked for here: each time.
    """

    def __init__(self, library: str) -> None:
        self._library = library
        self._salt = secrets.token_bytes(32)
        self._mutex = Lock()
        self._open: dict[str, tuple[bytes, pkcs11.Session]] = {}

    def using(self, token: str, pin: str, do: Callable[[pkcs11.Session], Answer]) -> Answer:
        """Do something in the token's session, alone. A session that was cut is opened once more."""
        with self._mutex:
            try:
                return do(self._session(token, pin))
            except (exceptions.SessionClosed, exceptions.SessionHandleInvalid, exceptions.DeviceRemoved,
                    exceptions.UserNotLoggedIn, exceptions.KeyHandleInvalid):  # fmt: skip
                self._close(token)
                return _told(lambda: do(self._session(token, pin)), token)
            except exceptions.PKCS11Error as error:
                raise _refusal(error, token) from error

    def _session(self, token: str, pin: str) -> pkcs11.Session:
        shown = hmac.digest(self._salt, f"{token}\0{pin}".encode(), sha256)
        kept = self._open.get(token)
        if kept and hmac.compare_digest(kept[0], shown):
            return kept[1]
        self._close(token)
        session = pkcs11.lib(self._library).get_token(token_label=token).open(user_pin=pin)
        self._open[token] = shown, session
        return session

    def _close(self, token: str) -> None:
        kept = self._open.pop(token, None)
        if kept:
            with suppress(exceptions.PKCS11Error):
                kept[1].close()


def _told(do: Callable[[], Answer], token: str) -> Answer:
    try:
        return do()
    except exceptions.PKCS11Error as error:
        raise _refusal(error, token) from error


def _refusal(error: exceptions.PKCS11Error, token: str) -> Exception:
    match error:
        case exceptions.PinIncorrect() | exceptions.PinInvalid() | exceptions.PinLenRange():
            return WrongPin("El PIN no es correcto: escríbalo de nuevo.")
        case exceptions.PinLocked():
            return TokenUnavailable(
                f"El dispositivo «{token}» quedó bloqueado: pida a quien lo administra que lo libere."
            )
        case exceptions.NoSuchToken() | exceptions.TokenNotPresent() | exceptions.MultipleTokensReturned():
            return TokenUnavailable(f"No está el dispositivo «{token}»: conéctelo, o revise su nombre.")
        case exceptions.NoSuchKey() | exceptions.MultipleObjectsReturned():
            return NotACredential(f"En «{token}» no hay una clave y un certificado con ese nombre: revise «object».")
    return TokenUnavailable(f"El dispositivo «{token}» no responde: vea que esté conectado e intente de nuevo.")


@dataclass(frozen=True)
class TokenKey:
    """A key in a device, and what opens it."""

    tokens: Tokens
    address: Address
    pin: str = field(repr=False)

    @cached_property
    def certificate(self) -> x509.Certificate:
        def read(session: pkcs11.Session) -> bytes:
            named = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: self.address.object}
            found = [bytes(each[Attribute.VALUE]) for each in session.get_objects(named)]
            if len(found) != 1:
                raise exceptions.NoSuchKey
            session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self.address.object)
            return found[0]

        return x509.load_der_x509_certificate(self._using(read))

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self.address.chain

    def sign(self, data: bytes) -> bytes:
        digest = sha256(data).digest()
        with_rsa = isinstance(self.certificate.public_key(), RSAPublicKey)

        def sign(session: pkcs11.Session) -> bytes:
            key: Any = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self.address.object)
            if with_rsa:
                return bytes(key.sign(RSA_DIGEST + digest, mechanism=Mechanism.RSA_PKCS))
            return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))

        return self._using(sign)

    def refuse_out_of_date(self, at: datetime) -> None:
        refuse_out_of_date(self.certificate, at)

    def _using(self, do: Callable[[pkcs11.Session], Answer]) -> Answer:
        return self.tokens.using(self.address.token, self.pin, do)


RSA_DIGEST = bytes.fromhex("3031300d060960864801650304020105000420")
"""What goes before a SHA-256 in a signature of PKCS#1 v1.5 (RFC 8017 §9.2): devices that only know the bare mechanism
sign this too."""
