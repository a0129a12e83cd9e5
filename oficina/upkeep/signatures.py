"""Every signature of the office, examined again: each version that bears marks which no later version has."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from documents.checks import Marked, marked
from kernel.errors import Damaged, Refused, Unavailable
from kernel.work import Work
from oficina.admin import Tell
from oficina.platform import Platform
from signature.panel import Examiner


class Bearing(NamedTuple):
    """A version that bears signatures, and whose it is."""

    institution_id: UUID
    version: Marked


class Found(NamedTuple):
    """What its signatures prove, if not all that they should."""

    bearing: Bearing
    verdict: str
    reasons: tuple[str, ...]

    @property
    def where(self) -> str:
        return f"versions {self.bearing.version.document_id} {self.bearing.version.number}"

    @property
    def what(self) -> str:
        return f"its signatures are {self.verdict}: {' '.join(self.reasons)}"


def bearing(work: Work) -> Iterator[Bearing]:
    return (Bearing(work.institution_id, each) for each in marked(work))


def examined(platform: Platform, those: Iterable[Bearing], tell: Tell) -> Iterator[Found]:
    """Those that are not beyond doubt. Each is opened in the sandbox, as many at once as there are processors."""
    examiner, now, all_of_them = examiner_of(platform), platform.database.clock(), list(those)
    with ThreadPoolExecutor(os.cpu_count() or 1) as several:
        told = several.map(partial(_examined, examiner, now), all_of_them)
        for done, found in enumerate(told, start=1):
            tell("Firmas", done, len(all_of_them))
            if found:
                yield found


def examiner_of(platform: Platform) -> Examiner:
    return Examiner(platform.workshop, platform.demonstration, platform.settings.home / "trust")


def _examined(examiner: Examiner, now: datetime, one: Bearing) -> Found | None:
    told: dict[str, Any] = {"verdict": "indeterminate", "reasons": []}
    try:
        with suppress(Damaged, Unavailable):  # whoever reads the contents tells it
            told = examiner.of_blob(one.version.blob, now, one.version.at)
    except Refused as refusal:
        told["reasons"] = [refusal.message]
    valid = told["verdict"] == "valid" or not told["reasons"]
    return None if valid else Found(one, told["verdict"], tuple(told["reasons"]))
