"""Services to rehearse with, before an institution has its agreement: nothing that they sign has legal value."""

import signal
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from kernel.clock import utc_now
from kernel.rut import Rut
from oficina.commands import Command, CommandRefused
from signature import pki
from signature.providers.firmagob import LARGEST
from signature.rehearsing import FAULTS, PATH, SPELT, Answer, StandIn

SLOW = 45.0
"""Seconds: longer than the office waits."""


def arguments(parser: ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="firmagob")
    firmagob = what.add_parser("firmagob", help="responde como la API v2 de FirmaGob, con certificados de demostración")
    firmagob.add_argument("--listen", default="127.0.0.1:8010", metavar="DIRECCIÓN:PUERTO")
    firmagob.add_argument("--entity", help="la entidad que reconoce")
    firmagob.add_argument("--api-token", metavar="TOKEN", help="el api_token_key que reconoce")
    firmagob.add_argument("--secret", help="el secreto con que se firman los JWT")
    firmagob.add_argument("--otp", help="el único código que acepta en «Propósito General»")
    firmagob.add_argument(
        "--person", action="append", default=[], metavar="RUN=NOMBRE", help="quién tiene certificado; si no, cualquiera"
    )
    firmagob.add_argument("--spelling", choices=sorted(SPELT), help="cómo escribe los nombres de su respuesta")
    firmagob.add_argument("--ess", action="store_true", help="sus firmas nombran su certificado (PAdES)")
    firmagob.add_argument(
        "--fault",
        choices=sorted(FAULTS),
        help="falla siempre así; una sola vez, con la cabecera X-Sandbox-Fault. "
        + "; ".join(f"{name}: {says}" for name, says in FAULTS.items()),
    )


def run(given: Namespace, _environ: Mapping[str, str]) -> int:
    stand_in, stopped = _stand_in(given), Event()
    host, _, port = given.listen.rpartition(":")
    try:
        with served(stand_in, host, int(port)) as url:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, lambda *_: stopped.set())
            print(_how_to(stand_in, url), flush=True)
            stopped.wait()
    except (OSError, ValueError, OverflowError):
        raise CommandRefused(f"No se puede escuchar en {given.listen}: elija otro puerto con --listen.") from None
    return 0


def _stand_in(given: Namespace) -> StandIn:
    told = {
        "entity": given.entity,
        "api_token": given.api_token,
        "secret": given.secret,
        "otp": given.otp,
        "spelling": given.spelling,
        "fault": given.fault,
    }
    named = dict(each.partition("=")[::2] for each in given.person)
    names = {str(Rut.parse(run).number): name or f"Persona {run}" for run, name in named.items()}
    said = {name: each for name, each in told.items() if each}
    return StandIn(pki.make(utc_now()), utc_now, names=names, names_certificate=given.ess, **said)


def _how_to(stand_in: StandIn, url: str) -> str:
    return "\n".join(
        [
            f"FirmaGob de ensayo en {url}",
            f"  En la oficina: OFICINA_FIRMAGOB_URL={url}",
            f"  En Administración, FirmaGob: entidad «{stand_in.entity}», token «{stand_in.api_token}»,",
            f"  secreto «{stand_in.secret}».",
            f"  El código OTP es siempre {stand_in.otp}. Lo que firma no tiene valor legal.",
        ]
    )


@contextmanager
def served(stand_in: StandIn, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """At an address, while it lasts. With port 0, at one that is free."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(OSError):  # whoever asked has gone
                _send(self, _answer(self, stand_in))

        def log_message(self, *_: object) -> None:
            """What is asked may carry a code: it is written nowhere."""

    with ThreadingHTTPServer((host, port), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://{host}:{server.server_port}{PATH}"
        finally:
            server.shutdown()


def _answer(handler: BaseHTTPRequestHandler, stand_in: StandIn) -> Answer:
    if handler.path != PATH:
        return Answer(404, b'{"error": "No existe"}')
    length = int(handler.headers.get("Content-Length") or 0)
    body = handler.rfile.read(min(length, LARGEST + 1))
    if (handler.headers.get("X-Sandbox-Fault") or stand_in.fault) == "slow":
        time.sleep(SLOW)
    return stand_in.answer(dict(handler.headers.items()), body)


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    handler.send_response(answer.status)
    for name, told in {
        "Content-Type": "application/json",
        "Content-Length": len(answer.body),
        **answer.headers,
    }.items():
        handler.send_header(name, str(told))
    handler.end_headers()
    handler.wfile.write(answer.body)


COMMAND = Command(arguments, run)
