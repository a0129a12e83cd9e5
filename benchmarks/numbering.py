"""Folios given per second, of one correlative and of ten, by eight who ask at once; or by a crowd of sixty-four.

Each folio is a transaction of its own, with its entry in the log, in the book and among the jobs, as in real life.
Nothing else is measured: the documents are written before the clock starts, and sealed by nobody.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
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
from kernel.database import Desk
from oficina.demo.cast import House
from oficina.platform import Platform

AT_ONCE, BATCH = 8, 50
CROWD = 64
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


def by_a_crowd(home: Path, count: int, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Folios a second by sixty-four clients, and how long the slowest of a hundred waited."""
    platform = office.begun(home, **(settings or {}))
    house = office.a_house(platform)
    told = {}
    for name, correlatives in (("of one correlative", 1), ("of ten correlatives", 10)):
        waits: list[float] = []
        a_second = rate(platform, house, offices(house, correlatives), count, CROWD, waits)
        told[name] = f"{a_second:.0f} a second, p99 {quantiles(waits, n=100)[98] * 1000:.0f} ms"
    platform.close()
    return told


def rate(
    platform: Platform,
    house: House,
    among: Sequence[UUID],
    count: int,
    at_once: int = AT_ONCE,
    waits: list[float] | None = None,
) -> float:
    """Folios a second; they must be the first ones of each correlative, with no gap."""
    desk = house.desk("drafter")
    blob = platform.blobs.put([b"%PDF-1.7 of no importance"])
    waiting = [
        each for at in range(0, count, BATCH) for each in signed(desk, blob, among, range(at, min(at + BATCH, count)))
    ]

    def numbered(document_id: UUID) -> int:
        asked = time.monotonic()
        folio = number(house, document_id)
        if waits is not None:
            waits.append(time.monotonic() - asked)
        return folio

    begun = time.monotonic()
    with ThreadPoolExecutor(at_once) as crowd:
        given = list(crowd.map(numbered, waiting))
    took = time.monotonic() - begun
    expected = sorted(at // len(among) + 1 for at in range(count))
    if sorted(given) != expected:
        raise SystemExit("a folio was given twice, or left out")
    return count / took


def number(house: House, document_id: UUID) -> int:
    with house.desk("partes").writing() as work:
        return documents.number(work, document_id).number


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
