"""A copy of the office that is of one moment, made while people work."""

from pathlib import Path
from typing import Any

from documents.storage.folder import FolderBlobs
from kernel.actor import PLATFORM
from oficina.admin import TaskRefused, Tell
from oficina.office import admit
from oficina.platform import Platform
from oficina.schema import newest
from oficina.upkeep.beside import copy_file, files_of
from oficina.upkeep.contents import names_in
from oficina.upkeep.manifest import BLOBS, DATABASE, Manifest, is_empty, sha256_of
from oficina.upkeep.rows import counted, opened, write_rows
from workers.chores import BACKUP, note_done


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
        files=_copy_files(platform.settings.home, folder),
        public_url=platform.settings.public_url,
        demo=platform.settings.demo,
    ).write(folder)
    with platform.database.writing(PLATFORM) as work:
        note_done(work, BACKUP)
    return {
        "folder": str(folder),
        "instant": instant.isoformat(),
        "blobs": len(blobs),
        "bytes": sum(blobs.values()),
        "key_file_not_included": str(platform.settings.key_file),
    }


def _copy_files(home: Path, folder: Path) -> dict[str, str]:
    return {str(file): sha256_of(copy_file(file, home, folder)) for file in files_of(home)}


def _copy_blobs(platform: Platform, folder: Path, tell: Tell) -> dict[str, int]:
    copied: dict[str, int] = {}
    kept = FolderBlobs(folder / BLOBS)
    with opened(folder / DATABASE) as rows, names_in(rows) as names:
        for done, name in enumerate(names, start=1):
            copied[name] = kept.put(platform.blobs.get(name)).size
            tell("Contenidos", done, len(names))
    return copied
