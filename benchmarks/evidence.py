"""Seconds to prove a million contents with one timestamp, and bytes that each keeps besides the shared token."""

import argparse
import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks import machine
from signature import evidence, pki
from signature.evidence.records import archive_stamp, record
from signature.time_tokens import token

MOST_SECONDS, MOST_BYTES = 60, 1024
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=1_000_000)
    given = asked.parse_args(argv)
    authorities = pki.make(BEGAN)
    hashes = [hashlib.sha256(each.to_bytes(8)).digest() for each in range(given.documents)]
    began, cpu = time.perf_counter(), time.process_time()
    tree = evidence.grow(hashes, "sha256")
    grown = time.perf_counter()
    shared = token(authorities.tsa, authorities.root.certificate, tree.root, BEGAN)
    longest = max(len(tree.written(at)) for at in range(given.documents))
    ended = time.perf_counter()
    whole = record([[archive_stamp("sha256", tree.written(given.documents // 2), shared)]], ["sha256"])
    assert evidence.read(whole).written == whole  # noqa: S101 -- a figure of something else would be none
    machine.tell(
        f"{given.documents:,} documents proved with one timestamp",
        tree=f"{grown - began:.1f} s",
        all_of_it=f"{ended - began:.1f} s, of one core {time.process_time() - cpu:.1f} s",
        kept_of_each=f"{longest} bytes, besides a token of {len(shared)}",
        at_most=f"{MOST_SECONDS} s, {MOST_BYTES} bytes",
    )


if __name__ == "__main__":
    main()
