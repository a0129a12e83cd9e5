"""How long a search takes over HTTP, with rights, highlights and facets; and how fast the index is made again.

Drafts of Spanish text are put in the rows in bulk; each may be read by one of twenty units, and whoever asks is of
one of them. The index is then made from the rows, and a real `oficina serve` is asked. With the URL of a server the
same is done again with its index, and told as a ratio.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy.orm import configure_mappers

import documents.service as documents
import search.operations
from benchmarks import growth, machine, office, papers
from documents.models import Document
from kernel.actor import system
from kernel.clock import utc_now
from oficina.demo.cast import House
from oficina.home import settings_of
from oficina.platform import Platform, open_platform
from search.models import ReaderMark

BATCH = 1_000
UNITS = 20
ASKING = "asking.json"
AIMS = {1_000: 15, 100_000: 25, 1_000_000: 60}
ASKED = ("antecedentes", "informo humedales", "«informo a usted»", "ñuñoa -ancud", "ampli*", "solicito ley", "1847")


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, nargs="+", default=[1_000], help="1000 100000; with patience 1000000")
    asked.add_argument("--searches", type=int, default=200)
    asked.add_argument(
        "--server", help="the URL of an Elasticsearch: the same rows again with it, and how the two compare"
    )
    asked.add_argument("--picture", type=Path, help="where the growth is drawn, as SVG")
    asked.add_argument(
        "--home", type=Path, help="where the offices are kept, or were kept the last time: one for each size"
    )
    asked.add_argument("--only-fill", action="store_true", help="make the rows in --home, and measure another day")
    given = asked.parse_args(argv)
    if given.only_fill:
        for count in given.documents:
            filled(given.home / str(count), count)
        return
    seen = {count: with_so_many(count, given) for count in given.documents}
    if given.picture:
        lines = {
            "p50": {count: each.p50 for count, each in seen.items()},
            "p95": {count: each.p95 for count, each in seen.items()},
            "aim of p95": {count: float(aim) for count, aim in AIMS.items()},
        }
        given.picture.write_text(growth.drawn("A search over HTTP", "documents", "ms", lines), encoding="utf-8")


def with_so_many(count: int, given: argparse.Namespace) -> "Figures":
    with nullcontext(given.home / str(count)) if given.home else office.a_folder() as home:
        asking = filled(home, count)
        ours = measured(home, asking, given.searches)
        size = sum(file.stat().st_size for file in (home / "index").rglob("*") if file.is_file())
        tell("embedded", ours, AIMS.get(count), index_bytes_each=f"{size / max(ours.indexed, 1):.0f}")
        if given.server:
            with office.set_for_now(home, {"INDEX_URL": given.server}):
                theirs = measured(home, asking, given.searches)
            tell("Elasticsearch", theirs, None, **ratios(theirs, ours))
    return ours


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose office it is, and the key of who asks."""

    institution_id: UUID
    key: str


def filled(home: Path, count: int) -> Asking:
    """The office of this folder, with its rows, made if they were not yet."""
    kept = home / ASKING
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        platform = office.begun(home)
        house = office.a_house(platform)
        fill(platform, house, count)
        platform.close()
        kept.write_text(json.dumps([str(house.id), house.players["drafter"].key]))
    institution_id, key = json.loads(kept.read_text())
    return Asking(UUID(institution_id), key)


@dataclass(frozen=True, slots=True)
class Figures:
    indexed: int
    rate: float
    cpu: float
    """Of this process, in milliseconds: what a server did meanwhile is not in it."""
    p50: float
    p95: float


def measured(home: Path, asked: Asking, searches: int) -> Figures:
    """The index made from the rows, and then asked."""
    platform = open_platform(settings_of(home, {}))
    configure_mappers()
    begun, before = time.monotonic(), time.process_time()
    indexed = search.operations.rebuild(
        platform.database, platform.index, platform.sources, platform.extract, [asked.institution_id]
    )
    rate, used = indexed / (time.monotonic() - begun), (time.process_time() - before) / max(indexed, 1)
    platform.close()
    with office.serving(home) as served:
        cuts = quantiles(asking(served.url, asked.key, searches), n=20)
    return Figures(indexed, rate, used * 1000, cuts[9] * 1000, cuts[18] * 1000)


def tell(engine: str, seen: Figures, aim: int | None, **more: str) -> None:
    machine.tell(
        f"Searches among {seen.indexed} documents, with rights, highlights and facets: {engine}",
        p50=f"{seen.p50:.1f} ms",
        p95=f"{seen.p95:.1f} ms{f' (aim: {aim} or less)' if aim else ''}",
        rebuilt_a_second=f"{seen.rate:.0f} (aim: {5000 if engine == 'embedded' else 3000} or more)",
        processor_of_each_rebuilt=f"{seen.cpu:.2f} ms",
        **more,
    )


def ratios(theirs: Figures, ours: Figures) -> dict[str, str]:
    """How many times what the embedded engine took, in the same run."""
    told = {
        "p50": theirs.p50 / ours.p50,
        "p95": theirs.p95 / ours.p95,
        "rebuilt": theirs.rate / ours.rate,
        "cpu": theirs.cpu / ours.cpu,
    }
    return {f"{name}_to_embedded": f"{ratio:.2f}" for name, ratio in told.items()}


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
