"""Checkpoints as signed notes, in the format that public logs share (c2sp.org/tlog-checkpoint, signed-note).

Anybody with the verifier's key, which is a line of text, reads and proves them with tools that are not ours.
"""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kernel.secrets import Secrets

ED25519 = b"\x01"
DASH = "— "


class NoteRefused(ValueError):  # noqa: N818 -- it says what happened
    """What was given is not a checkpoint, or nobody known signed it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a checkpoint says: of which log, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def of(cls, text: str) -> Self:
        try:
            origin, size, root, *_ = text.split("\n")
            told = cls(origin, int(size), b64decode(root, validate=True))
        except ValueError as error:
            raise NoteRefused("it is not a checkpoint") from error
        if told.text() != text:
            raise NoteRefused("it is not written as checkpoints are")
        return told


@dataclass(frozen=True, slots=True)
class Notary:
    """Signs the checkpoints of every log of this installation, each with a key of its own.

    `stamps` says whether somebody is there to timestamp them.
    """

    host: str
    secrets: Secrets
    stamps: bool = False

    def origin(self, institution_id: UUID) -> str:
        return f"{self.host}/log/{institution_id}"

    def sign(self, institution_id: UUID, size: int, root: bytes) -> str:
        key, told = self._key(institution_id), Told(self.origin(institution_id), size, root)
        signature = _hash(told.origin, key.public_key()) + key.sign(told.text().encode())
        return f"{told.text()}\n{DASH}{told.origin} {b64encode(signature).decode()}\n"

    def verifier(self, institution_id: UUID) -> str:
        """What whoever checks needs, as a line of text: name, hash and key."""
        name, key = self.origin(institution_id), self._key(institution_id).public_key()
        return f"{name}+{_hash(name, key).hex()}+{b64encode(ED25519 + key.public_bytes_raw()).decode()}"

    def _key(self, institution_id: UUID) -> Ed25519PrivateKey:
        return self.secrets.signing_key(f"log/{institution_id}")


def opened(note: str, *verifiers: str) -> Told:
    """What the note says, if one of these keys signed it."""
    text, found, signatures = note.partition("\n\n")
    if not found:
        raise NoteRefused("it has no signature")
    text += "\n"
    if not any(_signed(text, line, verifier) for line in signatures.splitlines() for verifier in verifiers):
        raise NoteRefused("no known key signed it")
    return Told.of(text)


def _signed(text: str, line: str, verifier: str) -> bool:
    try:
        name, _hash_of_key, key = verifier.split("+", 2)
        public = Ed25519PublicKey.from_public_bytes(b64decode(key)[1:])
        signature = b64decode(line.removeprefix(f"{DASH}{name} "), validate=True)
        public.verify(signature[4:], text.encode())
    except (InvalidSignature, ValueError):
        return False
    return signature[:4] == _hash(name, public)


def _hash(name: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:4]


def origin_of(note: str) -> UUID:
    """Which institution's log a checkpoint says it is of, before anybody checked it."""
    origin, _, _ = note.partition("\n")
    try:
        return UUID(origin.rsplit("/", 1)[-1])
    except ValueError as error:
        raise NoteRefused("it names no log") from error
