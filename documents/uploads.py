"""Files as they come in: counted while they arrive, kept aside until they are read to the end, and gone afterwards."""

import hashlib
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from documents.errors import FileEmpty, FileMissing, FileTooLarge
from documents.storage.base import CHUNK
from kernel.canonical import canonical
from kernel.http import AtDesk, Once, wired
from kernel.idempotency import Call
from kernel.secrets import Secrets
from kernel.text import refuse_unsound

OVERHEAD = 2 * 1024 * 1024
"""What a form may say besides the file."""
PATIENCE = 4
"""How many times the limit is read and thrown away, so that whoever sends too much gets an answer."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large files may be, in bytes. Set by whoever runs the office."""

    document: int
    attachment: int


@dataclass(frozen=True, slots=True)
class Received:
    """A file of this machine that goes when the request is answered, and what came with it."""

    path: Path
    name: str
    media_type: str
    size: int
    sha256: str
    told: Mapping[str, str]
    once: Once

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


@dataclass(frozen=True, slots=True)
class _Form:
    file: UploadFile
    told: Mapping[str, str]


def counted(request: Request, largest: int) -> Request:
    """The same request, refused once more has come than may come; the rest is read, and not kept."""
    come = 0

    async def receive() -> Message:
        nonlocal come
        message = await request.receive()
        come += len(message.get("body", b""))
        if come <= largest + OVERHEAD:
            return message
        while message.get("more_body") and come < largest * PATIENCE:
            message = await request.receive()
            come += len(message.get("body", b""))
        raise too_large(largest)

    return Request(request.scope, receive)


def too_large(largest: int) -> FileTooLarge:
    return FileTooLarge(
        f"El archivo supera los {largest // MEGABYTE} MB que se admiten: redúzcalo o divídalo.", largest=largest
    )


@asynccontextmanager
async def _form(request: Request, largest: int) -> AsyncIterator[_Form]:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise _not_understood()
    try:
        async with counted(request, largest).form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise FileMissing("Falta el archivo: envíelo en la parte «file» de un formulario.", field="file")
            told = {name: value for name, value in form.items() if isinstance(value, str)}
            refuse_unsound({**_plain(told), "filename": file.filename})
            yield _Form(file, told)
    except HTTPException:
        raise _not_understood() from None


def _not_understood() -> FileMissing:
    return FileMissing("El formulario no se entiende: envíelo como multipart/form-data.", field="file")


async def _document_form(request: Request, limits: Annotated[Limits, wired("limits")]) -> AsyncIterator[_Form]:
    async with _form(request, limits.document) as form:
        yield form


async def _attachment_form(request: Request, limits: Annotated[Limits, wired("limits")]) -> AsyncIterator[_Form]:
    async with _form(request, limits.attachment) as form:
        yield form


def _received(
    request: Request, desk: AtDesk, secrets: Secrets, key: UUID, form: _Form, largest: int
) -> Iterator[Received]:
    with NamedTemporaryFile(prefix="oficina-", delete=False) as kept:
        path = Path(kept.name)
        try:
            shutil.copyfileobj(form.file.file, kept, CHUNK)
            kept.flush()
            size = kept.tell()
            _refuse_size(size, largest)
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            told = [request.method, request.url.path, sha256, form.file.filename, _plain(form.told)]
            digest = secrets.digest("idempotency", hashlib.sha256(canonical(told)).hexdigest())
            yield Received(
                path=path,
                name=Path(form.file.filename or "documento").name[:255],
                media_type=(form.file.content_type or "application/octet-stream")[:120],
                size=size,
                sha256=sha256,
                told=form.told,
                once=Once(desk, Call(key, digest), secrets, request.app.state.noter),
            )
        finally:
            path.unlink(missing_ok=True)


def _refuse_size(size: int, largest: int) -> None:
    if size > largest:
        raise too_large(largest)
    if size == 0:
        raise FileEmpty("El archivo está vacío: revíselo y envíelo de nuevo.", field="file")


def _plain(told: Mapping[str, str]) -> dict[str, Any]:
    """The same for two clients that write the same JSON in other ways."""
    plain: dict[str, Any] = dict(told)
    for name, value in told.items():
        with suppress(ValueError):
            plain[name] = json.loads(value)
    return plain


def _document_file(
    request: Request,
    desk: AtDesk,
    secrets: Annotated[Secrets, wired("secrets")],
    limits: Annotated[Limits, wired("limits")],
    idempotency_key: Annotated[UUID, Header()],
    form: Annotated[_Form, Depends(_document_form)],
) -> Iterator[Received]:
    yield from _received(request, desk, secrets, idempotency_key, form, limits.document)


def _attachment_file(
    request: Request,
    desk: AtDesk,
    secrets: Annotated[Secrets, wired("secrets")],
    limits: Annotated[Limits, wired("limits")],
    idempotency_key: Annotated[UUID, Header()],
    form: Annotated[_Form, Depends(_attachment_form)],
) -> Iterator[Received]:
    yield from _received(request, desk, secrets, idempotency_key, form, limits.attachment)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that somebody shows, to be looked at and not kept."""

    path: Path
    sha256: str


def _shown_file(
    limits: Annotated[Limits, wired("limits")], form: Annotated[_Form, Depends(_document_form)]
) -> Iterator[Shown]:
    with NamedTemporaryFile(prefix="oficina-") as kept:
        shutil.copyfileobj(form.file.file, kept, CHUNK)
        kept.flush()
        _refuse_size(kept.tell(), limits.document)
        path = Path(kept.name)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        yield Shown(path, sha256)


AtLimits = Annotated[Limits, wired("limits")]
DocumentFile = Annotated[Received, Depends(_document_file)]
AttachmentFile = Annotated[Received, Depends(_attachment_file)]
ShownFile = Annotated[Shown, Depends(_shown_file)]
