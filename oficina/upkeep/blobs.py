"""Contents that rows name and the store lacks, and those that lie there and nobody names. Nothing is deleted."""

import hashlib
from typing import Any

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
    return {"missing": missing, "orphans": orphans, "named": named, "bytes": size}
