"""Do what is published, in as many processes as there are cores."""

from argparse import Namespace
from collections.abc import Mapping

from kernel.jobs import Queue
from oficina.commands import Command, common, settings_of
from oficina.logs import begin_logging
from workers.celery import create_celery


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    begin_logging()
    celery = create_celery(settings_of(given.home, environ))
    celery.worker_main(["worker", "--queues", ",".join(Queue), "--loglevel", "WARNING"])
    return 0


COMMAND = Command(common, run)
