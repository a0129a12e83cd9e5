"""Taking the result of a search away: what `search.exports` does, and that the log says so."""

from uuid import UUID

import audit.service as audit
from kernel.work import Work
from kernel.zips import Package
from oficina.carriers import CARRIERS
from search import exports
from search.exports import Export
from search.gathering import package
from search.service import Wanted


def ask(work: Work, wanted: Wanted) -> Export:
    """Have it gathered by a job."""
    asked = exports.ask(work, wanted)
    audit.record(work, "search.export-asked", asked.id)
    return asked


def take(work: Work, export_id: UUID) -> Package:
    """What its asker may still read of it. That it was taken is kept."""
    export = exports.fetched(work, export_id)
    audit.record(work, "search.export-fetched", export.id, results=len(export.listed))
    return package(work, CARRIERS, export)
