"""How the installation stands at this moment, from its rows and its disk: the same whichever process is asked."""

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version
from itertools import groupby
from operator import attrgetter
from shutil import disk_usage

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import select

from kernel.actor import PLATFORM
from kernel.work import Work
from oficina.platform import Platform
from oficina.readiness import Unfit
from signature import expiring
from signature.trust import TrustFolder
from workers import shelf
from workers.chores import last_done
from workers.schedule import TimerRow

QUEUE_AND_STATE = attrgetter("queue", "state")


class Gauges(Collector):
    """Asked at each scrape. What cannot be asked is left out, and the part that does not answer says so."""

    def __init__(self, platform: Platform, unfit: Callable[[], dict[str, Unfit]], parts: tuple[str, ...]) -> None:
        self._platform = platform
        self._unfit = unfit
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("oficina", "Which program answers.", {"version": version("oficina")})
        yield self._room()
        wrong = self._unfit()
        yield self._fitness(wrong)
        if not wrong:
            with self._platform.database.reading(PLATFORM) as work:
                yield from _queue(work)
                yield from _lateness(work)
                yield self._endings(work)

    def _fitness(self, wrong: dict[str, Unfit]) -> Metric:
        fit = GaugeMetricFamily("oficina_part_fit", "Whether each part that the office needs is fit.", labels=["part"])
        for part in self._parts:
            fit.add_metric([part], part not in wrong)
        return fit

    def _endings(self, work: Work) -> Metric:
        settings, first = self._platform.settings, dict[str, datetime]()
        for each in expiring.of_installation(work, settings.tsa_url, TrustFolder(settings.home / "trust")):
            first.setdefault(each.what, each.ends_at)
        ends = GaugeMetricFamily(
            "oficina_trust_ends_seconds", "Of what ends within 90 days, in how long the first does.", labels=["what"]
        )
        for what, at in first.items():
            ends.add_metric([what], (at - work.now).total_seconds())
        return ends

    def _room(self) -> Metric:
        disk = disk_usage(self._platform.settings.home)
        return GaugeMetricFamily(
            "oficina_disk_free_ratio", "How much of the disk of the data folder is free.", disk.free / disk.total
        )


def _queue(work: Work) -> Iterator[Metric]:
    many = GaugeMetricFamily("oficina_jobs", "Jobs that are not done.", labels=["queue", "state"])
    oldest = GaugeMetricFamily(
        "oficina_jobs_oldest_seconds", "How long the oldest job that is not done is overdue.", labels=["queue", "state"]
    )
    for (queue, state), kinds in groupby(sorted(shelf.everywhere(work), key=QUEUE_AND_STATE), QUEUE_AND_STATE):
        told = list(kinds)
        many.add_metric([queue, state], sum(each.many for each in told))
        oldest.add_metric([queue, state], _ago(min(each.since for each in told), work.now))
    troubled = GaugeMetricFamily(
        "oficina_jobs_troubled", "Jobs that failed: those on the shelf, and those to be tried again.",
        labels=["queue", "state", "code"],
    )  # fmt: skip
    for queue, state, code, count in shelf.troubles(work):
        troubled.add_metric([queue, state, code], count)
    yield from (many, oldest, troubled)


def _lateness(work: Work) -> Iterator[Metric]:
    late = GaugeMetricFamily("oficina_timer_late_seconds", "How long each timer is overdue.", labels=["timer"])
    for row in work.session.scalars(select(TimerRow)):
        late.add_metric([row.name], _ago(row.due_at, work.now))
    ago = GaugeMetricFamily("oficina_last_done_seconds", "How long ago each chore was last done.", labels=["chore"])
    for chore, at in last_done(work).items():
        ago.add_metric([chore], _ago(at, work.now))
    yield from (late, ago)


def _ago(since: datetime, now: datetime) -> float:
    return max((now - since).total_seconds(), 0)
