"""Whom an office trusts: a bundle of anchors, dated, numbered and signed, and what its administrator placed beside it.

The State of Chile publishes no list of trust that a program can read, so somebody has to keep one. What is published is
a JSON file: the bundle, and an Ed25519 signature over its canonical form. An office takes a newer one only from the
same publisher; who that is, its administrator says once.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from signature.anchors import PURPOSES, Told
from signature.certificates import common_name
from signature.errors import TrustRefused

BUNDLE, PUBLISHER, HISTORY, REIGNS = "anclas.json", "publicador.pem", "anteriores", "vigencias.json"
FORMAT = "oficina-trust/1"
LARGEST = 4 << 20
WARNED = (7, 30, 90)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One anchor, as it is listed."""

    name: str
    purposes: tuple[str, ...]
    begins: datetime
    ends: datetime
    sha256: str
    source: str

    def warning(self, now: datetime) -> str:
        """What has to be known of its end."""
        if self.ends < now:
            return f"venció el {self.ends:%d-%m-%Y}: vale para lo anterior"
        left = (self.ends - now) // DAY
        return f"vence en {left} días" if any(left < each for each in WARNED) else ""


@dataclass(frozen=True, slots=True)
class Reign:
    """A bundle, and from when until when it was the one in force here."""

    version: int
    issued: datetime
    begins: datetime
    ends: datetime | None


class TrustFolder:
    """The folder of an office where its anchors are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def anchors(self) -> list[Told]:
        """As whoever judges takes them: those of the bundle, and every PEM that was placed beside it."""
        bundle = self.bundle()
        placed = [each.read_text("ascii") for each in sorted(self._folder.glob("*.pem")) if each.name != PUBLISHER]
        return [*(bundle["anchors"] if bundle else []), *placed]

    def bundle(self) -> dict[str, Any] | None:
        """The one that is in force. One that was changed in the folder is none, and says so."""
        file = self._folder / BUNDLE
        if not file.is_file():
            return None
        return opened(file.read_bytes(), self._publisher())

    def lines(self) -> Iterator[Line]:
        bundle = self.bundle() or {"anchors": []}
        for each in self.anchors():
            source = f"conjunto {bundle['version']}" if each in bundle["anchors"] else "puesta por el administrador"
            told = each if isinstance(each, dict) else {"pem": each}
            yield from _lines(told, source)

    def reigns(self) -> list[Reign]:
        """Which bundle was in force when, the last one first."""
        told, current = self._reigns(), self.bundle()
        if current and (not told or told[-1]["version"] != current["version"]):
            told.append({"version": current["version"], "issued": current["issued"], "since": current["issued"]})
        found, until = list[Reign](), None
        for each in reversed(told):
            since = _instant(each["since"])
            found.append(Reign(each["version"], _instant(each["issued"]), since, until))
            until = since
        return found

    def publisher(self) -> str | None:
        """The fingerprint of the key of whoever publishes the anchors, once it is known."""
        file = self._folder / PUBLISHER
        if not file.is_file():
            return None
        raw = _key(file.read_bytes()).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(raw).hexdigest()

    def update(self, file: Path, now: datetime, publisher: Path | None = None) -> dict[str, Any]:
        """Put a newer bundle in force, and keep the one before. `publisher` is told the first time."""
        return self.put_in_force(_read(file), now, _read(publisher) if publisher else None)

    def put_in_force(self, content: bytes, now: datetime, key: bytes | None = None) -> dict[str, Any]:
        """The same with what somebody sent. Only who has the machine says by `key` who the publisher is."""
        known = self._folder / PUBLISHER
        if key and known.is_file() and known.read_bytes() != key:
            raise TrustRefused(
                f"Esta oficina toma sus anclas de otro publicador: si de verdad cambió, borre antes {known}."
            )
        bundle = opened(content, key or self._publisher())
        _require_newer(bundle, self.bundle(), now)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._keep()
        if key:
            _write(known, key)
        _write(self._folder / BUNDLE, content)
        reign = {"version": bundle["version"], "issued": bundle["issued"], "since": now.isoformat()}
        _write(self._folder / REIGNS, json.dumps([*self._reigns(), reign], indent=1).encode())
        return bundle

    def _reigns(self) -> list[dict[str, Any]]:
        file = self._folder / REIGNS
        told: list[dict[str, Any]] = json.loads(file.read_bytes()) if file.is_file() else []
        return told

    def _publisher(self) -> bytes:
        file = self._folder / PUBLISHER
        if not file.is_file():
            raise TrustRefused(
                "No se sabe de quién tomar las anclas de confianza: indique la clave pública de quien las publica con "
                "--publisher CLAVE.pem."
            )
        return file.read_bytes()

    def _keep(self) -> None:
        current = self._folder / BUNDLE
        if current.is_file():
            kept = self._folder / HISTORY
            kept.mkdir(exist_ok=True)
            version = json.loads(current.read_bytes())["bundle"]["version"]
            _write(kept / f"anclas-{version}.json", current.read_bytes())


def published(anchors: Sequence[Mapping[str, Any]], version: int, issued: datetime, key: Ed25519PrivateKey) -> bytes:
    """A bundle, signed: of each anchor its certificate in PEM, its purposes, from when and until when it is trusted."""
    bundle = {"format": FORMAT, "version": version, "issued": issued.isoformat(), "anchors": list(anchors)}
    signature = base64.b64encode(key.sign(_canonical(bundle))).decode()
    return json.dumps({"bundle": bundle, "signature": signature}, ensure_ascii=False, indent=1).encode()


def opened(content: bytes, publisher: bytes) -> dict[str, Any]:
    """The bundle, if its publisher signed it and it is whole."""
    try:
        told = json.loads(content)
        bundle: dict[str, Any] = told["bundle"]
        _key(publisher).verify(base64.b64decode(told["signature"], validate=True), _canonical(bundle))
        _check(bundle)
    except InvalidSignature:
        raise TrustRefused(
            "El conjunto de anclas no lo firmó su publicador o fue alterado: pídalo de nuevo por una vía segura."
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TrustRefused(
            "El archivo no es un conjunto de anclas de confianza, o está dañado: pídalo de nuevo a quien lo publica.",
            reason=str(error)[:200],
        ) from None
    return bundle


def _key(publisher: bytes) -> Ed25519PublicKey:
    key = load_pem_public_key(publisher)
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("not an Ed25519 key")
    return key


def _check(bundle: Mapping[str, Any]) -> None:
    if bundle["format"] != FORMAT or type(bundle["version"]) is not int or bundle["version"] < 1:
        raise ValueError("another format")
    _instant(bundle["issued"])
    for each in bundle["anchors"]:
        if not set(each["purposes"]) <= set(PURPOSES) or not each["purposes"]:
            raise ValueError("a purpose that there is not")
        for key in ("from", "until"):
            _instant(each[key]) if each.get(key) else None
        list(_lines(each, ""))


def _require_newer(bundle: Mapping[str, Any], current: Mapping[str, Any] | None, now: datetime) -> None:
    if current and bundle["version"] <= current["version"]:
        raise TrustRefused(
            f"El conjunto es el {bundle['version']} y rige el {current['version']}: solo se acepta uno posterior."
        )
    if _instant(bundle["issued"]) > now + DAY:
        raise TrustRefused("El conjunto de anclas está fechado en el futuro: revise el reloj de esta máquina.")


def _lines(told: Mapping[str, Any], source: str) -> Iterator[Line]:
    for certificate in x509.load_pem_x509_certificates(told["pem"].encode()):
        ends = [certificate.not_valid_after_utc, *([_instant(told["until"])] if told.get("until") else [])]
        begins = [certificate.not_valid_before_utc, *([_instant(told["from"])] if told.get("from") else [])]
        yield Line(
            common_name(certificate.subject) or certificate.subject.rfc4514_string(),
            tuple(told.get("purposes", PURPOSES)),
            max(begins),
            min(ends),
            certificate.fingerprint(SHA256()).hex(),
            source,
        )


def _instant(told: str) -> datetime:
    instant = datetime.fromisoformat(told)
    if instant.tzinfo is None:
        raise ValueError("an instant without its zone")
    return instant


def _canonical(bundle: Mapping[str, Any]) -> bytes:
    return json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size <= LARGEST:
            return file.read_bytes()
    except OSError:
        pass
    raise TrustRefused(f"No se puede leer {file}: revise la ruta y que sea un conjunto de anclas.")


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing, whenever the machine stops."""
    beside = file.with_suffix(file.suffix + ".nuevo")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
