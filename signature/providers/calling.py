"""Asking a service outside in JSON: one question, one answer, in bounded time and size, and of nobody else.

An address that an answer names is never followed. What a question carries may be secret: no refusal repeats it.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from signature.errors import RemoteUnavailable

PATIENCE = 30.0
"""Seconds for all of an answer: whoever signs is waiting."""
LARGEST, CHUNK = 4 << 20, 64 << 10


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, where. A traceback shows neither what it carries nor its headers."""

    url: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def ask(question: Question, who: str, patience: float = PATIENCE) -> Answer:
    """What it answered, if that is an object in JSON; `who` is how the service is called when it did not."""
    try:
        status, content = asyncio.run(_asked(question, patience))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _silent(who, type(error).__name__) from None
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _silent(who, f"{status}, not JSON")
    return Answer(status, told)


def _silent(who: str, why: str) -> RemoteUnavailable:
    return RemoteUnavailable(
        f"{who} no respondió, o no como se espera: no se firmó nada. Intente de nuevo en unos minutos.", why=why
    )


async def _asked(question: Question, patience: float) -> tuple[int, bytes]:
    told, bounds = bytearray(), aiohttp.ClientTimeout(total=patience)
    headers = {"Content-Type": "application/json", "Accept": "application/json", **question.headers}
    async with (
        aiohttp.ClientSession(timeout=bounds, cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.post(question.url, data=question.body, headers=headers, allow_redirects=False) as answer,
    ):
        async for part in answer.content.iter_chunked(CHUNK):
            told += part
            if len(told) > LARGEST:
                raise aiohttp.ClientPayloadError("more than an answer")
    return answer.status, bytes(told)
