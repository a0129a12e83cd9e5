"""The index, made again from rows and contents: it holds nothing that they do not."""

from typing import Any

import institutions.service as institutions
import search.operations
from kernel.actor import PLATFORM
from oficina.admin import Tell
from oficina.platform import Platform


def rebuild_index(platform: Platform, _arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """The old one answers until the new one takes its place."""
    indexed = 0

    def told(more: int) -> None:
        nonlocal indexed
        indexed += more
        tell("Documentos", indexed, indexed)

    with platform.database.reading(PLATFORM) as work:
        everybody = institutions.all_ids(work)
    parts = (platform.database, platform.index, platform.sources, platform.extract)
    search.operations.rebuild(*parts, everybody, told, sees=platform.eyes is not None)
    return {"indexed": indexed}
