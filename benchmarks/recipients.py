"""An oficio to 345 institutions (every municipality of the country): seconds until it lies in the last tray.

The clock starts when the communication is posted to a real `oficina serve`, and stops when each of the 345 has its
reception, with an entry in its own book and its own log.
"""

import argparse
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import httpx

import documents.service as documents
import institutions.service as institutions
from benchmarks import machine, numbering, office, papers
from kernel.actor import PLATFORM, system
from oficina.demo.cast import House
from oficina.platform import Platform
from workers.perform import perform
from workers.relay import Relay

AIM = 3.0


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--recipients", type=int, default=345)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        house = office.a_house(platform)
        recipients = municipalities(platform, given.recipients)
        document_id = sealed(platform, house)
        platform.close()
        with office.serving(home) as served:
            before = machine.cpu_seconds(served.pid)
            begun = time.monotonic()
            send(served.url, house.players["partes"].key, document_id, recipients)
            answered = time.monotonic() - begun
            until_arrived(home / "oficina.db", given.recipients)
            took = time.monotonic() - begun
            used = machine.cpu_seconds(served.pid) - before
    machine.tell(
        f"{given.recipients} recipients until all have it in the tray",
        seconds=f"{took:.2f} (aim: {AIM:.0f} or less)",
        the_sender_was_answered_in=f"{answered:.2f} s",
        receptions_a_second=f"{given.recipients / took:.0f}",
        cpu_seconds_each=f"{used / given.recipients:.4f}",
    )


def municipalities(platform: Platform, count: int) -> list[UUID]:
    """Each with its oficina de partes."""
    with platform.database.writing(PLATFORM) as work:
        found = [institutions.found(work, f"Municipalidad {n}", code=f"MU-{n:03d}").id for n in range(count)]
    for each in found:
        with platform.database.writing(system(each)) as work:
            institutions.open_office(work, "Oficina de Partes", "OP", main=True)
    do_all_jobs(platform)
    return found


def sealed(platform: Platform, house: House) -> UUID:
    """An oficio with its number and its seal."""
    blob = platform.blobs.put([papers.paper(1)])
    (document_id,) = numbering.signed(house.desk("drafter"), blob, [house.office_id], range(1))
    with house.desk("partes").writing() as work:
        documents.number(work, document_id)
    do_all_jobs(platform)
    return document_id


def do_all_jobs(platform: Platform) -> None:
    relay = Relay(platform, lambda job_id, _queue: perform(platform, job_id))
    while relay.tick():
        pass


def send(url: str, key: str, document_id: UUID, recipients: Sequence[UUID]) -> None:
    lines = [{"addressee": "Alcaldía", "recipient_id": str(each)} for each in recipients]
    httpx.post(
        f"{url}/v1/communications",
        json={"document_id": str(document_id), "distribution": lines},
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4())},
        timeout=60,
    ).raise_for_status()


def until_arrived(database: Path, count: int) -> None:
    """Asked of the rows themselves, not to burden the office with the question."""
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    while rows.execute("SELECT count(*) FROM receptions").fetchone()[0] < count:
        time.sleep(0.01)
    rows.close()


if __name__ == "__main__":
    main()
