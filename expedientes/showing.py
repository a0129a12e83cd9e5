"""What a reader sees of an expediente: everything but what is not for them."""

from uuid import UUID

from sqlalchemy import and_, or_

import institutions.service as institutions
from expedientes.index import digest, index, without
from expedientes.metadata import Element, Surroundings, metadata
from expedientes.models import Expediente, FiledEntry
from expedientes.parties import parties
from expedientes.reading import entries_of, entry_of, unreadable
from expedientes.views import EntryView, IndexView
from kernel.pages import Page
from kernel.work import Work


def entries_page(work: Work, expediente: Expediente, after: UUID | None, limit: int) -> Page[EntryView]:
    """Some lines of the index, in successive order."""
    asked = entries_of(work, expediente)
    if after is not None:
        last = entry_of(work, expediente, after)
        same_instant = and_(FiledEntry.occurred_at == last.occurred_at, FiledEntry.position > last.position)
        asked = asked.where(or_(FiledEntry.occurred_at > last.occurred_at, same_instant))
    found = work.session.scalars(asked.limit(limit + 1)).all()
    shown, hidden = found[:limit], unreadable(work, found)
    views = [EntryView.of(entry, readable=entry.id not in hidden) for entry in shown]
    return Page(items=views, next=shown[-1].id if len(found) > limit else None)


def sees_all(work: Work, expediente: Expediente) -> bool:
    return not _hidden(work, expediente)


def index_shown(work: Work, expediente: Expediente) -> IndexView:
    told, hidden = index(work, expediente), _hidden(work, expediente)
    return IndexView(sha256=digest(told), partial=bool(hidden), index=without(told, {str(each) for each in hidden}))


def elements(work: Work, expediente: Expediente, public_url: str) -> list[Element]:
    told = index(work, expediente)
    return metadata(expediente, told, parties(work, expediente), around(work, public_url))


def around(work: Work, public_url: str) -> Surroundings:
    institution = institutions.institution(work)
    return Surroundings(institution.code, institution.name, institution.zone, public_url)


def _hidden(work: Work, expediente: Expediente) -> frozenset[UUID]:
    held_elsewhere = or_(FiledEntry.restricted, FiledEntry.subject_id.is_not(None))
    return unreadable(work, work.session.scalars(entries_of(work, expediente).where(held_elsewhere)).all())
