"""Folios given per second, of one correlative and of ten, by eight who ask at once.

Each folio is a transaction of its own, with its entry in the log, in the book and among the jobs, as in real life.
Nothing else is measured: the documents are written before the clock starts, and sealed by nobody.
"""

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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


def rate(platform: Platform, house: House, among: Sequence[UUID], count: int) -> float:
    """Folios a second; they must be the first ones of each correlative, with no gap."""
    desk = house.desk("drafter")
    blob = platform.blobs.put([b"%PDF-1.7 of no importance"])
    waiting = [
        each for at in range(0, count, BATCH) for each in signed(desk, blob, among, range(at, min(at + BATCH, count)))
    ]
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        given = list(crowd.map(lambda document_id: number(house, document_id), waiting))
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
