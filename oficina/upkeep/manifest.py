"""What a backup says of itself. It is written last: a folder without it is no backup."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from oficina.admin import TaskRefused

MANIFEST = "manifest.json"
DATABASE = "oficina.db"
BLOBS = "blobs"


class Manifest(BaseModel):
    """The key file is not in the backup, and is named here: without it, what was wrapped stays closed."""

    format: Literal["oficina-backup/2"] = "oficina-backup/2"
    instant: datetime
    office: str
    key_name: str
    revision: str
    database_sha256: str
    blobs: dict[str, int]
    files: dict[str, str]
    """What lies beside the rows, and the SHA-256 of each."""
    public_url: str
    demo: bool

    def write(self, folder: Path) -> None:
        draft = folder / f"{MANIFEST}.draft"
        with draft.open("w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / MANIFEST)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        try:
            return cls.model_validate_json((folder / MANIFEST).read_text("utf-8"))
        except FileNotFoundError:
            raise TaskRefused(f"{folder} no es un respaldo completo: le falta {MANIFEST}.") from None
        except (ValidationError, UnicodeDecodeError):
            raise TaskRefused(f"{folder / MANIFEST} está dañado o es de otra versión.") from None


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_empty(folder: Path, *, but: frozenset[str] = frozenset()) -> bool:
    return not folder.exists() or not {each.name for each in folder.iterdir()} - but
