"""Documents pushed over the API until they are searchable, per second, and the processor time of each.

A thousand Spanish PDFs of two pages, two clients, a real `oficina serve`. The clock stops when the search counts all
of them by a word that is nowhere but on their pages.
"""

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import httpx

from benchmarks import machine, office, papers

AIM = 20.0
WORD = "ficha*"


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=1_000)
    asked.add_argument("--clients", type=int, default=2)
    asked.add_argument("--server", help="the URL of an Elasticsearch: the same with it, and how the two compare")
    given = asked.parse_args(argv)
    made = [papers.paper(number) for number in range(given.documents + 1)]
    ours = measured(made, given.clients, None)
    tell("embedded", ours)
    if given.server:
        theirs = measured(made, given.clients, given.server)
        told = {name: f"{getattr(theirs, name) / getattr(ours, name):.2f}" for name in ("rate", "cpu", "after")}
        tell("Elasticsearch", theirs, **{f"{name}_to_embedded": ratio for name, ratio in told.items()})


@dataclass(frozen=True, slots=True)
class Figures:
    """Documents a second until searchable and until accepted, processor seconds of each, seconds after the last."""

    documents: int
    rate: float
    accepted: float
    cpu: float
    after: float


def measured(made: Sequence[bytes], clients: int, server: str | None) -> Figures:
    count = len(made) - 1
    with office.a_folder() as home, office.furnished(home) as house:
        if server:
            office.set_in(home, "INDEX_URL", server)
        with office.serving(home) as served:
            headers = {"Authorization": f"Bearer {house.players['drafter'].key}"}
            push(served.url, headers, made, [0])
            until_found(served.url, headers, 1)
            begun, before = time.monotonic(), machine.cpu_seconds(served.pid)
            push_all(served.url, headers, made, clients)
            pushed = time.monotonic() - begun
            until_found(served.url, headers, count + 1)
            took, used = time.monotonic() - begun, machine.cpu_seconds(served.pid) - before
    return Figures(count, count / took, count / pushed, used / count, took - pushed)


def tell(engine: str, seen: Figures, **more: str) -> None:
    machine.tell(
        f"{seen.documents} documents pushed until searchable: {engine}",
        searchable_a_second=f"{seen.rate:.1f} (aim: {AIM:.0f} or more; paperless-ngx: 1.4)",
        accepted_a_second=f"{seen.accepted:.1f}",
        cpu_seconds_each=f"{seen.cpu:.3f} (paperless-ngx: 0.79)",
        searchable_after_the_last=f"{seen.after:.2f} s",
        **more,
    )


def push_all(url: str, headers: dict[str, str], made: Sequence[bytes], clients: int) -> None:
    """All but the first, which was pushed before the clock began so that everything is loaded."""
    mine = [range(first, len(made), clients) for first in range(1, clients + 1)]
    with ThreadPoolExecutor(clients) as crowd:
        list(crowd.map(partial(push, url, headers, made), mine))


def push(url: str, headers: dict[str, str], made: Sequence[bytes], numbers: Iterable[int]) -> None:
    """One client: the next when the one before was accepted."""
    with httpx.Client(headers=headers, timeout=60) as client:
        for number in numbers:
            about = {"kind": "oficio-ordinario", "fields": {"subject": papers.subject(number)}}
            client.post(
                f"{url}/v1/documents/uploads",
                data={"document": json.dumps(about)},
                files={"file": (f"{number}.pdf", made[number], "application/pdf")},
                headers={"Idempotency-Key": str(uuid4())},
            ).raise_for_status()


def until_found(url: str, headers: dict[str, str], count: int) -> None:
    with httpx.Client(headers=headers, timeout=60) as client:
        while client.get(f"{url}/v1/search", params={"q": WORD, "limit": 1}).raise_for_status().json()["total"] < count:
            time.sleep(0.05)


if __name__ == "__main__":
    main()
