"""A copy of the office that is of one moment, made while people work."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlalchemy import make_url

import institutions.service as institutions
from documents.storage.folder import FolderBlobs
from kernel.actor import PLATFORM, system
from kernel.database import Database
from oficina.admin import TaskRefused, Tell
from oficina.office import admit
from oficina.platform import Platform
from oficina.schema import newest
from oficina.upkeep.checks import BLOBS_NAMED
from oficina.upkeep.manifest import BLOBS, DATABASE, PKI, Manifest, is_empty, sha256_of


def backup(platform: Platform, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Rows as they are at one instant, then every content that those rows name. Nobody waits for it."""
    folder = Path(arguments["folder"])
    if not is_empty(folder):
        raise TaskRefused(f"{folder} no está vacía: elija una carpeta nueva para este respaldo.")
    folder.mkdir(parents=True, exist_ok=True)
    office, instant = admit(platform), platform.database.clock()
    _copy_rows(platform, folder / DATABASE)
    blobs = _copy_blobs(platform, folder, tell)
    Manifest(
        instant=instant,
        office=str(office.id),
        key_name=platform.secrets.name,
        revision=newest(),
        database_sha256=sha256_of(folder / DATABASE),
        blobs=blobs,
        pki=_copy_pki(platform, folder),
        public_url=platform.settings.public_url,
        demo=platform.settings.demo,
    ).write(folder)
    return {
        "folder": str(folder),
        "instant": instant.isoformat(),
        "blobs": len(blobs),
        "bytes": sum(blobs.values()),
        "key_file_not_included": str(platform.settings.key_file),
    }


def _copy_rows(platform: Platform, target: Path) -> None:
    """In one step, so that what is written meanwhile is either wholly in it or not at all."""
    source = make_url(platform.settings.database_url)
    if source.drivername != "sqlite":
        raise TaskRefused("Con PostgreSQL, respalde la base con pg_dump y el almacén con sus propias herramientas.")
    with closing(sqlite3.connect(str(source.database))) as rows, closing(sqlite3.connect(target)) as copy:
        rows.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _copy_pki(platform: Platform, folder: Path) -> dict[str, str]:
    source, copied = platform.demonstration.folder, dict[str, str]()
    for file in sorted([*source.glob("*.key"), *source.glob("*.pem")]):
        (folder / PKI).mkdir(exist_ok=True)
        copyfile(file, folder / PKI / file.name)
        copied[file.name] = sha256_of(folder / PKI / file.name)
    return copied


def _copy_blobs(platform: Platform, folder: Path, tell: Tell) -> dict[str, int]:
    copied: dict[str, int] = {}
    with _opened(folder / DATABASE) as rows:
        named = sorted(set(_named(rows)))
    kept = FolderBlobs(folder / BLOBS)
    for done, name in enumerate(named, start=1):
        copied[name] = kept.put(platform.blobs.get(name)).size
        tell("Contenidos", done, len(named))
    return copied


def _named(rows: Database) -> Iterator[str]:
    with rows.reading(PLATFORM) as work:
        everybody = institutions.all_ids(work)
    for institution_id in everybody:
        with rows.reading(system(institution_id)) as work:
            for check in BLOBS_NAMED:
                yield from check(work)


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    """The copy, to read in. It goes back to one file: a journal left beside it would not be in the manifest."""
    rows = Database(f"sqlite:///{file}", pool=2)
    try:
        yield rows
    finally:
        rows.engine.dispose()
        with closing(sqlite3.connect(file)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
