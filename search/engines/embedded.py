"""An index in a folder of this machine: Tantivy, in this very process."""

import logging
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Self
from urllib.parse import SplitResult, unquote
from uuid import UUID

from kernel.rows import new_id
from search.engines.base import Asked, Copy, Found, Gone, Kept, Shelf
from search.engines.laid import FORM
from search.engines.volume import Volume
from search.errors import IndexUnavailable

log = logging.getLogger(__name__)

BEGUN = "begun"
"""In the name of one that was begun empty: until it was built from the rows, something may be missing in it."""
MARK = "office"
"""Where a folder says whose index it is."""


class Aside:
    """Where the copies of a rebuild go."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        self._volume.add(copies)


class EmbeddedEngine:
    """The current volume, and one aside while it is being rebuilt."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._swapping = Lock()
        self._aside: Volume | None = None
        self._current = self._opened()

    @property
    def is_new(self) -> bool:
        return BEGUN in self._current.folder.name

    @classmethod
    def from_url(cls, url: SplitResult) -> Self:
        return cls(Path(unquote(url.path)))

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        with self._swapping:
            for volume in filter(None, (self._current, self._aside)):
                volume.write(copies, gone)

    def search(self, asked: Asked, *, after: str | None = None, limit: int = 20) -> Found:
        return self._current.search(asked, after, limit)

    def telling(self, stems: Mapping[str, int], most: int) -> tuple[str, ...]:
        return self._current.telling(stems, most)

    def kept(self, institution_id: UUID) -> Iterator[Kept]:
        return self._current.kept(institution_id)

    @contextmanager
    def rebuilding(self) -> Iterator[Shelf]:
        with self._swapping:
            if self._aside is not None:
                raise IndexUnavailable("El índice ya se está reconstruyendo: espere a que termine.")
            self._aside = Volume(self._new_folder(), building=True)
        try:
            yield Aside(self._aside)
            self._aside.finish()
        except BaseException:
            self._forget(self._aside)
            raise
        self._take_the_place(self._aside)

    def belongs_to(self, office: str) -> str:
        mark = self._root / MARK
        try:
            with mark.open("x", encoding="ascii") as file:
                file.write(office)
        except FileExistsError:
            return mark.read_text("ascii")
        return office

    def require(self) -> None:
        """It is in this very process."""

    def close(self) -> None:
        self._current.close()

    def _opened(self) -> Volume:
        """What was current, if it can still be read; else an empty one, which waits to be rebuilt."""
        pointer = self._root / "current"
        try:
            name = pointer.read_text(encoding="ascii").strip() if pointer.exists() else ""
            if name.startswith(FORM) and (self._root / name / "meta.json").exists():
                return Volume(self._root / name)
        except (OSError, ValueError) as error:
            log.warning("the index cannot be read, so it is begun anew: %s", error)
        return self._begin()

    def _begin(self) -> Volume:
        volume = Volume(self._new_folder(BEGUN))
        self._point_to(volume)
        return volume

    def _take_the_place(self, volume: Volume) -> None:
        with self._swapping:
            old, self._current, self._aside = self._current, volume, None
            self._point_to(volume)
        old.close()
        shutil.rmtree(old.folder, ignore_errors=True)

    def _forget(self, volume: Volume) -> None:
        with self._swapping:
            self._aside = None
        volume.close()
        shutil.rmtree(volume.folder, ignore_errors=True)

    def _point_to(self, volume: Volume) -> None:
        draft = self._root / "current.new"
        with draft.open("w", encoding="ascii") as file:
            file.write(volume.folder.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._root / "current")

    def _new_folder(self, *how: str) -> Path:
        return self._root / "-".join([FORM, *how, new_id().hex])
