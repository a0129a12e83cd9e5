"""The whole office, checked again: every log, every row, every content, every number."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import audit.service as audit
import institutions.service as institutions
from audit.notes import NoteRefused, origin_of
from documents.storage import BlobStore
from kernel.actor import PLATFORM, system
from kernel.errors import Damaged, Unavailable
from kernel.row_seals import unsealed
from kernel.work import Work
from oficina.admin import TaskRefused, Tell
from oficina.platform import Platform
from oficina.upkeep import signatures
from oficina.upkeep.checks import ALTERED, BLOBS_NAMED


class Fault(NamedTuple):
    """One thing that is wrong, and exactly where."""

    institution: str
    where: str
    what: str


def verify_all(platform: Platform, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Everything that is wrong in the office. An untouched one has no faults, and no doubts where it trusts the roots.

    `signatures`: whether each signed version is examined too. It is what takes longest.
    """
    faults, named, everybody = list[Fault](), dict[str, Fault](), _everybody(platform)
    signed, looking = list[signatures.Bearing](), arguments.get("signatures", True)
    for done, institution_id in enumerate(everybody, start=1):
        with platform.database.reading(system(institution_id)) as work:
            faults += _rows(work)
            for check in BLOBS_NAMED:
                named |= {blob: Fault(str(institution_id), f"blob {blob}", "") for blob in check(work)}
            signed += signatures.bearing(work) if looking else ()
        tell("Instituciones", done, len(everybody))
    for done, (blob, fault) in enumerate(named.items(), start=1):
        if wrong := _wrong_with(platform.blobs, blob):
            faults.append(fault._replace(what=wrong))
        tell("Contenidos", done, len(named))
    found = list(signatures.examined(platform, signed, tell))
    invalid = [_of_signatures(each) for each in found if each.verdict == "invalid"]
    counts = {"signed": len(signed)} if looking else {}
    told = _told(faults + invalid, institutions=len(everybody) - 1, blobs=len(named), **counts)
    return told | {"doubts": [_of_signatures(each)._asdict() for each in found if each.verdict != "invalid"]}


def verify_against(platform: Platform, arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Whether a log still begins with what a checkpoint kept elsewhere says it was."""
    try:
        institution_id = origin_of(arguments["note"])
    except NoteRefused as refusal:
        raise TaskRefused("El archivo no contiene un punto de control de una bitácora.") from refusal
    with platform.database.reading(system(institution_id)) as work:
        faults = [_of_log(work, fault) for fault in audit.compare(work, arguments["note"])]
    return _told(faults, institutions=1, blobs=0)


def _everybody(platform: Platform) -> list[UUID]:
    """Every institution, and the platform, which keeps a log too."""
    with platform.database.reading(PLATFORM) as work:
        return list(institutions.all_logs(work))


def _rows(work: Work) -> Iterator[Fault]:
    mine = str(work.institution_id)
    yield from (_of_log(work, fault) for fault in audit.verify(work))
    yield from (Fault(mine, f"{table} {row}", "the row was changed") for table, row in unsealed(work))
    for check in ALTERED:
        yield from (Fault(mine, f"{each.table} {each.id}", each.what) for each in check(work))


def _of_log(work: Work, fault: audit.Fault) -> Fault:
    return Fault(str(work.institution_id), f"log {fault.index}", fault.what)


def _of_signatures(found: signatures.Found) -> Fault:
    return Fault(str(found.bearing.institution_id), found.where, found.what)


def _wrong_with(blobs: BlobStore, name: str) -> str | None:
    try:
        for _ in blobs.get(name):
            pass
    except (Damaged, Unavailable) as refusal:
        return refusal.code
    return None


def _told(faults: list[Fault], **counts: int) -> dict[str, Any]:
    return {"clean": not faults, "faults": [fault._asdict() for fault in faults], "checked": counts}
