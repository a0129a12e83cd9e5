"""A key that a remote signing service keeps, spoken to by the API of the Cloud Signature Consortium, version 2.

What is kept of it is a text, `csc:` and the name of its credential there. Each signature is authorized for one hash,
with the PIN and, where the service asks for it, a code; both are sent and kept nowhere. What comes back is the bare
signature, so all that is said around it is ours.
"""

import binascii
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kernel.errors import Refused
from signature.errors import NotACredential, RemoteAccessRefused, RemoteAnswerRefused, RemoteUnavailable, WrongPin
from signature.providers.calling import PATIENCE, Question, ask
from signature.providers.lasting import refuse_out_of_date

SCHEME = b"csc:"
NAME = "El servicio de firma remota"
DIGEST = "2.16.840.1.101.3.4.2.1"
WITH_RSA, WITH_EC = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"


@dataclass(frozen=True, slots=True)
class Csc:
    """The service at the address that whoever runs this machine set, and what this office shows it."""

    url: str
    token: str = field(default="", repr=False)
    patience: float = PATIENCE

    def asked(self, method: str, **told: Any) -> dict[str, Any]:
        """What a method of the API answers. `told` may be secret: it is in no refusal."""
        url = f"{self.url.rstrip('/')}/{method}"
        shown = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = ask(Question(url, json.dumps(told).encode(), shown), NAME, self.patience)
        if answer.status == HTTPStatus.OK:
            return answer.told
        raise _refusal(answer.status, str(answer.told.get("error", ""))[:60])


@dataclass(frozen=True)
class CscKey:
    """One credential there, and what opens it: the PIN and, after a blank, the code of this moment."""

    service: Csc
    credential: str
    shown: str = field(repr=False)

    @cached_property
    def _certificates(self) -> tuple[x509.Certificate, ...]:
        if self.credential not in self.service.asked("credentials/list").get("credentialIDs", ()):
            raise NotACredential(f"El servicio de firma remota no tiene la credencial «{self.credential}»: revísela.")
        told = self.service.asked("credentials/info", credentialID=self.credential, certificates="chain")
        try:
            held = [x509.load_der_x509_certificate(b64decode(each)) for each in told["cert"]["certificates"]]
            usable = told["key"]["status"] == "enabled" and bool(held)
        except (KeyError, TypeError, ValueError):
            raise _not_understood() from None
        if not usable:
            raise NotACredential(
                f"La credencial «{self.credential}» no está habilitada: pida a su prestador que la habilite."
            )
        return tuple(held)

    @property
    def certificate(self) -> x509.Certificate:
        return self._certificates[0]

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self._certificates[1:]

    def sign(self, data: bytes) -> bytes:
        hashes = [b64encode(sha256(data).digest()).decode()]
        algorithm = WITH_RSA if isinstance(self.certificate.public_key(), rsa.RSAPublicKey) else WITH_EC
        pin, _, code = self.shown.partition(" ")
        shown = [{"id": "PIN", "value": pin}, *([{"id": "OTP", "value": code.strip()}] if code.strip() else [])]
        named = {"credentialID": self.credential, "hashes": hashes, "hashAlgorithmOID": DIGEST}
        allowed = self.service.asked("credentials/authorize", numSignatures=1, authData=shown, **named)
        signed = self.service.asked("signatures/signHash", SAD=allowed.get("SAD"), signAlgo=algorithm, **named)
        try:
            (made,) = (b64decode(each, validate=True) for each in signed["signatures"])
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise _not_understood() from None
        return _vouched(self.certificate, made, data)

    def refuse_out_of_date(self, at: datetime) -> None:
        refuse_out_of_date(self.certificate, at)


def credential_in(file: bytes) -> str:
    named = file.removeprefix(SCHEME).decode(errors="replace").strip()
    if not named or len(named) > 200 or not named.isprintable():  # noqa: PLR2004 -- longer than any name there
        raise NotACredential("Ese archivo no dice qué credencial es: escriba «csc:» y su identificador en una línea.")
    return named


def _vouched(certificate: x509.Certificate, made: bytes, data: bytes) -> bytes:
    """A signature over these bytes by that certificate, as PDFs have it. Some services give two bare numbers."""
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(made, data, padding.PKCS1v15(), SHA256())
            return made
        if isinstance(key, ec.EllipticCurvePublicKey):
            size = (key.curve.key_size + 7) // 8
            if len(made) == 2 * size:
                made = encode_dss_signature(int.from_bytes(made[:size]), int.from_bytes(made[size:]))
            key.verify(made, data, ec.ECDSA(SHA256()))
            return made
    except InvalidSignature:
        pass
    raise RemoteAnswerRefused(
        "Lo que devolvió el servicio de firma remota no es una firma de ese certificado: no se firmó nada. Intente de "
        "nuevo; si se repite, avise a su prestador."
    )


def _not_understood() -> RemoteAnswerRefused:
    return RemoteAnswerRefused(
        "El servicio de firma remota respondió algo que no se entiende: no se firmó nada. Intente de nuevo; si se "
        "repite, avise a su administrador."
    )


def _refusal(status: int, error: str) -> Refused:
    if error in {"invalid_pin", "invalid_otp"}:
        which = "PIN" if error == "invalid_pin" else "código"
        return WrongPin(
            f"El {which} no es correcto: escriba su PIN y, si su prestador pide un código, un espacio y el código."
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        return RemoteUnavailable(
            "El servicio de firma remota tiene un problema y no firmó nada: intente de nuevo en unos minutos.",
            status=status,
        )
    return RemoteAccessRefused(
        "El servicio de firma remota no acepta lo que esta oficina presenta: quien la opera debe revisar "
        "OFICINA_CSC_URL y OFICINA_CSC_TOKEN_FILE.",
        status=status,
        error=error,
    )
