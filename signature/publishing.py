"""Making a bundle of anchors: what whoever keeps the list of trust of the offices does, on their own machine."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from signature.errors import TrustRefused
from signature.trust import opened, published

OWN = 0o600


def new_key(private: Path, public: Path) -> None:
    """A key to publish with. What is there is never written over: it may be the one that offices know."""
    if private.exists() or public.exists():
        raise TrustRefused(f"Ya existe {private} o {public}: elija otro nombre, o use esa clave.")
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def publish(listing: Path, private: Path, before: Path | None, at: datetime) -> bytes:
    """The bundle of this list, signed, numbered one after the bundle before, and proved as an office will prove it."""
    key = _key(private)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    version = opened(_read(before), public)["version"] + 1 if before else 1
    try:
        anchors = [_anchor(each, listing.parent) for each in json.loads(_read(listing))]
        bundle = published(anchors, version, at, key)
        opened(bundle, public)
    except TrustRefused as refusal:
        raise _wrong(listing, str(refusal.facts.get("reason", refusal.message))) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(listing, str(error)) from None
    return bundle


def _anchor(told: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A line of the list: the certificate in a file beside it, or in the list itself."""
    pem = told["pem"] if "pem" in told else _read(folder / told["file"]).decode("ascii")
    return {**{name: each for name, each in told.items() if name != "file"}, "pem": pem}


def _key(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(_read(file), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise TrustRefused(f"{file} no es una clave Ed25519 sin cifrar: haga una con «oficina trust key».")
    return key


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise TrustRefused(f"No se puede leer {file}: revise la ruta.") from None


def _wrong(listing: Path, why: str) -> TrustRefused:
    return TrustRefused(
        f"La lista {listing} no sirve ({why[:200]}): cada ancla lleva «file» o «pem», y «purposes» con signature, "
        "seal o timestamp; «from» y «until» son fechas con su zona."
    )
