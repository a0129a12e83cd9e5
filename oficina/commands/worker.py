"""Do what is published, in as many processes as there are cores, or as are asked for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from kernel import measures
from kernel.jobs import Queue
from oficina.commands import Command, common, elsewhere_only, settings_of
from oficina.home import held
from oficina.logs import begin_logging
from workers.celery import work


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("--queues", nargs="+", choices=list(Queue), default=list(Queue), help="qué colas atiende")
    parser.add_argument(
        "--concurrency", type=int, metavar="N", help="cuántos trabajos a la vez (si no, uno por núcleo)"
    )


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = elsewhere_only(settings_of(given.home, environ))
    begin_logging()
    measures.share(settings.home / "metrics")
    with held(settings.home, "oficina worker", shared=True):
        work(settings, given.queues, given.concurrency)
    return 0


COMMAND = Command(arguments, run)
