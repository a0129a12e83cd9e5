"""Memory that signing takes for a PDF of any size: from the store, signed and looked at again, to the store.

The whole way of a signature that an office makes: a small file first, then the large one, which is made on disk and
removed afterwards. All processes count (PSS). `--megabytes 2048`. In a folder, or in an S3 store by `--blobs`.
"""

import argparse
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime

from benchmarks import machine, office
from benchmarks.memory import Peak
from documents.storage import open_blobs
from kernel.sandbox import Sandbox
from kernel.secrets import Secrets
from signature import marking
from signature.certificates import Holder
from signature.marking import Mark, OneTimeKey, Workshop
from signature.pki import Demonstration
from signature.stamps import Stamp
from signature.timestamps import DemonstrationTsa

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
MOST = 16


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--megabytes", type=int, default=256)
    asked.add_argument("--blobs", help="s3://…: an empty bucket; without it, a folder")
    given = asked.parse_args(argv)
    with office.a_folder() as home, closing(Sandbox()) as sandbox:
        demonstration = Demonstration(home / "pki", Secrets(bytes(32)))
        stamper = DemonstrationTsa(demonstration)
        blobs = open_blobs(given.blobs or f"file://{home}/blobs")
        shop = Workshop(blobs, Secrets(bytes(32)), stamper, "https://ejemplo.cl", sandbox, demonstration)
        small, _ = signed(shop, 100 * 1024)
        large, took = signed(shop, given.megabytes * machine.MEBIBYTE)
    where = "S3 to S3" if given.blobs else "the folder to the folder"
    machine.tell(
        f"memory of signing a PDF of {given.megabytes} MB, from {where}",
        at_its_peak_with_100_KB=f"{small / machine.MEBIBYTE:.1f} MiB",
        at_its_peak_with_this=f"{large / machine.MEBIBYTE:.1f} MiB",
        more=f"{(large - small) / machine.MEBIBYTE:.1f} MiB (aim: {MOST} or less)",
        seconds=f"{took:.1f}",
    )


def signed(shop: Workshop, size: int) -> tuple[int, float]:
    """The most memory that was seen while a file of this size was signed, and how long it took."""
    blob = shop.blobs.put(a_pdf(size))
    stamp = Stamp("signature", ("Firma electrónica avanzada", "Carla Díaz"), "Firmado por Carla Díaz")
    key = OneTimeKey(shop.demonstration, Holder("Carla Díaz", "Ministerio", rut="11111111-1"), AT)
    begun = time.monotonic()
    with Peak(os.getpid()) as peak:
        made = marking.put(shop, Mark(blob.name, "FEA-1", stamp, "Santiago", AT), key)
    if made.size <= blob.size:
        raise SystemExit("nothing was signed")
    return peak.bytes, time.monotonic() - begun


def a_pdf(size: int) -> Iterator[bytes]:
    """A page, and what takes the room: streams of a mebibyte of noise."""
    chance, at, places = random.Random(1), 0, list[int]()  # noqa: S311 -- it must be the same each time
    noise = chance.randbytes(machine.MEBIBYTE if size > machine.MEBIBYTE else size // 2)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>")
    many = max(1, size // len(noise))
    at = len(HEADER)
    yield HEADER
    for number in range(1, len(objects) + many + 1):
        body = objects[number - 1] if number <= len(objects) else _stream(noise)
        written = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        places.append(at)
        at += len(written)
        yield written
    yield b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    yield b"".join(b"%010d 00000 n \n" % place for place in places)
    yield b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, at)


HEADER = b"%PDF-1.7\n"


def _stream(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


if __name__ == "__main__":
    main()
