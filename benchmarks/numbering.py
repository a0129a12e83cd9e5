"""Folios given per second, of one correlative and of ten, by eight who ask at once; or by a crowd of sixty-four.

Each folio is a transaction of its own, with its entry in the log, in the book and among the jobs, as in real life.
Nothing else is measured: the documents are written before the clock starts, and sealed by nobody.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from threading import Barrier
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from benchmarks import machine, office
from documents import drafting
from documents.drafting import Beginning
from documents.fields import DraftFields
from documents.kinds import kind
from documents.models import Cause, Source
from documents.storage import Blob
from kernel.actor import Actor
from kernel.database import Desk
from oficina.demo.cast import House
from oficina.home import settings_of
from oficina.platform import Platform, open_platform

AT_ONCE, BATCH = 8, 50
CROWD, PACE = 64, 100.0
Settings = Mapping[str, str]
NOTHING: Settings = {}
FILLED = {
    "place": "Santiago",
    "subject": "Solicita antecedentes",
    "from": [{"post": "Ministra"}],
    "to": [{"post": "Alcalde"}],
    "paragraphs": [{"text": "Solicito a usted los antecedentes."}],
}


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folios", type=int, default=1_000)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        house = office.a_house(platform)
        one = rate(platform, house, offices(house, 1), given.folios)
        ten = rate(platform, house, offices(house, 10), given.folios)
        platform.close()
    machine.tell(
        f"{given.folios} folios, {AT_ONCE} at once",
        of_one_correlative=f"{one:.0f} a second",
        of_ten_correlatives=f"{ten:.0f} a second",
        ten_to_one=f"{ten / one:.2f} times",
    )


def offices(house: House, count: int) -> list[UUID]:
    """Each oficina de partes has a correlative of its own."""
    with house.desk("partes").database.writing(house.desk("partes").actor) as work:
        return [institutions.open_office(work, f"Oficina {number}", f"O{count}-{number}").id for number in range(count)]


def by_a_crowd(home: Path, count: int, settings: Settings = NOTHING, processes: int = 1) -> dict[str, str]:
    """Folios a second by sixty-four clients, who ask again as soon as they are answered; then by as many who together
    ask `PACE` a second, and how long the slowest of a hundred waited from when it was to be asked.

    Of `processes` that share the clients, as the web ones of an office on servers do.
    """
    platform = office.begun(home, **settings)
    house = office.a_house(platform)
    told = {}
    for name, correlatives in (("of one correlative", 1), ("of ten correlatives", 10)):
        among = offices(house, correlatives)
        for pace in (None, PACE):
            waiting = written(platform, house, among, count)
            if processes > 1:
                seen = by_processes(home, settings, house.desk("partes").actor, waiting, processes, pace)
            else:
                seen = by_threads(house.desk("partes"), waiting, CROWD, pace)
            seen.refuse_gaps(len(among), (pace is not None) * count)
            told[f"{name}, {pace or 'as many as can be'}"] = seen.told()
    platform.close()
    return told


def rate(platform: Platform, house: House, among: Sequence[UUID], count: int) -> float:
    """Folios a second; they must be the first ones of each correlative, with no gap."""
    seen = by_threads(house.desk("partes"), written(platform, house, among, count), AT_ONCE)
    seen.refuse_gaps(len(among), 0)
    return seen.a_second


@dataclass(frozen=True, slots=True)
class Numbered:
    """The folios that were given, how long each was waited for, and from when to when: seconds."""

    folios: Sequence[int]
    waits: Sequence[float]
    begun: float
    ended: float

    @property
    def a_second(self) -> float:
        return len(self.waits) / (self.ended - self.begun)

    def told(self) -> str:
        late = quantiles(self.waits, n=100)[98] * 1000
        return f"{self.a_second:.0f} a second, p50 {median(self.waits) * 1000:.0f} ms, p99 {late:.0f} ms"

    def refuse_gaps(self, correlatives: int, before: int) -> None:
        """Every correlative must have gone on from where it was, by one and one."""
        expected = sorted((before + at) // correlatives + 1 for at in range(len(self.folios)))
        if sorted(self.folios) != expected:
            raise SystemExit("a folio was given twice, or left out")


def by_threads(desk: Desk, waiting: Sequence[UUID], at_once: int, pace: float | None = None) -> Numbered:
    """So many at once; with a `pace`, the n-th is asked n/pace seconds after the first, whoever was answered or not."""
    begun = time.time()

    def numbered(at: int) -> tuple[int, float]:
        asked = time.time()
        if pace:
            asked = begun + at / pace
            time.sleep(max(0.0, asked - time.time()))
        return number(desk, waiting[at]), time.time() - asked

    with ThreadPoolExecutor(at_once) as crowd:
        given = list(crowd.map(numbered, range(len(waiting))))
    return Numbered([folio for folio, _ in given], [wait for _, wait in given], begun, time.time())


def by_processes(
    home: Path, settings: Settings, actor: Actor, waiting: Sequence[UUID], processes: int, pace: float | None
) -> Numbered:
    """The same, the clients divided among processes that begin together."""
    context = get_context("spawn")
    shares = [waiting[first::processes] for first in range(processes)]
    with context.Manager() as shared:
        begin = shared.Barrier(processes)
        with ProcessPoolExecutor(processes, context) as each:
            asked = [
                each.submit(
                    one_process, home, settings, actor, share, CROWD // processes, pace and pace / processes, begin
                )
                for share in shares
            ]
            seen = [one.result() for one in asked]
    return Numbered(
        [folio for one in seen for folio in one.folios],
        [wait for one in seen for wait in one.waits],
        min(one.begun for one in seen),
        max(one.ended for one in seen),
    )


def one_process(  # noqa: PLR0913, PLR0917 -- what a process is told when it begins
    home: Path,
    settings: Settings,
    actor: Actor,
    share: Sequence[UUID],
    at_once: int,
    pace: float | None,
    begin: Barrier,
) -> Numbered:
    platform = open_platform(settings_of(home, {f"OFICINA_{name}": value for name, value in settings.items()}))
    desk = platform.database.desk(actor)
    loaded = number(desk, share[0])
    begin.wait(office.PATIENCE)
    seen = by_threads(desk, share[1:], at_once, pace)
    platform.close()
    return replace(seen, folios=[loaded, *seen.folios])


def number(desk: Desk, document_id: UUID) -> int:
    with desk.writing() as work:
        return documents.number(work, document_id).number


def written(platform: Platform, house: House, among: Sequence[UUID], count: int) -> list[UUID]:
    """Signed documents that wait for their number, as many in each office."""
    desk, blob = house.desk("drafter"), platform.blobs.put([b"%PDF-1.7 of no importance"])
    parts = (range(at, min(at + BATCH, count)) for at in range(0, count, BATCH))
    return [each for part in parts for each in signed(desk, blob, among, part)]


def signed(desk: Desk, blob: Blob, among: Sequence[UUID], numbers: range) -> list[UUID]:
    """Documents that wait for their number, some in each office."""
    fields = DraftFields.model_validate(FILLED)
    made = []
    with desk.writing() as work:
        for each in numbers:
            beginning = Beginning(kind("oficio-ordinario"), fields, Source.DRAFTED, office_id=among[each % len(among)])
            document = drafting.begin(work, beginning)
            documents.add_version(work, document, blob, Cause.DRAFTED, fields=fields)
            documents.fix(work, document)
            documents.mark_signed(work, document)
            made.append(document.id)
    return made


if __name__ == "__main__":
    main()
