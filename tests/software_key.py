"""A security key made of software: it registers and answers as WebAuthn says, and badly where a test asks it to."""

import hashlib
import json
import secrets as chance
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://testserver"
"""Where the offices of the tests are reached."""


@dataclass
class SoftwareKey:
    """It counts what it signs, unless `counts` says otherwise: then it always says zero, as synchronised keys do."""

    counts: bool = True
    origin: str = ORIGIN
    verifies: bool = True
    count: int = 0
    credential: bytes = field(default_factory=lambda: chance.token_bytes(32))
    private: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def register(self, options: dict[str, Any]) -> str:
        """What a browser sends of a new key."""
        data = self._data(options["rp"]["id"], attested=True)
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": _sent(self._said("webauthn.create", options["challenge"])),
            "attestationObject": _sent(statement),
            "transports": ["usb"],
        }
        return self._credential(response)

    def answer(self, options: dict[str, Any], **more: Any) -> str:
        """What it answers to what it is asked."""
        said = self._said("webauthn.get", options["challenge"])
        data = self._data(options["rpId"])
        signature = self.private.sign(data + hashlib.sha256(said).digest(), ECDSA(SHA256()))
        response = {"clientDataJSON": _sent(said), "authenticatorData": _sent(data), "signature": _sent(signature)}
        return self._credential(response | more)

    def _said(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, party: str, *, attested: bool = False) -> bytes:
        self.count += self.counts
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (ATTESTED if attested else 0)
        data = hashlib.sha256(party.encode()).digest() + struct.pack(">BI", flags, self.count)
        if not attested:
            return data
        named = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential
        return data + named + cbor2.dumps(self._public())

    def _public(self) -> dict[int, Any]:
        """As COSE writes it: EC2, ES256, P-256."""
        numbers = self.private.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}

    def _credential(self, response: dict[str, Any]) -> str:
        name = _sent(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _sent(content: bytes) -> str:
    return bytes_to_base64url(content)


def again_about(answer: str, challenge: str) -> str:
    """The same answer, said to be to another challenge."""
    told = json.loads(answer)
    said = json.loads(base64url_to_bytes(told["response"]["clientDataJSON"])) | {"challenge": challenge}
    told["response"]["clientDataJSON"] = _sent(json.dumps(said).encode())
    return json.dumps(told)
