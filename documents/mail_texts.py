"""What a message says, and what it carries: RFC 5322 (eml) and Outlook (msg)."""

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage, MIMEPart
from io import BytesIO
from typing import NamedTuple

import olefile

HEADERS = ("Subject", "From", "To", "Cc", "Date")
HEADER = re.compile(rb"(?:from|to|subject|date|received|return-path|message-id|mime-version):", re.IGNORECASE)
LINE = re.compile(rb"[!-9;-~]+:|[ \t]")
TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
ROOT = "__substg1.0_"
ATTACHED = "__attach_version1.0_"
SUBJECT, BODY, HTML = "0037", "1000", "1013"
PEOPLE = ("0C1A", "0C1F", "5D01", "0E04", "0E03")
"""Who sent it, as a name and as an address, and to whom it went."""
LONG_NAME, SHORT_NAME, BYTES, EMBEDDED = "3707", "3704", "37010102", "3701000D"
ENCODINGS = {"001F": "utf-16-le", "001E": "cp1252"}


class Part(NamedTuple):
    """A file that a message or an archive carries; words of the thing itself have no name."""

    name: str | None
    content: bytes


def is_message(content: bytes) -> bool:
    """Whether it begins as messages do: with headers of theirs, one of which is one of the usual ones."""
    lines = content[:2048].splitlines()[:4]
    return bool(lines) and all(map(LINE.match, lines)) and any(map(HEADER.match, lines))


def parts_of_eml(content: bytes) -> Iterator[Part]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    yield _said(" ".join(str(message[name]) for name in HEADERS if message[name]))
    body = message.get_body(("plain", "html"))
    if body is not None:
        yield _said(_body(body))
    for at, part in enumerate(_carried(message, body), start=1):
        name = part.get_filename() or f"adjunto {at}"
        if part.get_content_type() == "message/rfc822":
            inside: EmailMessage = part.get_content()
            yield Part(name if name.endswith(".eml") else f"{name}.eml", inside.as_bytes())
        else:
            carried = part.get_payload(decode=True)
            yield Part(name, carried if isinstance(carried, bytes) else b"")


def _carried(message: MIMEPart, body: object) -> Iterator[MIMEPart]:
    """Files, however deep they lie in the message; those of a message within are its own."""
    for part in message.iter_parts():
        if part is body:
            continue
        if part.get_content_maintype() == "multipart":
            yield from _carried(part, body)
        elif part.get_filename() or part.get_content_maintype() != "text":
            yield part


def _body(part: MIMEPart) -> str:
    with suppress(LookupError, UnicodeError):
        text = str(part.get_content())
        return TAG.sub(" ", text) if part.get_content_subtype() == "html" else text
    return ""


def parts_of_msg(content: bytes) -> Iterator[Part]:
    with olefile.OleFileIO(BytesIO(content)) as compound:
        if not any(path[0].startswith("__properties_version1") for path in compound.listdir()):
            raise ValueError("it is no message")
        yield from _message(compound, [])


def _message(compound: olefile.OleFileIO, inside: list[str]) -> Iterator[Part]:
    for tag in (SUBJECT, *PEOPLE):
        yield _said(_text(compound, inside, tag))
    body = _text(compound, inside, BODY)
    if not body:
        html = _bytes(compound, [*inside, f"{ROOT}{HTML}0102"]).decode("utf-8", "replace")
        body = TAG.sub(" ", html or _text(compound, inside, HTML))
    yield _said(body)
    places = {tuple(path[: len(inside) + 1]) for path in compound.listdir() if path[: len(inside)] == inside}
    for place in sorted(each for each in places if each[-1].startswith(ATTACHED)):
        yield from _attachment(compound, list(place))


def _attachment(compound: olefile.OleFileIO, inside: list[str]) -> Iterator[Part]:
    if compound.exists("/".join([*inside, ROOT + EMBEDDED])):
        yield from _message(compound, [*inside, ROOT + EMBEDDED])
        return
    name = _text(compound, inside, LONG_NAME) or _text(compound, inside, SHORT_NAME) or "adjunto"
    yield Part(name, _bytes(compound, [*inside, ROOT + BYTES]))


def _text(compound: olefile.OleFileIO, inside: list[str], tag: str) -> str:
    for form, encoding in ENCODINGS.items():
        if found := _bytes(compound, [*inside, f"{ROOT}{tag}{form}"]):
            return found.decode(encoding, "replace").rstrip("\0")
    return ""


def _bytes(compound: olefile.OleFileIO, path: list[str]) -> bytes:
    if not compound.exists("/".join(path)):
        return b""
    with compound.openstream(path) as stream:
        return bytes(stream.read())


def _said(text: str) -> Part:
    return Part(None, text.encode("utf-8", "replace"))
