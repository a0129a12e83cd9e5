"""How long a search takes over HTTP, with rights, highlights and facets; and how fast the index is made again.

Drafts of Spanish text are put in the rows in bulk; each may be read by one of twenty units, and whoever asks is of
one of them. The index is then made from the rows, and a real `oficina serve` is asked.
"""

import argparse
import random
import time
from collections.abc import Sequence
from statistics import quantiles
from typing import Any
from uuid import uuid4

import httpx

import documents.service as documents
import search.operations
from benchmarks import machine, office, papers
from documents.models import Document
from kernel.actor import system
from kernel.clock import utc_now
from oficina.demo.cast import House
from oficina.platform import Platform
from search.models import ReaderMark

BATCH = 1_000
UNITS = 20
AIMS = {1_000: 15, 100_000: 25, 1_000_000: 60}
ASKED = ("antecedentes", "informo humedales", "«informo a usted»", "ñuñoa -ancud", "ampli*", "solicito ley", "1847")


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=1_000, help="1000, 100000 or, with patience, 1000000")
    asked.add_argument("--searches", type=int, default=200)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        house = office.a_house(platform)
        fill(platform, house, given.documents)
        begun = time.monotonic()
        indexed = search.operations.rebuild(
            platform.database, platform.index, platform.sources, platform.extract, [house.id]
        )
        rate = indexed / (time.monotonic() - begun)
        platform.close()
        size = sum(file.stat().st_size for file in (home / "index").rglob("*") if file.is_file())
        with office.serving(home) as served:
            took = asking(served.url, house.players["drafter"].key, given.searches)
    cuts = quantiles(took, n=20)
    aim = AIMS.get(given.documents)
    machine.tell(
        f"{given.searches} searches among {indexed} documents, with rights, highlights and facets",
        p50=f"{cuts[9] * 1000:.1f} ms",
        p95=f"{cuts[18] * 1000:.1f} ms{f' (aim: {aim} or less)' if aim else ''}",
        rebuilt_a_second=f"{rate:.0f} (aim: 5000 or more)",
        index_bytes_each=f"{size / max(indexed, 1):.0f}",
    )


def fill(platform: Platform, house: House, count: int) -> None:
    """Rows as drafting leaves them, but for the PDFs: what the index is made of."""
    chance, mine = random.Random(1), house.players["drafter"].desk.actor  # noqa: S311 -- always the same
    units = [*mine.units, *(uuid4() for _ in range(UNITS - 1))]
    for first in range(0, count, BATCH):
        with platform.database.writing(system(house.id)) as work:
            for number in range(first, min(first + BATCH, count)):
                document = draft(house, number, chance)
                work.add(document)
                mark = f"unit:{chance.choice(units)}"
                work.add(ReaderMark(institution_id=house.id, subject_id=document.id, mark=mark))


def draft(house: House, number: int, chance: random.Random) -> Document:
    text = " ".join(papers.sentence(chance) for _ in range(8))
    fields: dict[str, Any] = {
        "place": "Santiago",
        "subject": f"{papers.subject(number)} {number}",
        "from": [{"post": "Ministra"}],
        "to": [{"post": "Alcalde", "institution": f"Municipalidad {number % 345}"}],
        "paragraphs": [{"text": text}],
    }
    return Document(
        institution_id=house.id,
        kind="oficio-ordinario",
        kind_version=1,
        subject=fields["subject"],
        fields=fields,
        source=documents.Source.DRAFTED,
        author_id=None,
        unit_id=None,
        office_id=house.office_id,
        access_level=1,
        access_cause=None,
        access_until=None,
        access_warning="",
        access_decided_by="",
        access_decided_at=utc_now(),
        sensitive=False,
        unique_code=f"BM-{number}",
        classification="",
        verification_code=f"{number:024d}",
        created_at=utc_now(),
        head=1,
    )


def asking(url: str, key: str, times: int) -> list[float]:
    """One who asks again and again, everything loaded before the clock begins."""
    took = []
    with httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        for at in range(-len(ASKED), times):
            begun = time.monotonic()
            client.get(f"{url}/v1/search", params={"q": ASKED[at % len(ASKED)]}).raise_for_status()
            if at >= 0:
                took.append(time.monotonic() - begun)
    return took


if __name__ == "__main__":
    main()
