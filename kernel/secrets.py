"""The one secret of the installation, and what is made of it.

It lives in a file of its own, outside the data and its backups: whoever steals the data without it
cannot sign a checkpoint, open a wrapped key or guess what stands behind a digest.
"""

import hmac
import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel.errors import Damaged, Halted

SIZE = 32
NONCE = 12
HEADER = "oficina-key-v1 "


class KeyFileRefused(Halted):
    """The key file is absent, or is not one: nothing that was wrapped with it could be opened."""


class WrappedWithAnotherKey(Damaged):
    code = "wrapped-with-another-key"


class Secrets:
    """Keys for each purpose, all derived from one. The same purpose always gives the same key."""

    def __init__(self, master: bytes) -> None:
        if len(master) != SIZE:
            raise ValueError(f"the master key has {SIZE} bytes")
        self._master = master

    def derive(self, purpose: str, size: int = SIZE) -> bytes:
        """A key for this purpose only: it tells nothing of the others."""
        return HKDF(algorithm=SHA256(), length=size, salt=None, info=f"oficina/{purpose}".encode()).derive(self._master)

    def signing_key(self, purpose: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.derive(f"ed25519/{purpose}"))

    def wrap(self, purpose: str, secret: bytes) -> bytes:
        """Encrypt for keeping beside the data. It opens again only for the same purpose."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher(purpose).encrypt(nonce, secret, purpose.encode())

    def unwrap(self, purpose: str, wrapped: bytes) -> bytes:
        try:
            return self._cipher(purpose).decrypt(wrapped[:NONCE], wrapped[NONCE:], purpose.encode())
        except (InvalidTag, ValueError):
            raise WrappedWithAnotherKey(
                "Una clave guardada no se puede abrir con el archivo de claves en uso: avise al administrador.",
                purpose=purpose,
            ) from None

    def digest(self, purpose: str, value: str) -> str:
        """What stands for `value` where it must be found again and not be read: HMAC-SHA-256, in hex."""
        return hmac.new(self.derive(f"hmac/{purpose}"), value.encode(), sha256).hexdigest()

    @cached_property
    def name(self) -> str:
        """Which key this is, for whoever has to find the right file. It gives nothing of it away."""
        return self.derive("name", 8).hex()

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(self.derive(f"wrap/{purpose}"))


def read_key_file(path: Path) -> Secrets:
    try:
        text = path.read_text("ascii").strip()
        return Secrets(b64decode(text.removeprefix(HEADER), validate=True))
    except FileNotFoundError:
        raise KeyFileRefused(
            f"No está el archivo de claves {path}: recupérelo de donde lo guardó, o cree uno con «oficina init»."
        ) from None
    except (ValueError, NotBase64, OSError) as error:
        raise KeyFileRefused(f"{path} no es un archivo de claves de esta oficina: {error}") from None


def make_key_file(path: Path) -> Secrets:
    """A new key, readable by its owner only. An existing one is never overwritten."""
    master = os.urandom(SIZE)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{HEADER}{b64encode(master).decode()}\n")
        file.flush()
        os.fsync(file.fileno())
    return Secrets(master)
