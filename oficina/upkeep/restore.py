"""An office brought back from a backup, into an empty folder, and checked before it is called one."""

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
from oficina.settings import Settings
from oficina.upkeep.manifest import BLOBS, DATABASE, PKI, Manifest, is_empty, sha256_of


def restore(settings: Settings, manifest: Manifest, folder: Path, tell: Tell) -> None:
    """Contents first and rows last: one that was cut short leaves no office."""
    target = _target(settings)
    if read_key_file(settings.key_file).name != manifest.key_name:
        raise TaskRefused(f"{settings.key_file} no es la llave con que se hizo este respaldo: indique la suya.")
    if sha256_of(folder / DATABASE) != manifest.database_sha256:
        raise TaskRefused(f"{folder / DATABASE} no es el que se respaldó: use otro respaldo.")
    _bring_blobs(settings, manifest, folder, tell)
    _bring_pki(settings, manifest, folder)
    draft = target.with_name(f"{target.name}.draft")
    copyfile(folder / DATABASE, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    keep_settings(settings)


def _target(settings: Settings) -> Path:
    database = make_url(settings.database_url)
    if database.drivername != "sqlite":
        raise TaskRefused("Este respaldo es de una oficina de una sola máquina: recupérelo en una carpeta.")
    if not is_empty(settings.home, but=frozenset({LOCK})):
        raise TaskRefused(f"{settings.home} no está vacía: recupere el respaldo en una carpeta nueva.")
    return Path(str(database.database))


def _bring_pki(settings: Settings, manifest: Manifest, folder: Path) -> None:
    for name, sha256 in manifest.pki.items():
        source = folder / PKI / Path(name).name
        if not source.is_file() or sha256_of(source) != sha256:
            raise TaskRefused(f"{source} falta o está dañado: use otro respaldo.")
        (settings.home / PKI).mkdir(exist_ok=True)
        copyfile(source, settings.home / PKI / source.name)


def _bring_blobs(settings: Settings, manifest: Manifest, folder: Path, tell: Tell) -> None:
    source, store = FolderBlobs(folder / BLOBS), open_blobs(settings.blobs_url)
    for done, name in enumerate(manifest.blobs, start=1):
        try:
            store.put(source.get(name))
        except Damaged as damage:
            raise TaskRefused(f"El contenido {name} del respaldo falta o está dañado: use otro respaldo.") from damage
        tell("Contenidos", done, len(manifest.blobs))
