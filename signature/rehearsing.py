"""A stand-in for FirmaGob, to rehearse with: it answers as its API v2 does, quirks included, and fails when told to.

It keeps nothing. The keys are made when a RUN first signs, under an authority in whose every name it says DEMOSTRACIÓN.
"""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from threading import Lock
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from kernel.rut import check_digit
from signature import certificates, writing
from signature.certificates import Holder
from signature.der import OCTETS, SEQUENCE, SET, a_set, integer, oid, value
from signature.pki import Pki
from signature.providers.firmagob import ATTENDED, CHILE, LARGEST, UNATTENDED

PATH = "/firma/v2/files/tickets"
FAULTS = {
    "otp": "el código OTP está vencido",
    "token": "el token está vencido",
    "run": "no conoce el RUN",
    "size": "la solicitud es muy grande",
    "error": "responde 500",
    "error-200": "responde 200 con un error adentro",
    "status": "responde 200, y el objeto trae un error",
    "slow": "tarda más de lo que se espera",
    "malformed": "responde algo que no es JSON",
    "redirect": "manda a otra dirección",
    "digest": "firma otra huella",
    "other": "firma con el certificado de otra persona",
    "garbage": "devuelve algo que no es una firma",
    "twice": "devuelve dos firmas por una huella",
    "large": "devuelve una firma que no cabe",
}
"""What it can be told to do wrong, and how that is told to people."""
FURTHEST = timedelta(minutes=30)
SIGNING_TIME = oid("1.2.840.113549.1.9.5")
UTC_TIME = 0x17
SPELT = {
    "mixed": {},
    "snake": {"otpExpired": "OTP_expired", "idSolicitud": "id_solicitud", "documentStatus": "document_status"},
}
"""Its manual has both."""


class _RefusedError(Exception):
    """What the answer says instead of a signature."""

    def __init__(self, said: str, status: int = 400, *, otp: bool = False) -> None:
        super().__init__(said)
        self.said, self.status, self.otp = said, status, otp


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class StandIn:
    """One institution's application at FirmaGob, as it would be there."""

    pki: Pki
    clock: Callable[[], datetime]
    entity: str = "Subsecretaría General de la Presidencia"
    api_token: str = "sandbox"  # noqa: S105 -- whoever rehearses writes it in the office
    secret: str = field(default="secreto de ensayo, de 32 letras o mas", repr=False)
    otp: str = "123456"
    names: Mapping[str, str] = field(default_factory=dict)
    """Who there is, by RUN without its digit; nobody named: everybody is there."""
    spelling: str = "mixed"
    names_certificate: bool = False
    """Whether its signatures say with which certificate they were made (ESS)."""
    fault: str | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    """What it was asked for, for tests: the claims of the token, the hashes, and whether there was a code."""
    _keys: dict[str, tuple[rsa.RSAPrivateKey, x509.Certificate]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _making: Lock = field(default_factory=Lock)

    def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """What a POST gets. A header may ask for a fault this once."""
        told = {name.upper(): each for name, each in headers.items()}
        fault = told.get("X-SANDBOX-FAULT") or self.fault
        if fault == "malformed":
            return Answer(200, b"<html>Error interno</html>")
        if fault == "redirect":
            return Answer(307, b"{}", {"Location": "/otra/direccion"})
        try:
            return self._told(200, self._signed(told.get("OTP"), body, fault))
        except _RefusedError as refused:
            if refused.otp:
                return self._told(200, {"hashes": [], "metadata": {"otpExpired": True, "hashesSigned": 0}})
            return self._told(200 if fault == "error-200" else refused.status, {"error": refused.said})

    def _told(self, status: int, told: dict[str, Any]) -> Answer:
        return Answer(status, json.dumps(_spelt(told, SPELT[self.spelling]), ensure_ascii=False).encode())

    def _signed(self, otp: str | None, body: bytes, fault: str | None) -> dict[str, Any]:
        if len(body) > LARGEST or fault == "size":
            raise _RefusedError("Solicitud excede el tamaño máximo que son 5 MB")
        if fault in {"error", "error-200"}:
            raise _RefusedError("Ocurrió un error inesperado", 500)
        told = _object(body)
        claims = self._claims(told, fault)
        self._require_otp(claims, otp, fault)
        hashes = [str(each.get("content")) for each in told.get("hashes") or ()]
        if not hashes:
            raise _RefusedError("Debe enviar al menos un archivo o hash")
        self.asked.append({**claims, "hashes": hashes, "with_otp": otp is not None})
        signed = [self._object_for(claims["run"], each, fault) for each in hashes]
        return {
            "hashes": signed * (2 if fault == "twice" else 1),
            "metadata": {
                "otpExpired": False,
                "hashesSigned": len(hashes),
                "signedFailed": 0,
                "hashesReceived": len(hashes),
            },
            "idSolicitud": next(self._numbers),
        }

    def _claims(self, told: dict[str, Any], fault: str | None) -> dict[str, Any]:
        if told.get("api_token_key") != self.api_token:
            raise _RefusedError("api_token_key no corresponde a una aplicación", 401)
        try:
            claims = jwt.decode(
                str(told.get("token")), self.secret, algorithms=["HS256"], options={"verify_iat": False}
            )
            expires = datetime.strptime(str(claims["expiration"]), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=CHILE)
        except (jwt.InvalidTokenError, KeyError, ValueError):
            raise _RefusedError("Token inválido", 401) from None
        now = self.clock()
        if fault == "token" or not now < expires <= now + FURTHEST:
            raise _RefusedError("Token expirado: expiration")
        if claims.get("entity") != self.entity or claims.get("purpose") not in {ATTENDED, UNATTENDED}:
            raise _RefusedError("La entidad o el propósito no corresponden a la aplicación", 401)
        run = str(claims.get("run", ""))
        if fault == "run" or not run.isdigit() or (self.names and run not in self.names):
            raise _RefusedError("No existe certificado vigente para el run indicado")
        return dict(claims)

    def _require_otp(self, claims: dict[str, Any], otp: str | None, fault: str | None) -> None:
        if claims["purpose"] == UNATTENDED:
            if otp is not None:
                raise _RefusedError("No corresponde enviar código de seguridad para firma desatendida")
            return
        if fault == "otp" or otp != self.otp:
            raise _RefusedError("OTP", otp=True)

    def _object_for(self, run: str, content: str, fault: str | None) -> dict[str, Any]:
        if fault == "status":
            return {"status": "error", "documentStatus": "No fue posible firmar", "contentType": "application/pdf"}
        try:
            digest = b64decode(content, validate=True)
        except binascii.Error:
            digest = b""
        if len(digest) != SHA256.digest_size:
            return {"status": "error", "documentStatus": "El hash no es un SHA-256", "contentType": "application/pdf"}
        wanted = sha256(digest).digest() if fault == "digest" else digest
        cms = b"no es una firma" if fault == "garbage" else self._cms("1" if fault == "other" else run, wanted, fault)
        return {
            "content": b64encode(cms).decode(),
            "status": "OK",
            "contentType": "application/pdf",
            "documentStatus": "Firmado",
            "hashOriginal": content,
        }

    def _cms(self, run: str, digest: bytes, fault: str | None) -> bytes:
        """As those of the State: what it is, when, and the digest; and no word of the certificate, unless told to."""
        key, certificate = self._key(run)
        chain = [*self.pki.chain, *self._many(fault)]

        def sign(attributes: bytes) -> bytes:
            return key.sign(attributes, padding.PKCS1v15(), SHA256())

        if self.names_certificate:
            return writing.signed_data(digest, certificate, chain, sign)
        at = value(UTC_TIME, f"{self.clock():%y%m%d%H%M%SZ}".encode())
        attributes = a_set(
            (
                writing.attribute(writing.TYPE, writing.DATA),
                writing.attribute(SIGNING_TIME, at),
                writing.attribute(writing.DIGEST, value(OCTETS, digest)),
            )
        )
        serial = integer(certificate.serial_number)
        named = value(SEQUENCE, certificate.issuer.public_bytes(), serial)
        signer = value(
            SEQUENCE,
            integer(1),
            named,
            writing.SHA256,
            bytes((writing.EXPLICIT,)) + attributes[1:],
            writing.WITH_RSA,
            value(OCTETS, sign(attributes)),
        )
        ders = {each.public_bytes(Encoding.DER) for each in (certificate, *chain)}
        signed = value(
            SEQUENCE,
            integer(1),
            value(SET, writing.SHA256),
            value(SEQUENCE, writing.DATA),
            a_set(ders, writing.EXPLICIT),
            value(SET, signer),
        )
        return value(SEQUENCE, writing.SIGNED_DATA, value(writing.EXPLICIT, signed))

    def _many(self, fault: str | None) -> list[x509.Certificate]:
        """Certificates of others: more than any hole has room for."""
        return [self._key(str(each))[1] for each in range(1000, 1040)] if fault == "large" else []

    def _key(self, run: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        with self._making:
            if run not in self._keys:
                self._keys[run] = self._made(run)
        return self._keys[run]

    def _made(self, run: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        """A certificate for whoever signs first, in force since a little while ago. A key costs: they share one."""
        key = next((each for each, _ in self._keys.values()), None) or certificates.new_key()
        rut, now = f"{run}-{check_digit(int(run))}", self.clock()
        holder = Holder(self.names.get(run, f"Persona {rut}"), self.entity, rut=rut)
        told = [*certificates.of_signer(holder), *certificates.about(key, self.pki.issuer)]
        ends, begins = now + timedelta(days=365), now - timedelta(days=1)
        subject = certificates.subject_of(holder)
        return key, certificates.certificate(subject, key, self.pki.issuer, begins, ends, told)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _RefusedError("La solicitud no es un objeto JSON")
    return told


def _spelt(told: Any, ways: Mapping[str, str]) -> Any:
    if isinstance(told, dict):
        return {ways.get(name, name): _spelt(each, ways) for name, each in told.items()}
    return [_spelt(each, ways) for each in told] if isinstance(told, list) else told
