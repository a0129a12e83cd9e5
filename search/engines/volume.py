"""One folder with one Tantivy index in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from threading import Lock
from uuid import UUID

import tantivy

from search.engines.base import Asked, Copy, Found, Gone, Hit, Kept, newest_of
from search.engines.questions import newer_than, question, term, up_to
from search.engines.shelf import SCHEMA, hit, kept, laid_out, order_of, trace_of
from search.entries import FACETS
from search.errors import IndexUnavailable, QueryNotUnderstood

MEGABYTE = 1024 * 1024
MEMORY = 16 * MEGABYTE
"""Of one writer: little more than the least that it takes. A batch is committed long before it is full."""
BUILDING = 64 * MEGABYTE
COMMITTED_AT = 20_000
COUNTS = {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
PAGE = 5_000
RARE = 2
"""A word that is in fewer texts tells nothing about others."""
LARGEST = (1 << 63) - 1


class Volume:
    """Whoever writes first holds it until it is closed."""

    def __init__(self, folder: Path, *, building: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._index = tantivy.Index(SCHEMA, str(folder))
        self._writer: tantivy.IndexWriter | None = None
        self._memory = BUILDING if building else MEMORY
        self._lock = Lock()
        self._meanwhile: dict[UUID, int] = {}
        self._waiting: dict[UUID, int] = {}
        self._lost = False

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        newest = newest_of(copies, gone)
        laid = [(told, laid_out(told) if isinstance(told, Copy) else trace_of(told)) for told in newest.values()]
        with self._lock:
            writer, searcher = self._at_hand(), self._index.searcher()
            try:
                for told, lay in laid:
                    if not self._knows_newer(searcher, told):
                        writer.delete_documents_by_term("subject", str(told.subject_id))
                        writer.add_document(lay)
                writer.commit()
            except BaseException:
                self._lost = bool(self._waiting)
                writer.rollback()
                raise
            self._index.reload()
            self._waiting.clear()
            if self._memory == BUILDING:
                self._meanwhile |= {each.subject_id: each.version for each in newest.values()}

    def add(self, copies: Sequence[Copy]) -> None:
        """While it is being built: each thing once, and nothing that was written meanwhile and is newer."""
        laid = [(copy, laid_out(copy)) for copy in copies]
        with self._lock:
            writer = self._at_hand()
            for copy, lay in laid:
                if copy.subject_id in self._meanwhile:
                    if self._meanwhile[copy.subject_id] >= copy.version:
                        continue
                    writer.delete_documents_by_term("subject", str(copy.subject_id))
                writer.add_document(lay)
            self._waiting |= {copy.subject_id: copy.version for copy in copies}
            if len(self._waiting) >= COMMITTED_AT:
                self._commit(writer)

    def finish(self) -> None:
        """Have all that was added found. From now on it is written as any other."""
        with self._lock:
            if self._lost:
                raise IndexUnavailable("Al índice nuevo le falta lo que no se pudo escribir: reconstrúyalo de nuevo.")
            self._commit(self._at_hand())
            self._memory, self._meanwhile = MEMORY, {}
        self.close()

    def search(self, asked: Asked, after: str | None, limit: int) -> Found:
        searcher, query = self._index.searcher(), question(asked)
        counts = _counts(searcher, query)
        total = sum(counts["kind"].values())
        if asked.newest_first:
            hits, following = _newest(searcher, query, after, limit)
        else:
            offset = _place(after, r"\d{1,12}")[0]
            page = searcher.search(query, limit, offset=offset, count=False) if limit and offset < total else None
            hits = [hit(searcher.doc(address)) for _, address in page.hits] if page else []
            following = str(offset + len(hits)) if hits and offset + len(hits) < total else None
        return Found(total, tuple(hits), counts, following)

    def telling(self, stems: Mapping[str, int], most: int) -> tuple[str, ...]:
        searcher = self._index.searcher()
        every = searcher.num_docs + 1
        weighed = []
        for stem, times in stems.items():
            known = searcher.doc_freq("stems", stem)
            if known >= RARE and not stem.isdecimal():
                weighed.append(((1 + log(times)) * log(every / known), stem))
        return tuple(stem for _, stem in sorted(weighed, reverse=True)[:most])

    def kept(self, institution_id: UUID) -> Iterator[Kept]:
        searcher = self._index.searcher()
        mine, last = term("tenant", str(institution_id)), None
        seen: set[UUID] = set()
        while True:
            page = searcher.search(
                mine if last is None else up_to(mine, last), PAGE, count=False, order_by_field="order"
            )
            lays = [searcher.doc(address) for _, address in page.hits]
            fresh = [each for each in map(kept, lays) if each.subject_id not in seen]
            if not fresh:
                return
            yield from fresh
            seen, last = {each.subject_id for each in fresh}, order_of(lays[-1])

    def close(self) -> None:
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _knows_newer(self, searcher: tantivy.Searcher, told: Copy | Gone) -> bool:
        """Found already, or added and not committed yet."""
        if self._waiting.get(told.subject_id, -1) > told.version:
            return True
        return bool(searcher.search(newer_than(told.subject_id, told.version), limit=1).hits)

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        self._index.reload()
        self._waiting.clear()

    def _at_hand(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(self._memory, 1)
            except ValueError as error:
                raise IndexUnavailable("Otro proceso está escribiendo el índice: intente más tarde.") from error
        return self._writer


def _counts(searcher: tantivy.Searcher, query: tantivy.Query) -> dict[str, dict[str, int]]:
    told = searcher.aggregate(query, COUNTS)
    return {name: {each["key"]: each["doc_count"] for each in told[name]["buckets"]} for name in FACETS}


def _newest(
    searcher: tantivy.Searcher, query: tantivy.Query, after: str | None, limit: int
) -> tuple[list[Hit], str | None]:
    """Those after the key of the last; of what has that very key, as many as were shown are left out."""
    last, skipped = _place(after, r"(-?\d{1,19})\.(\d{1,9})") if after else (None, 0)
    among = query if last is None else up_to(query, last)
    page = searcher.search(among, limit + 1, offset=skipped, count=False, order_by_field="order")
    lays = [searcher.doc(address) for _, address in page.hits[:limit]]
    if len(page.hits) <= limit or not lays:
        return [hit(lay) for lay in lays], None
    orders = [order_of(lay) for lay in lays]
    alike = orders.count(orders[-1]) + (skipped if orders[-1] == last else 0)
    return [hit(lay) for lay in lays], f"{orders[-1]}.{alike}"


def _place(after: str | None, form: str) -> tuple[int, int]:
    """Where a page begins, as the page before told."""
    if after is None:
        return 0, 0
    if not re.fullmatch(form, after) or abs(int(after.partition(".")[0])) > LARGEST:
        raise QueryNotUnderstood("Esa página ya no existe: vuelva a buscar desde el comienzo.", after=after[:40])
    first, _, second = after.partition(".")
    return int(first), int(second or 0)
