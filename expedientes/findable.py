"""How an expediente is found: registered in the platform as a source of the search."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

import institutions.service as institutions
import search.service as search
from expedientes.models import Expediente, FiledEntry, Party
from expedientes.reading import KIND
from kernel.work import Work
from search.entries import Entry, File


class ExpedienteSource:
    """By its identifier, its title, its people, and what is in it that is not restricted: titles and files."""

    kind = KIND

    def entries(self, work: Work, subject_ids: Collection[UUID]) -> Iterator[Entry]:
        mine = (Expediente.institution_id == work.institution_id, Expediente.id.in_(subject_ids))
        expedientes = work.session.scalars(select(Expediente).where(*mine)).all()
        ids = [expediente.id for expediente in expedientes]
        people, lines = _people(work, ids), _lines(work, ids)
        zone = institutions.local_zone(work)
        for expediente in expedientes:
            yield _entry(expediente, people[expediente.id], lines[expediente.id], zone)

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        asked = select(Expediente.id).where(Expediente.institution_id == work.institution_id)
        if after is not None:
            asked = asked.where(Expediente.id > after)
        return work.session.scalars(asked.order_by(Expediente.id).limit(500)).all()


def _entry(expediente: Expediente, people: Sequence[Party], lines: Sequence[FiledEntry], zone: ZoneInfo) -> Entry:
    numbers = [number for line in lines for number in line.identifiers.values()]
    told = [expediente.subject, expediente.summary, expediente.responsible, expediente.procedure_name]
    return Entry(
        subject_id=expediente.id,
        kind=KIND,
        title=expediente.title,
        text="\n".join(filter(None, [*told, *(party.name for party in people), *(line.title for line in lines)])),
        at=expediente.opened_at,
        fields={
            "folio": (expediente.iuie, *numbers),
            "rut": tuple(party.run for party in people if party.run),
            "de": tuple(party.name for party in people),
            "tipo": "Expediente",
        },
        facets={
            "type": "Expediente",
            "state": expediente.state,
            "year": str(expediente.opened_at.astimezone(zone).year),
            "unit": str(expediente.unit_id or ""),
            "level": str(expediente.access_level),
        },
        guarded=expediente.restricted,
        files=tuple(
            File(each.title, each.blob, each.media_type) for each in lines if each.blob and not each.subject_id
        ),
    )


def _people(work: Work, ids: Collection[UUID]) -> defaultdict[UUID, list[Party]]:
    mine = (Party.institution_id == work.institution_id, Party.expediente_id.in_(ids), Party.ended_at.is_(None))
    found = defaultdict[UUID, list[Party]](list)
    for each in work.session.scalars(select(Party).where(*mine).order_by(Party.id)):
        found[each.expediente_id].append(each)
    return found


def _lines(work: Work, ids: Collection[UUID]) -> defaultdict[UUID, list[FiledEntry]]:
    """What is in each, but for what is restricted, or was since it was filed, or was withdrawn."""
    mine = (FiledEntry.institution_id == work.institution_id, FiledEntry.expediente_id.in_(ids))
    shown = (FiledEntry.restricted.is_(False), FiledEntry.withdrawn_at.is_(None))
    found = defaultdict[UUID, list[FiledEntry]](list)
    lines = work.session.scalars(select(FiledEntry).where(*mine, *shown).order_by(FiledEntry.position)).all()
    since = search.guarded(work, {each.subject_id for each in lines if each.subject_id})
    for each in lines:
        if each.subject_id not in since:
            found[each.expediente_id].append(each)
    return found
