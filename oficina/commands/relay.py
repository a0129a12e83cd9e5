"""Publish what is due to the broker, until told to stop: beside the web when jobs are done elsewhere."""

import signal
from argparse import Namespace
from collections.abc import Mapping
from threading import Event

from oficina.commands import Command, common, settings_of
from oficina.logs import begin_logging
from oficina.platform import open_platform
from workers.celery import create_celery, publisher
from workers.relay import Relay


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    begin_logging()
    stopped = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    Relay(open_platform(settings), publisher(create_celery(settings))).until(stopped)
    return 0


COMMAND = Command(common, run)
