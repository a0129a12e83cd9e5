"""What a large attachment costs a running office in memory, over HTTP: sent, kept, and read again.

In a folder, or in an S3 store by `--blobs`. The real size is `--megabytes 2048`: it takes four times that on disk.
"""

import argparse
import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from benchmarks import machine, office
from benchmarks.hangs import FIELDS, done
from benchmarks.memory import Peak
from documents.drafting import Beginning
from documents.fields import DraftFields
from documents.kinds import kind
from documents.models import Source
from documents.operations import DraftDocument
from kernel.operations import operate
from oficina.home import SETTINGS

AIM = 32
PATIENCE = 600
CHUNK = machine.MEBIBYTE


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--megabytes", type=int, default=64)
    asked.add_argument("--blobs", help="s3://…: an empty bucket; without it, a folder")
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        document, key = begun(home, given.megabytes, given.blobs)
        file, digest = a_file(home.with_name("large.bin"), given.megabytes)
        small, _ = a_file(home.with_name("small.bin"), 1)
        with (
            office.serving(home) as served,
            httpx.Client(base_url=f"{served.url}/v1/documents/{document}", timeout=PATIENCE) as client,
        ):
            client.headers["Authorization"] = f"Bearer {key}"
            read(client, attach(client, small))
            idle, begun_at = machine.memory(served.pid), time.perf_counter()
            with Peak(served.pid) as sending:
                attached = attach(client, file)
            sent = time.perf_counter() - begun_at
            with Peak(served.pid) as reading:
                if read(client, attached) != digest:
                    raise SystemExit("what was read is not what was sent")
            took = time.perf_counter() - begun_at - sent
    machine.tell(
        f"an attachment of {given.megabytes} MB in {'S3' if given.blobs else 'a folder'} (aim: {AIM} MiB or less)",
        sent=f"{sent:.1f} s, {(sending.bytes - idle) / machine.MEBIBYTE:.1f} MiB above rest",
        read=f"{took:.1f} s, {(reading.bytes - idle) / machine.MEBIBYTE:.1f} MiB above rest",
    )


def begun(home: Path, megabytes: int, blobs: str | None) -> tuple[UUID, str]:
    """An office that takes files of that size, a document in it, and the key of whoever wrote it."""
    settings = {"ATTACHMENT_MEGABYTES": str(max(megabytes, 50))} | ({"BLOBS_URL": blobs} if blobs else {})
    platform = office.begun(home, **settings)
    with (home / SETTINGS).open("a") as kept:
        kept.writelines(f"OFICINA_{name}={value}\n" for name, value in settings.items())
    house = office.a_house(platform)
    beginning = Beginning(kind("oficio-ordinario"), DraftFields.model_validate(FIELDS), Source.DRAFTED)
    drafted = operate(house.desk("drafter"), DraftDocument(platform.blobs, beginning), done)
    platform.close()
    return drafted.id, house.players["drafter"].key


def a_file(path: Path, megabytes: int) -> tuple[Path, str]:
    """Of bytes that nothing can make smaller, and their SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(megabytes):
            digest.update(chunk := os.urandom(CHUNK))
            file.write(chunk)
    return path, digest.hexdigest()


def attach(client: httpx.Client, path: Path) -> str:
    with path.open("rb") as file:
        told: dict[str, Any] = (
            client.post(
                "/attachments",
                files={"file": (path.name, file, "application/octet-stream")},
                headers={"Idempotency-Key": str(uuid4())},
            )
            .raise_for_status()
            .json()
        )
    return str(told["id"])


def read(client: httpx.Client, attachment: str) -> str:
    digest = hashlib.sha256()
    with client.stream("GET", f"/attachments/{attachment}/content") as answer:
        for chunk in answer.raise_for_status().iter_bytes(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


if __name__ == "__main__":
    main()
