"""FirmaGob, where the State keeps the keys of its officials: the API v2, by hashes.

It is sent the SHA-256 of what is signed, never a document, and gives back a whole CMS. Who may sign is said by a token
that lasts minutes, in the local time of Chile and without zone, and for a person («Propósito General») by the code of
their authenticator, which goes in a header and is kept nowhere.
"""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import jwt

from kernel.errors import Refused
from kernel.rut import Rut
from signature.errors import (
    NoKeyElsewhere,
    RemoteAccessRefused,
    RemoteAnswerRefused,
    RemoteTooLarge,
    RemoteUnavailable,
    WrongPin,
)
from signature.providers.calling import PATIENCE, Answer, Question, ask

ATTENDED, UNATTENDED = "Propósito General", "Desatendido"
CHILE = ZoneInfo("America/Santiago")
LASTS = timedelta(minutes=5)
"""How long a token is good for. FirmaGob takes up to 30 minutes; nothing here needs them."""
LARGEST = 5 << 20
"""Of a whole request."""
NAME = "FirmaGob"


@dataclass(frozen=True, slots=True)
class Access:
    """How an institution presents itself, by what the Secretaría de Gobierno Digital gave it."""

    entity: str
    api_token: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signing:
    """Whose signature is asked for, what for, and the code of their authenticator where they are there."""

    run: Rut
    purpose: str
    otp: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """A CMS over each hash, in their order, and by which number FirmaGob remembers it."""

    cms: tuple[bytes, ...] = field(repr=False)
    audit_key: str


@dataclass(frozen=True, slots=True)
class FirmaGob:
    """The service at the address that whoever runs this machine set. No other is ever called."""

    url: str
    patience: float = PATIENCE

    def sign(self, access: Access, signing: Signing, digests: tuple[bytes, ...], at: datetime) -> Signed:
        """A CMS over each of these SHA-256."""
        hashes = [{"content-type": "application/pdf", "content": b64encode(each).decode()} for each in digests]
        body = {"api_token_key": access.api_token, "token": _token(access, signing, at), "hashes": hashes}
        written = json.dumps(body).encode()
        if len(written) > LARGEST:
            raise RemoteTooLarge("FirmaGob recibe hasta 5 MB cada vez: firme menos documentos juntos.")
        otp = {"OTP": signing.otp} if signing.purpose == ATTENDED and signing.otp else {}
        return _read(ask(Question(self.url, written, otp), NAME, self.patience), signing, len(digests))


def _token(access: Access, signing: Signing, at: datetime) -> str:
    """A JWT with HS256. Its `expiration` is what a clock on a wall of Santiago says; in UTC it would never be good."""
    claims = {
        "entity": access.entity,
        "run": str(signing.run.number),
        "purpose": signing.purpose,
        "expiration": f"{(at + LASTS).astimezone(CHILE):%Y-%m-%dT%H:%M:%S}",
        "iat": int(at.timestamp()),
    }
    return jwt.encode(claims, access.secret, algorithm="HS256")


def _read(answer: Answer, signing: Signing, count: int) -> Signed:
    told, metadata = answer.told, answer.told.get("metadata")
    numbers = metadata if isinstance(metadata, Mapping) else {}
    audit_key = str(_spelt(told, "idSolicitud", "id_solicitud") or "")[:100]
    if _spelt(numbers, "otpExpired", "OTP_expired", "otp_expired") in {True, "true"}:
        raise _refusal("otp expired", answer.status, signing, audit_key)
    if answer.status != HTTPStatus.OK or told.get("error"):
        said = told.get("error") or told.get("message") or ""
        raise _refusal(str(said), answer.status, signing, audit_key)
    objects = told.get("hashes")
    if not isinstance(objects, list) or len(objects) != count:
        raise _not_understood(audit_key)
    return Signed(tuple(_cms(each, signing, audit_key) for each in objects), audit_key)


def _cms(told: Any, signing: Signing, audit_key: str) -> bytes:
    """What it says of one of the objects."""
    if not isinstance(told, Mapping):
        raise _not_understood(audit_key)
    status = str(told.get("status") or "")
    if status.upper() != "OK":
        said = f"{status} {_spelt(told, 'documentStatus', 'document_status') or ''} {told.get('description') or ''}"
        raise _refusal(said, HTTPStatus.OK, signing, audit_key)
    try:
        return b64decode("".join(str(told["content"]).split()), validate=True)
    except (KeyError, binascii.Error):
        raise _not_understood(audit_key) from None


def _spelt(told: Mapping[str, Any], *ways: str) -> Any:
    """Its manual spells the same thing in several ways, and so do its answers."""
    return next((told[each] for each in ways if each in told), None)


def _not_understood(audit_key: str) -> RemoteAnswerRefused:
    return RemoteAnswerRefused(
        "FirmaGob respondió algo que no se entiende: no se firmó nada. Intente de nuevo; si se repite, avise a su "
        "administrador.",
        audit_key=audit_key,
    )


def _refusal(said: str, status: int, signing: Signing, audit_key: str) -> Refused:
    """What it said, in words that tell what to do. It has no codes: it is known by its words."""
    words = said.lower()
    facts: dict[str, int | str] = {"answered": int(status), "audit_key": audit_key}
    if "otp" in words:
        return WrongPin(
            "El código OTP de FirmaGob no es correcto o ya venció: espere el siguiente en su autenticador y escríbalo.",
            **facts,
        )
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or "tamaño" in words or "5 mb" in words:
        return RemoteTooLarge("FirmaGob recibe hasta 5 MB cada vez: firme menos documentos juntos.", **facts)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return RemoteUnavailable(
            "FirmaGob tiene un problema y no firmó nada: intente de nuevo en unos minutos.", **facts
        )
    if "expir" in words:
        return RemoteAccessRefused(
            "FirmaGob dice que la autorización ya venció: pida a quien opera el servidor que revise su hora.", **facts
        )
    if "run" in words.split() or "certificado" in words or "usuario" in words:
        return NoKeyElsewhere(
            f"FirmaGob no tiene un certificado vigente del RUN {signing.run.masked} para «{signing.purpose}» en su "
            "institución: pídalo al Ministro de Fe que la certifica.",
            **facts,
        )
    return RemoteAccessRefused(
        "FirmaGob no acepta lo que su institución presenta: el administrador debe revisar la entidad, el token y el "
        "secreto en Administración, FirmaGob.",
        **facts,
    )
