"""What an office keeps in files beside its rows: the keys of a demonstration, and the roots that somebody trusts."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

FOLDERS = ("pki", "trust")
KINDS = {".key", ".pem"}


def files_of(home: Path) -> Iterator[Path]:
    """Each by its path within the folder. The keys among them are wrapped."""
    for folder in FOLDERS:
        if (home / folder).is_dir():
            yield from (each.relative_to(home) for each in sorted((home / folder).iterdir()) if each.suffix in KINDS)


def copy_file(file: Path, here: Path, there: Path) -> Path:
    target = there / file
    target.parent.mkdir(parents=True, exist_ok=True)
    copyfile(here / file, target)
    return target
