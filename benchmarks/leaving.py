"""How long it takes to take a whole office away: back it up while somebody works, restore it, carry it to other parts.

What was answered before a backup's instant is in it (the test of backups proves it): so what may be lost is what was
done since the last one, and how long an office is away is what restoring and checking it takes.
"""

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from benchmarks import bulk, hangs, machine, office
from documents.models import BlobHold
from oficina.demo.cast import House
from oficina.home import settings_of
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from oficina.upkeep.backup import backup
from oficina.upkeep.carrying import many
from oficina.upkeep.manifest import Manifest
from oficina.upkeep.move import move
from oficina.upkeep.restore import restore
from oficina.upkeep.verify import verify_all

CONTENT = 100 * 1024


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=1_000)
    asked.add_argument("--contents", type=int, default=500, help="of 100 KB, besides")
    asked.add_argument(
        "--database", help="where it is carried to: an empty PostgreSQL database, as its owner; or SQLite"
    )
    asked.add_argument("--blobs", help="and its store: an empty bucket, s3://…; or a folder")
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        house = office.a_house(platform, *bulk.UNITS)
        bulk.fill(platform, house, given.documents)
        keep(platform, house, given.contents)
        figures = copied(platform, house, home.with_name("copy"))
        figures |= brought_back(platform.settings, home.with_name("copy"), home.with_name("restored"))
        figures |= carried(platform, there(platform.settings, home.with_name("moved"), given.database, given.blobs))
        platform.close()
    machine.tell(f"an office of {given.documents} documents and as many entries, {given.contents} contents", **figures)


def keep(platform: Platform, house: House, count: int) -> None:
    names = [platform.blobs.put([os.urandom(CONTENT)]).name for _ in range(count)]
    with house.desk("partes").writing() as work:
        work.add(*(BlobHold(institution_id=house.id, blob=each, subject_id=house.id, since=work.now) for each in names))


def copied(platform: Platform, house: House, folder: Path) -> dict[str, str]:
    over, begun = Event(), time.perf_counter()
    with ThreadPoolExecutor(1) as somebody:
        writing = somebody.submit(hangs.write, platform, house, over)
        made = backup(platform, {"folder": str(folder)}, quietly)
        took = time.perf_counter() - begun
        over.set()
        waits = writing.result()
    longest = f"; {len(waits)} acts of somebody else meanwhile, the longest {max(waits, default=0) * 1000:.0f} ms"
    return {"backup": f"{took:.1f} s, {made['bytes'] / machine.MEBIBYTE:.0f} MiB of contents{longest}"}


def brought_back(settings: Settings, folder: Path, home: Path) -> dict[str, str]:
    target = there(settings, home, None, None)
    with clock() as restoring:
        restore(target, Manifest.read(folder), folder, quietly)
    with opened(target) as platform, clock() as checking:
        verify_all(platform, {"signatures": False}, quietly)
    return {"restore": f"{restoring[0]:.1f} s, and {checking[0]:.1f} s to check all of it"}


def carried(platform: Platform, target: Settings) -> dict[str, str]:
    rows = many(platform.database)
    with clock() as moving:
        done = move(platform, target, quietly, signatures=False)
    if done["rows"] != rows:
        raise SystemExit("what was carried is not what there was")
    return {
        "move": f"{moving[0]:.1f} s for {rows} rows, with the index and both sides checked: {rows / moving[0]:.0f}/s"
    }


def there(settings: Settings, home: Path, database: str | None, blobs: str | None) -> Settings:
    told = {"DEMO": "yes", "KEY_FILE": str(settings.key_file), "PUBLIC_URL": settings.public_url}
    told |= {"DATABASE_URL": database, "OWNER_DATABASE_URL": database} if database else {}
    told |= {"BLOBS_URL": blobs} if blobs else {}
    home.mkdir(exist_ok=True)
    return settings_of(home, {f"OFICINA_{name}": value for name, value in told.items()})


@contextmanager
def opened(settings: Settings) -> Iterator[Platform]:
    platform = open_platform(settings)
    yield platform
    platform.close()


@contextmanager
def clock() -> Iterator[list[float]]:
    took, begun = [0.0], time.perf_counter()
    yield took
    took[0] = time.perf_counter() - begun


def quietly(*_: object) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
