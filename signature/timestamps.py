"""Who says what time it was: a timestamping authority, chosen by the scheme of its URL."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signature.errors import TimestampUnavailable
from signature.pki import Demonstration

PATIENCE = 20
"""Seconds for all of an answer, however slowly it comes."""
LARGEST, CHUNK = 64 * 1024, 4096
ANSWER = "application/timestamp-reply"


class Timestamper(Protocol):
    """Something that stamps with the time."""

    def stamper(self, at: datetime) -> TimeStamper: ...


@dataclass(frozen=True, slots=True)
class DemonstrationTsa:
    """Stamps inside the process with a certificate named DEMOSTRACIÓN, by the platform's clock."""

    demonstration: Demonstration

    def stamper(self, at: datetime) -> TimeStamper:
        pki = self.demonstration.pki(at)
        store = SimpleCertificateStore()
        store.register(_asn1(pki.root.certificate))
        return _OpenKeyStamper(_asn1(pki.tsa.certificate), pki.tsa.key, store, fixed_dt=at.replace(microsecond=0))


class _OpenKeyStamper(DummyTimeStamper):
    """Signs with a key that stays open: the library reads it anew for each stamp, longer than all else takes."""

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, cms.CMSAttributes]:
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),
                simple_cms_attribute("message_digest", hashlib.new(md_algorithm, tst_info_data).digest()),
                simple_cms_attribute("cms_algorithm_protection", _protected(md_algorithm)),
            ]
        )
        return self.tsa_key.sign(attributes.dump(), PKCS1v15(), SHA256()), attributes


@dataclass(frozen=True, slots=True)
class HttpTsa:
    """An authority that answers RFC 3161 over HTTP."""

    url: str
    patience: float = PATIENCE

    def stamper(self, at: datetime) -> TimeStamper:
        return _BoundedStamper(self.url, timeout=self.patience)


class _BoundedStamper(HTTPTimeStamper):
    """Follows nobody elsewhere, and reads no more and waits no longer than an honest authority needs."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            return tsp.TimeStampResp.load(await self._asked(bytes(req.dump())), strict=True)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise TimestampRequestError(f"the authority gave no answer: {type(error).__name__}") from error

    async def _asked(self, question: bytes) -> bytes:
        told, patience = bytearray(), aiohttp.ClientTimeout(total=self.timeout)
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.post(self.url, data=question, headers=self.request_headers(), allow_redirects=False) as answer,
        ):
            if answer.status != HTTPStatus.OK or answer.content_type != ANSWER:
                raise TimestampRequestError(f"the authority answered {answer.status} {answer.content_type}")
            async for part in answer.content.iter_chunked(CHUNK):
                told += part
                if len(told) > LARGEST:
                    raise TimestampRequestError("the authority answered too much")
        return bytes(told)


@dataclass(frozen=True, slots=True)
class NoTsa:
    """Nothing was set: nothing can be signed."""

    def stamper(self, at: datetime) -> TimeStamper:
        raise TimestampUnavailable(
            "No hay autoridad de sellado de tiempo: el administrador debe fijar OFICINA_TSA_URL."
        )


def open_timestamper(url: str, demonstration: Demonstration) -> Timestamper:
    """By the scheme of the URL: `demo:` inside the process, or an authority outside."""
    if not url:
        return NoTsa()
    return DemonstrationTsa(demonstration) if urlsplit(url).scheme == "demo" else HttpTsa(url)


def token_over(timestamper: Timestamper, content: bytes, at: datetime) -> bytes:
    """An RFC 3161 token over these bytes, as DER."""
    try:
        made = timestamper.stamper(at).async_timestamp(hashlib.sha256(content).digest(), "sha256")
        return bytes(asyncio.run(made).dump())
    except (OSError, TimestampRequestError) as error:
        raise TimestampUnavailable("La autoridad de sellado de tiempo no responde: intente más tarde.") from error


def _protected(md_algorithm: str) -> cms.CMSAlgorithmProtection:
    """The algorithms, told again where they are signed."""
    return cms.CMSAlgorithmProtection(
        {
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": md_algorithm}),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
        }
    )


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
