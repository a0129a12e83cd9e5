"""What each process counts of itself, for whoever watches. Names of people, institutions and documents are no labels.

Processes of one machine that attend together share a folder, where each keeps its numbers: whoever is asked, answers
for all of them (the multiprocess mode of prometheus_client).
"""

import os
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS = Histogram(
    "oficina_request_seconds",
    "How long requests took, by route and how they ended.",
    ("method", "route", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
JOBS = Histogram(
    "oficina_job_seconds",
    "How long jobs took, by kind and how they ended.",
    ("kind", "ended"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600),
)
DAMAGED = Counter("oficina_damaged", "How often something kept was found to be other than what was kept.", ("code",))


def share(folder: Path) -> None:
    """Said at the start of a process that attends together with others of this machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]  # it was chosen when the library was loaded


def request_took(seconds: float, *, method: str, route: str, status: int) -> None:
    REQUESTS.labels(method, route, f"{status // 100}xx").observe(seconds)


def job_took(seconds: float, *, kind: str, ended: str) -> None:
    JOBS.labels(kind, ended).observe(seconds)


def found_damaged(code: str) -> None:
    DAMAGED.labels(code).inc()


def counted() -> CollectorRegistry:
    """What was counted so far: by this process, or by all that share the folder."""
    if FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
