"""Does the index hold what the rows say, for whom they say it, and nothing else?"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import institutions.service as institutions
import search.service as search
from kernel.actor import PLATFORM, system
from oficina.admin import Tell
from oficina.platform import Platform
from search.operations import all_of, digest_of

MISSING = "está en las filas y no se puede encontrar"
ALIEN = "se puede encontrar y no está en las filas"
STALE = "el índice dice otra cosa que las filas"
READERS = "el índice lo deja encontrar a otros que las filas"


def verify_index(platform: Platform, _arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Each difference between both, but for what is known to be waiting its turn."""
    with platform.database.reading(PLATFORM) as work:
        everybody = list(institutions.all_ids(work))
    faults, compared, waiting = list[dict[str, str]](), 0, 0
    for done, institution_id in enumerate(everybody, start=1):
        differences, seen, late = _compared(platform, institution_id)
        faults += [{"institution": str(institution_id), "where": where, "what": what} for where, what in differences]
        compared, waiting = compared + seen, waiting + late
        tell("Instituciones", done, len(everybody))
    checked = {"institutions": len(everybody), "indexed": compared, "waiting": waiting}
    return {"clean": not faults, "faults": faults, "checked": checked}


def _compared(platform: Platform, institution_id: UUID) -> tuple[list[tuple[str, str]], int, int]:
    kept = {each.subject_id: each for each in platform.index.kept(institution_id)}
    rows = {
        entry.subject_id: (f"{entry.kind} {entry.subject_id}", digest_of(entry), marks)
        for source in platform.sources
        for read in all_of(platform.database, institution_id, source)
        for entry, marks in read.entries
    }
    with platform.database.reading(system(institution_id)) as work:
        late = search.waiting(work)

    def differences() -> Iterator[tuple[str, str]]:
        for subject_id in (rows.keys() | kept.keys()) - late:
            if subject_id not in rows:
                yield str(subject_id), ALIEN
                continue
            where, digest, marks = rows[subject_id]
            if subject_id not in kept:
                yield where, MISSING
            elif kept[subject_id].marks != marks:
                yield where, READERS
            elif kept[subject_id].digest != digest:
                yield where, STALE

    return sorted(differences()), len(kept), len(late)
