"""Of contents by their names: until when they may not be deleted, as the rows say it."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import select

import institutions.service as institutions
from documents.models import BlobHold
from documents.retention.models import HeldContent, Retained
from documents.storage.base import Kept
from kernel.work import Work

NAMED = 500
"""Names that a statement has."""


def kept_by_rows(work: Work, names: Sequence[str]) -> dict[str, Kept]:
    """Those of them for which the institution has a term to keep, or a cause that holds them."""
    found = dict[str, Kept]()
    for first in range(0, len(names), NAMED):
        some = names[first : first + NAMED]
        for name, until in _terms(work, some):
            found[name] = longest(found.get(name), Kept(until, held=False))
        mine = (HeldContent.institution_id == work.institution_id, HeldContent.blob.in_(some))
        for name in work.session.scalars(select(HeldContent.blob).where(*mine).distinct()):
            found[name] = longest(found.get(name), Kept(None, held=True))
    return found


def longest(one: Kept | None, other: Kept) -> Kept:
    if one is None:
        return other
    ends = [each.until for each in (one, other) if each.until]
    return Kept(max(ends, default=None), held=one.held or other.held)


def _terms(work: Work, names: Sequence[str]) -> list[tuple[str, datetime]]:
    """What was asked of the store, or else the day on which the term is over: what is kept for good is asked anew."""
    zone = institutions.local_zone(work)
    query = (
        select(BlobHold.blob, Retained.until, Retained.asked_until)
        .join(Retained, BlobHold.subject_id == Retained.subject_id)
        .where(
            BlobHold.institution_id == work.institution_id,
            Retained.institution_id == work.institution_id,
            BlobHold.blob.in_(names),
        )
    )
    told = list[tuple[str, datetime]]()
    for name, until, asked_until in work.session.execute(query):
        days = [datetime.combine(until, time(), zone)] if until else []
        ends = [*days, *([asked_until] if asked_until else [])]
        if ends and max(ends) > work.now:
            told.append((name, max(ends)))
    return told
