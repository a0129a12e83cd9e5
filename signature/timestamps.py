"""Who says what time it was: a timestamping authority, chosen by the scheme of its URL."""

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from asn1crypto import tsp
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError

from signature.errors import TimestampUnavailable
from signature.pki import Demonstration
from signature.time_tokens import DemonstrationStamper, token

log = logging.getLogger(__name__)

PATIENCE = 20
"""Seconds for all of an answer, however slowly it comes."""
LARGEST, CHUNK = 64 * 1024, 4096
ANSWER = "application/timestamp-reply"
NO_ANSWER = "La autoridad de sellado de tiempo no responde: no se firmó nada; intente de nuevo en unos minutos."
NOT_SET = "No hay autoridad de sellado de tiempo: el administrador debe fijar OFICINA_TSA_URL."


class Timestamper(Protocol):
    """Something that stamps with the time."""

    def stamper(self, at: datetime) -> TimeStamper: ...

    def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
        """An RFC 3161 token over a digest, as DER; or a refusal, and nothing is to be signed."""
        ...


@dataclass(frozen=True, slots=True)
class DemonstrationTsa:
    """Stamps inside the process with a certificate named DEMOSTRACIÓN, by the platform's clock."""

    demonstration: Demonstration

    def stamper(self, at: datetime) -> TimeStamper:
        pki = self.demonstration.pki(at)
        return DemonstrationStamper(pki.tsa, pki.root.certificate, at)

    def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
        pki = self.demonstration.pki(at)
        return token(pki.tsa, pki.root.certificate, digest, at, algorithm=algorithm)


@dataclass(frozen=True, slots=True)
class HttpTsa:
    """An authority that answers RFC 3161 over HTTP."""

    url: str
    patience: float = PATIENCE

    def stamper(self, at: datetime) -> TimeStamper:
        return _BoundedStamper(self.url, timeout=self.patience)

    def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
        try:
            made = asyncio.run(self.stamper(at).async_timestamp(digest, algorithm))
            told = made["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            stamped = told["hash_algorithm"]["algorithm"].native, told["hashed_message"].native
        except (OSError, TimestampRequestError, KeyError, TypeError, ValueError) as error:
            raise TimestampUnavailable(NO_ANSWER, tsa=self.url) from error
        if stamped != (algorithm, digest):
            raise TimestampUnavailable(NO_ANSWER, tsa=self.url)
        return bytes(made.dump())


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

    def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
        raise TimestampUnavailable(NOT_SET)

    def stamper(self, at: datetime) -> TimeStamper:
        raise TimestampUnavailable(NOT_SET)


@dataclass(frozen=True, slots=True)
class SeveralTsas:
    """The first that answers: the others are asked only when those before them fail."""

    each: tuple[Timestamper, ...]

    def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
        for one in self.each[:-1]:
            try:
                return one.token(digest, at, algorithm)
            except TimestampUnavailable as refusal:
                log.warning("a timestamping authority failed, the next one is asked: %s", refusal.facts.get("tsa", ""))
        return self.each[-1].token(digest, at, algorithm)

    def stamper(self, at: datetime) -> TimeStamper:
        return self.each[0].stamper(at)


def open_timestamper(urls: str, demonstration: Demonstration) -> Timestamper:
    """By the scheme of each URL: `demo:` inside the process, or an authority outside. They are asked in their order."""
    found = tuple(_opened(each, demonstration) for each in named(urls))
    if len(found) > 1:
        return SeveralTsas(found)
    return found[0] if found else NoTsa()


def over_http(urls: str) -> Timestamper:
    """Authorities outside, without any office: the first that answers tells the time."""
    return SeveralTsas(tuple(HttpTsa(each) for each in named(urls)))


def named(urls: str) -> list[str]:
    """The authorities of a setting, apart by commas or blanks."""
    return urls.replace(",", " ").split()


def authorities(timestamper: Timestamper) -> tuple[Timestamper, ...]:
    """Each of those that it stands for, in the order in which they are asked."""
    return timestamper.each if isinstance(timestamper, SeveralTsas) else (timestamper,)


def _opened(url: str, demonstration: Demonstration) -> Timestamper:
    return DemonstrationTsa(demonstration) if urlsplit(url).scheme == "demo" else HttpTsa(url)


def token_over(timestamper: Timestamper, content: bytes, at: datetime) -> bytes:
    """An RFC 3161 token over these bytes, as DER."""
    return timestamper.token(hashlib.sha256(content).digest(), at)
