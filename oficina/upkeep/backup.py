"""A copy of the office that is of one moment, made while people work."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

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
from oficina.upkeep.rows import counted, opened, write_rows


def backup(platform: Platform, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Rows as they are at one instant, then every content that those rows name. Nobody waits for it."""
    folder = Path(arguments["folder"])
    if not is_empty(folder):
        raise TaskRefused(f"{folder} no está vacía: elija una carpeta nueva para este respaldo.")
    folder.mkdir(parents=True, exist_ok=True)
    office, instant = admit(platform), platform.database.clock()
    write_rows(platform.database, folder / DATABASE, counted("Filas", tell))
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


def _copy_pki(platform: Platform, folder: Path) -> dict[str, str]:
    source, copied = platform.demonstration.folder, dict[str, str]()
    for file in sorted([*source.glob("*.key"), *source.glob("*.pem")]):
        (folder / PKI).mkdir(exist_ok=True)
        copyfile(file, folder / PKI / file.name)
        copied[file.name] = sha256_of(folder / PKI / file.name)
    return copied


def _copy_blobs(platform: Platform, folder: Path, tell: Tell) -> dict[str, int]:
    copied: dict[str, int] = {}
    with opened(folder / DATABASE) as rows:
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
