"""One institution sends two hundred oficios to 345 others; behind all of that, another sends a single one.

How long until that one lies in its tray: embedded, and with `--servers` on those that the environment names, too.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, select

import correspondence.service as correspondence
from benchmarks import machine, numbering, office, papers, recipients, servers
from correspondence.lines import Line
from correspondence.models import Reception
from oficina.demo.cast import House
from oficina.platform import Platform

AIM = 5


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--recipients", type=int, default=345)
    asked.add_argument("--documents", type=int, default=200)
    asked.add_argument("--servers", action="store_true")
    given = asked.parse_args(argv)
    figures = {}
    with office.a_folder() as home:
        figures["embedded"] = waited(home, {}, {"office": ("serve",)}, given)
    if given.servers:
        with office.a_folder() as home, servers.theirs() as told:
            figures["servers"] = waited(home, told, servers.PROCESSES, given)
    machine.tell(
        f"a single oficio behind {given.documents * given.recipients} copies of another institution",
        **{f"in its tray, {where}": f"{took:.2f} s (aim: {AIM} or less)" for where, took in figures.items()},
    )


def waited(
    home: Path, told: Mapping[str, str], processes: Mapping[str, Sequence[str]], given: argparse.Namespace
) -> float:
    platform = office.begun(home, **told)
    many, one = office.a_house(platform), office.a_house(platform, code="BM-002", name="Municipalidad de Mediciones")
    towns = recipients.municipalities(platform, given.recipients)
    letter = recipients.sealed(platform, one)
    for document_id in sealed(platform, many, given.documents):
        send(many, document_id, towns)
    url = told.get("OWNER_DATABASE_URL", platform.settings.database_url)
    platform.close()
    with servers.running(home, told, processes) as (address, _), arrivals(url) as arrived:
        while not arrived(many.id):
            time.sleep(0.01)
        begun = time.monotonic()
        recipients.send(address, one.players["partes"].key, letter, towns[:1])
        while not arrived(one.id):
            time.sleep(0.01)
        return time.monotonic() - begun


def sealed(platform: Platform, house: House, count: int) -> Sequence[UUID]:
    """Oficios with their numbers and their seals."""
    blob = platform.blobs.put([papers.paper(1)])
    made: list[UUID] = []
    for at in range(0, count, numbering.BATCH):
        made += numbering.signed(house.desk("drafter"), blob, [house.office_id], range(at, min(at + 50, count)))
    for each in made:
        numbering.number(house.desk("partes"), each)
    recipients.do_all_jobs(platform)
    return made


def send(house: House, document_id: UUID, towns: Sequence[UUID]) -> None:
    lines = [Line(each, "Alcaldía") for each in towns]
    with house.desk("partes").writing() as work:
        correspondence.send(work, document_id=document_id, distribution=lines)


@contextmanager
def arrivals(url: str) -> Iterator[Callable[[UUID], bool]]:
    """Asked of the rows themselves, as their owner: whether anything of this sender arrived."""
    engine = create_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as rows:
        yield lambda sender: rows.scalar(select(Reception.id).where(Reception.sender_id == sender).limit(1)) is not None
    engine.dispose()


if __name__ == "__main__":
    main()
