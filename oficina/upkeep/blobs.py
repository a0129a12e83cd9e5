"""Contents that rows name and the store lacks, and those that lie there and nobody names. Nothing is deleted.

Of each of them it is told whether it may be: until when its term or the store keeps it, and whether a cause holds it.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import institutions.service as institutions
from documents.retention.locks import kept_by_rows, longest
from documents.storage import Retaining
from documents.storage.base import Kept
from kernel.actor import PLATFORM, system
from oficina.admin import Tell
from oficina.platform import Platform
from oficina.upkeep.contents import compared, names_in
from oficina.upkeep.examine import PROBE

OWN = hashlib.sha256(PROBE).hexdigest()
"""What the doctor leaves behind."""


def list_blobs(platform: Platform, _arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Rows first and then the store: a content is stored before it is named, so what is missing is surely missing.

    What nobody names may be of an act that is not finished: since when it lies there tells.
    """
    missing, orphans, named, size = list[str](), list[dict[str, Any]](), 0, 0
    with names_in(platform.database) as names:
        for name, is_named, lies in compared(names, platform.blobs):
            if lies is None:
                missing.append(name)
            elif not is_named and name != OWN:
                orphans.append({"name": name, "size": lies.size, "at": lies.at.isoformat(timespec="seconds")})
            named, size = named + is_named, size + (lies.size if lies else 0)
            tell("Contenidos", named, len(names))
    kept = _kept(platform, missing, [each["name"] for each in orphans])
    return {"missing": missing, "orphans": orphans, "kept": kept, "named": named, "bytes": size}


def _kept(platform: Platform, missing: Sequence[str], orphans: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By the rows of all institutions; and of what lies there and nobody names, by the store."""
    found = dict[str, Kept]()
    with platform.database.reading(PLATFORM) as work:
        everybody = institutions.all_ids(work)
    for institution_id in everybody:
        with platform.database.reading(system(institution_id)) as work:
            for name, told in kept_by_rows(work, [*missing, *orphans]).items():
                found[name] = longest(found.get(name), told)
    store = platform.blobs
    if isinstance(store, Retaining):
        for name in orphans:
            found[name] = longest(found.get(name), store.kept(name))
    return {name: _told(each) for name, each in found.items() if each.held or each.until}


def _told(kept: Kept) -> dict[str, Any]:
    return {"until": kept.until and kept.until.isoformat(timespec="seconds"), "held": kept.held}
