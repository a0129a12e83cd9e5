"""A remote signing service as CSC v2 has them, really served: its keys, what opens them, and how it fails."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

TOKEN, CREDENTIAL = "una autorizacion", "carla-2026"


class _RefusedError(Exception):
    """`error`, as the API names it."""


@dataclass
class Service:
    """One credential, opened by a PIN and perhaps a code, for one hash at a time."""

    p12: bytes
    pin: str
    otp: str = ""
    plain: bool = False
    """Whether ECDSA is given as two bare numbers."""
    fault: str = ""
    allowed: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, method: str, told: dict[str, Any]) -> dict[str, Any]:
        if self.fault:
            raise _RefusedError(self.fault)
        if method == "credentials/list":
            return {"credentialIDs": [CREDENTIAL]}
        if told.get("credentialID") != CREDENTIAL:
            raise _RefusedError("invalid_request")
        return {"info": self._info, "authorize": self._authorize, "signHash": self._sign}[method.split("/")[1]](told)

    def _info(self, _told: dict[str, Any]) -> dict[str, Any]:
        _, certificate, others = pkcs12.load_key_and_certificates(self.p12, self.pin.encode())
        assert certificate is not None
        chain = [b64encode(each.public_bytes(Encoding.DER)).decode() for each in (certificate, *others)]
        return {"key": {"status": "enabled"}, "cert": {"status": "valid", "certificates": chain}}

    def _authorize(self, told: dict[str, Any]) -> dict[str, Any]:
        shown = {each["id"]: each["value"] for each in told["authData"]}
        if shown.get("PIN") != self.pin:
            raise _RefusedError("invalid_pin")
        if self.otp and shown.get("OTP") != self.otp:
            raise _RefusedError("invalid_otp")
        allowed = str(uuid4())
        self.allowed[allowed] = told["hashes"]
        return {"SAD": allowed, "expiresIn": 300}

    def _sign(self, told: dict[str, Any]) -> dict[str, Any]:
        if self.allowed.pop(told["SAD"], None) != told["hashes"]:
            raise _RefusedError("invalid_request")
        return {"signatures": [b64encode(self._signed(b64decode(each))).decode() for each in told["hashes"]]}

    def _signed(self, digest: bytes) -> bytes:
        key, _, _ = pkcs12.load_key_and_certificates(self.p12, self.pin.encode())
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(digest, padding.PKCS1v15(), Prehashed(SHA256()))
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        made = key.sign(digest, ec.ECDSA(Prehashed(SHA256())))
        return b"".join(each.to_bytes(32) for each in decode_dss_signature(made)) if self.plain else made


@contextmanager
def served(service: Service) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = 200, dict[str, Any]()
            try:
                answer = service.answer(self.path.removeprefix("/csc/v2/"), told)
            except _RefusedError as refused:
                status, answer = 500 if str(refused) == "server_error" else 400, {"error": str(refused)}
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, answer = 401, {"error": "invalid_token"}
            written = json.dumps(answer).encode()
            with suppress(OSError):  # whoever asked has gone
                self.send_response(status)
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

        def log_message(self, *_: object) -> None:
            """It tells nobody."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/csc/v2"
        finally:
            server.shutdown()
