"""What is said when the server refuses, or is another: to people a sentence, and to whoever operates it what to do."""

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from search.engines.base import Gone
from search.engines.elastic.calls import Calls
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.place import Place
from search.engines.elastic.sending import Aside, Sender, lines_of
from search.errors import IndexCrowded, IndexUnavailable

pytestmark = pytest.mark.database_free


class Answering(BaseHTTPRequestHandler):
    status, product = 200, "Elasticsearch"
    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked = [self.headers.get("Authorization", "")]
        body = b'{"version": {"number": "8.19.0"}}'
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Elastic-Product", self.product)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as it is called there
        """Nobody listens."""


@contextmanager
def a_server(context: ssl.SSLContext | None = None, kind: Any = Answering, **said: object) -> Iterator[tuple[str, Any]]:
    answering = type("Said", (kind,), said)
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}", answering
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"status": 401}, "no deja entrar"),
        ({"status": 403}, "no deja entrar"),
        ({"status": 429}, "sobrecargado"),
        ({"status": 500}, "no responde"),
        ({"product": "Otro"}, "no es un Elasticsearch"),
    ],
)
def test_whoever_asks_is_told_in_a_sentence(said: dict[str, object], says: str) -> None:
    with a_server(None, **said) as (url, _), closing(ElasticEngine(Place((url,)))) as engine:
        with pytest.raises(IndexUnavailable, match=says):
            engine.require()
        with pytest.raises(IndexUnavailable, match=says):
            engine.require()
        assert not engine.is_new, "nobody can tell"


class Crowded(Answering):
    """Has too much to do, twice; then it takes what it is told."""

    refused = 0

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).refused += 1
        busy = self.refused <= 2
        body = b'{"error": {"type": "circuit_breaking_exception"}}' if busy else b'{"errors": false, "items": []}'
        self.send_response(429 if busy else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Elastic-Product", self.product)
        self.end_headers()
        self.wfile.write(body)


def test_a_rebuild_waits_for_a_server_that_has_too_much_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.elastic.sending.RESTS", (0.01, 0.01))
    gone = Gone(uuid4(), uuid4(), 1)
    with a_server(None, kind=Crowded) as (url, server), closing(Calls(Place((url,)))) as calls:
        with pytest.raises(IndexCrowded, match="sobrecargado"):
            Sender(calls).sent("oficina", lines_of([gone]))
        with Aside(Sender(calls), "oficina-1") as aside:
            aside.write([], [gone])
        assert server.refused == 3, "one was told at once; two tries, and the second one was taken"


def test_one_comes_in_by_tls_with_the_secret_and_only_to_whom_the_authority_vouches_for(tmp_path: Path) -> None:
    authority, other = a_certificate(tmp_path, "server"), a_certificate(tmp_path, "other")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)

    with a_server(context) as (url, answering):
        entry = {"basic_auth": ("oficina", "clave"), "ca_certs": str(authority)}
        with closing(ElasticEngine(Place((url,), entry=entry))) as engine:
            assert engine.versions()[0] == "8.19.0"
        assert answering.asked == ["Basic b2ZpY2luYTpjbGF2ZQ=="]
        doubting = ElasticEngine(Place((url,), entry={**entry, "ca_certs": str(other)}))
        with closing(doubting), pytest.raises(IndexUnavailable, match="no responde"):
            doubting.versions()


def a_certificate(folder: Path, name: str) -> Path:
    """With its key, in one file. It vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now, file = datetime.now(UTC), folder / f"{name}.pem"
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file
