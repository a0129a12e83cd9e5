"""Sixty-four people at once on five connections to the database: everybody is attended, and how long each waited.

Each drafts, lists, opens an expediente and looks for something, again and again, over HTTP.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx

from benchmarks import machine, office
from benchmarks.numbering import FILLED

POOL = 5
CASE = {"title": "Puente", "subject": "Puente", "responsible": "Ana Rojas", "ex_officio": True}
DRAFT = {"kind": "oficio-ordinario", "fields": FILLED}
DAY = (
    ("POST", "/documents", DRAFT),
    ("GET", "/documents", None),
    ("POST", "/expedientes", CASE),
    ("GET", "/search", None),
)


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=64)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--database", help="an empty PostgreSQL database, as its owner; without it, SQLite")
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        settings = {"DATABASE_POOL": str(POOL)} | ({"DATABASE_URL": given.database} if given.database else {})
        platform = office.begun(home, **settings)
        key = office.a_house(platform).players["drafter"].key
        platform.close()
        for name, value in settings.items():
            office.set_in(home, name, value)
        with office.serving(home) as served, ThreadPoolExecutor(given.people) as crowd:
            begun = time.monotonic()
            days = [crowd.submit(days_of_one, served.url, key, given.rounds) for _ in range(given.people)]
            waits = sorted(wait for each in days for wait in each.result()[0])
            answers = sum((each.result()[1] for each in days), Counter[int]())
            took = time.monotonic() - begun
    middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    where = "PostgreSQL" if given.database else "SQLite"
    machine.tell(
        f"{given.people} people on {POOL} connections, {where} (aim: all attended)",
        answers=", ".join(f"{many} × {status}" for status, many in sorted(answers.items())),
        a_second=f"{len(waits) / took:.0f}",
        waited=f"p50 {middle:.2f} s, p99 {late:.2f} s, longest {waits[-1]:.2f} s",
    )


def days_of_one(url: str, key: str, rounds: int) -> tuple[list[float], Counter[int]]:
    waits, answers = list[float](), Counter[int]()
    with httpx.Client(base_url=f"{url}/v1", headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
        for method, path, form in DAY * rounds:
            begun = time.monotonic()
            answer = client.request(method, path, json=form, headers={"Idempotency-Key": str(uuid4())})
            waits.append(time.monotonic() - begun)
            answers[answer.status_code] += 1
    return waits, answers


if __name__ == "__main__":
    main()
