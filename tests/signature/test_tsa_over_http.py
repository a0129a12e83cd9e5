"""An authority outside may answer anything: it is heard for a while, up to a size, and never followed elsewhere."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import tsp

from kernel.secrets import Secrets
from signature.errors import TimestampUnavailable
from signature.pki import Demonstration
from signature.timestamps import ANSWER, LARGEST, DemonstrationTsa, HttpTsa, token_over

pytestmark = pytest.mark.database_free

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def authority(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server that answers so, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            with suppress(OSError):  # whoever asked has gone
                answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

        do_GET = do_POST  # noqa: N815 -- how the library calls it

        def log_message(self, *_: object) -> None:
            """It tells nobody."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsa", asked
        finally:
            server.shutdown()


def begin(handler: BaseHTTPRequestHandler, status: int, **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"Content_Type": ANSWER} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def elsewhere(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 307, Location="/elsewhere", Content_Length="0")


def without_end(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    for _each in range(2 * LARGEST // 4096):
        handler.wfile.write(bytes(4096))


def drop_by_drop(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    for _each in range(40):
        handler.wfile.write(b"\x30")
        handler.wfile.flush()
        time.sleep(0.1)


def something_else(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200, Content_Type="text/html")
    handler.wfile.write(b"<html>")


def nonsense(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler, 200)
    handler.wfile.write(b"\x04\x01\x00 and more")


@pytest.mark.parametrize("answer", [elsewhere, without_end, drop_by_drop, something_else, nonsense])
def test_what_is_no_answer_is_told_in_time_and_nobody_is_followed(answer: Answer) -> None:
    with authority(answer) as (url, asked):
        begun = time.monotonic()
        with pytest.raises(TimestampUnavailable):
            token_over(HttpTsa(url, patience=0.5), b"a document", AT)
        assert time.monotonic() - begun < 3
        assert asked == ["/tsa"]


def test_an_honest_authority_is_heard(tmp_path: Path) -> None:
    tsa = DemonstrationTsa(Demonstration(tmp_path, Secrets(bytes(32)))).stamper(AT)

    def honest(handler: BaseHTTPRequestHandler, question: bytes) -> None:
        begin(handler, 200)
        answer = asyncio.run(tsa.async_request_tsa_response(tsp.TimeStampReq.load(question)))
        handler.wfile.write(answer.dump())

    with authority(honest) as (url, _):
        assert b"a document" not in token_over(HttpTsa(url), b"a document", AT)
