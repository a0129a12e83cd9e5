"""Publish what is due to the broker, until told to stop: beside the web when jobs are done elsewhere.

There may be several: each queue is served by one of them at a time, and when one dies the others go on.
"""

import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from threading import Event

from kernel import measures
from oficina.commands import Command, common, elsewhere_only, opened, settings_of
from oficina.home import held
from oficina.logs import begin_logging
from workers.celery import create_celery, publisher
from workers.relay import Relay

AHEAD = 4
"""How many times what is done at once is out at once: what waits, waits in the table, where its turn can be chosen."""


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument(
        "--concurrency", type=int, metavar="N", help="cuántos trabajos hacen a la vez los procesos worker"
    )


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = elsewhere_only(settings_of(given.home, environ))
    begin_logging()
    measures.share(settings.home / "metrics")
    stopped = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    room = AHEAD * given.concurrency if given.concurrency else None
    with held(settings.home, "oficina relay", shared=True), opened(settings) as platform:
        Relay(platform, publisher(create_celery(settings)), room).until(stopped)
    return 0


COMMAND = Command(arguments, run)
