"""The entries of the book, as things that have to be kept for a time, filed in an expediente or not."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence import rights
from correspondence.models import Correction, Reception, ReceptionState
from documents.kinds import all_kinds
from documents.retention.keepable import Holder, Keepable
from documents.retention.remembering import AT_ONCE, is_remembered
from kernel.work import Work

BOOK = "ingreso"
"""The series of all that came in: that of the book which numbers it."""


def reception(work: Work, reception_id: UUID) -> Keepable:
    """Its term is counted from the day on which it was ended, or given back to its sender; what is open has none."""
    held = rights.readable_reception(work, reception_id)
    ended = held.closed_at or held.returned_at
    contents = tuple(dict.fromkeys(_contents(work, held)))
    return Keepable(
        series=BOOK,
        kind=next((each.code for each in all_kinds().values() if each.name.lower() == held.kind.lower()), ""),
        since=ended.astimezone(institutions.local_zone(work)).date() if ended else None,
        records=contents if ended else (),
        contents=contents,
        title=held.subject,
    )


def forgotten(work: Work) -> Sequence[UUID]:
    """Those that were given back, and those that were ended before anybody remembered them."""
    ended = Reception.closed_at.is_not(None) | (Reception.state == ReceptionState.RETURNED)
    unknown = ~is_remembered(work, Reception.id)
    found = select(Reception.id).where(Reception.institution_id == work.institution_id, ended, unknown)
    return work.session.scalars(found.limit(AT_ONCE)).all()


def titles(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    named = (Reception.institution_id == work.institution_id, Reception.id.in_(ids))
    found = select(Reception.id, Reception.subject).where(*named, search.readable(work, Reception.id))
    return {row.id: row.subject for row in work.session.execute(found)}


HOLDER = Holder(reception, forgotten, titles)


def _contents(work: Work, held: Reception) -> Iterator[str]:
    """What came, what was scanned in its place, the receipt, and what was added so that its signatures last."""
    mine = (Correction.institution_id == work.institution_id, Correction.reception_id == held.id)
    before = [each.get("blob") for each in work.session.scalars(select(Correction.before).where(*mine))]
    attached = [each["blob"] for each in held.snapshot.get("attachments", ())]
    yield from (str(each) for each in (held.blob, held.receipt, *attached, *before) if each)
    yield from documents.held_for(work, held.id)
