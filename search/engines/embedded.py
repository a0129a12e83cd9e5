"""An index in a folder of this machine: Tantivy, in this very process."""

import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Self
from urllib.parse import SplitResult, unquote
from uuid import UUID

import tantivy

from kernel.rows import new_id
from search.engines.base import Asked, Copy, Found, Hit, Shelf
from search.engines.shelf import SCHEMA, hit, laid_out, newer_than, question
from search.errors import IndexUnavailable

log = logging.getLogger(__name__)

FORM = "v1"
"""Changes with the fields or the analysis: an index of another form is not read, but built again."""
MARK = "office"
"""Where a folder says whose index it is."""
MEMORY = 16 * 1024 * 1024
"""Of one writer: little more than the least that it takes. A batch is committed long before it is full."""
KINDS = {"kinds": {"terms": {"field": "kind", "size": 50}}}


class Volume:
    """One folder with one index. Whoever writes first holds it until it is closed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._index = tantivy.Index(SCHEMA, str(folder))
        self._writer: tantivy.IndexWriter | None = None
        self._lock = Lock()

    def write(self, copies: Sequence[Copy], gone: Sequence[UUID] = ()) -> None:
        with self._lock:
            writer, searcher = self._at_hand(), self._index.searcher()
            newest = {copy.subject_id: copy for copy in sorted(copies, key=lambda copy: copy.version)}
            try:
                for copy in newest.values():
                    if searcher.search(newer_than(copy.subject_id, copy.version), limit=1).hits:
                        continue
                    writer.delete_documents_by_term("subject", str(copy.subject_id))
                    writer.add_document(laid_out(copy))
                for subject_id in gone:
                    writer.delete_documents_by_term("subject", str(subject_id))
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            self._index.reload()

    def search(self, asked: Asked, offset: int, limit: int) -> Found:
        searcher, query = self._index.searcher(), question(asked)
        page = searcher.search(query, limit, offset=offset, order_by_field="at" if asked.newest_first else None)
        hits: list[Hit] = [hit(searcher.doc(address)) for _, address in page.hits]
        buckets = searcher.aggregate(query, KINDS)["kinds"]["buckets"]
        kinds = {each["key"]: each["doc_count"] for each in buckets}
        return Found(sum(kinds.values()), tuple(hits), kinds)

    def close(self) -> None:
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _at_hand(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(MEMORY, 1)
            except ValueError as error:
                raise IndexUnavailable("Otro proceso está escribiendo el índice: intente más tarde.") from error
        return self._writer


class EmbeddedEngine:
    """The current volume, and one aside while it is being rebuilt."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._swapping = Lock()
        self._aside: Volume | None = None
        self.is_new = False
        self._current = self._opened()

    @classmethod
    def from_url(cls, url: SplitResult) -> Self:
        return cls(Path(unquote(url.path)))

    def write(self, copies: Sequence[Copy], gone: Sequence[UUID] = ()) -> None:
        with self._swapping:
            for volume in filter(None, (self._current, self._aside)):
                volume.write(copies, gone)

    def search(self, asked: Asked, *, offset: int = 0, limit: int = 20) -> Found:
        return self._current.search(asked, offset, limit)

    @contextmanager
    def rebuilding(self) -> Iterator[Shelf]:
        with self._swapping:
            if self._aside is not None:
                raise IndexUnavailable("El índice ya se está reconstruyendo: espere a que termine.")
            self._aside = Volume(self._new_folder())
        try:
            yield self._aside
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
        self.is_new = True
        return self._begin()

    def _begin(self) -> Volume:
        volume = Volume(self._new_folder())
        self._point_to(volume)
        return volume

    def _take_the_place(self, volume: Volume) -> None:
        with self._swapping:
            old, self._current, self._aside = self._current, volume, None
            self._point_to(volume)
            self.is_new = False
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

    def _new_folder(self) -> Path:
        return self._root / f"{FORM}-{new_id().hex}"
