"""An office brought back from a backup, into an empty folder or database, and checked before it is called one."""

import os
from pathlib import Path
from shutil import copyfile

from sqlalchemy import make_url

from documents.storage import open_blobs
from documents.storage.folder import FolderBlobs
from kernel.errors import Damaged
from kernel.secrets import read_key_file
from oficina.admin import TaskRefused, Tell
from oficina.home import LOCK, keep_settings
from oficina.schema import migrate_as_owner
from oficina.settings import Settings
from oficina.upkeep.beside import FOLDERS, copy_file
from oficina.upkeep.manifest import BLOBS, DATABASE, Manifest, is_empty, sha256_of
from oficina.upkeep.rows import counted, is_file, is_taken, read_rows


def restore(settings: Settings, manifest: Manifest, folder: Path, tell: Tell) -> None:
    """Contents first and rows last: one that was cut short leaves no office."""
    _refuse_taken(settings)
    if read_key_file(settings.key_file).name != manifest.key_name:
        raise TaskRefused(f"{settings.key_file} no es la llave con que se hizo este respaldo: indique la suya.")
    if sha256_of(folder / DATABASE) != manifest.database_sha256:
        raise TaskRefused(f"{folder / DATABASE} no es el que se respaldó: use otro respaldo.")
    _bring_blobs(settings, manifest, folder, tell)
    _bring_files(settings, manifest, folder)
    _bring_rows(settings, folder / DATABASE, tell)
    keep_settings(settings)


def _refuse_taken(settings: Settings) -> None:
    if not is_empty(settings.home, but=frozenset({LOCK})):
        raise TaskRefused(f"{settings.home} no está vacía: recupere el respaldo en una carpeta nueva.")
    if not is_file(settings.database_url) and is_taken(settings):
        raise TaskRefused("La base de datos ya tiene una oficina: recupere el respaldo en una base nueva.")


def _bring_rows(settings: Settings, file: Path, tell: Tell) -> None:
    """A file of rows becomes the database as it is; into another, they are carried."""
    if not is_file(settings.database_url):
        read_rows(file, settings, counted("Filas", tell))
        return
    target = Path(str(make_url(settings.database_url).database))
    draft = target.with_name(f"{target.name}.draft")
    copyfile(file, draft)
    with draft.open("rb") as content:
        os.fsync(content.fileno())
    draft.replace(target)
    migrate_as_owner(settings)


def _bring_files(settings: Settings, manifest: Manifest, folder: Path) -> None:
    for named, sha256 in manifest.files.items():
        file = Path(named)
        if str(file.parent) not in FOLDERS:
            raise TaskRefused(f"El respaldo nombra {named}, que no es de una oficina: use otro respaldo.")
        if not (folder / file).is_file() or sha256_of(folder / file) != sha256:
            raise TaskRefused(f"{folder / file} falta o está dañado: use otro respaldo.")
        copy_file(file, folder, settings.home)


def _bring_blobs(settings: Settings, manifest: Manifest, folder: Path, tell: Tell) -> None:
    source, store = FolderBlobs(folder / BLOBS), open_blobs(settings.blobs_url)
    if (office := store.belongs_to(manifest.office)) != manifest.office:
        raise TaskRefused(f"El almacén es de otra oficina ({office}): recupere el respaldo en uno vacío.")
    for done, name in enumerate(manifest.blobs, start=1):
        try:
            store.put(source.get(name))
        except Damaged as damage:
            raise TaskRefused(f"El contenido {name} del respaldo falta o está dañado: use otro respaldo.") from damage
        tell("Contenidos", done, len(manifest.blobs))
