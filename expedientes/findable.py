"""How an expediente is found: registered in the platform as a source of the search."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from expedientes.models import Expediente, FiledEntry
from expedientes.parties import parties
from expedientes.reading import KIND, entries_of
from kernel.work import Work
from search.entries import Entry


class ExpedienteSource:
    """By its identifier, its title, its people and the titles of what is in it that is not restricted."""

    kind = KIND

    def entry(self, work: Work, subject_id: UUID) -> Entry | None:
        expediente = work.find(Expediente, id=subject_id)
        if expediente is None:
            return None
        people = [party for party in parties(work, expediente) if party.ended_at is None]
        lines = [entry for entry in work.session.scalars(entries_of(work, expediente)) if _shown(entry)]
        numbers = [number for entry in lines for number in entry.identifiers.values()]
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
        )

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        asked = select(Expediente.id).where(Expediente.institution_id == work.institution_id)
        if after is not None:
            asked = asked.where(Expediente.id > after)
        return work.session.scalars(asked.order_by(Expediente.id).limit(500)).all()


def _shown(entry: FiledEntry) -> bool:
    return not entry.restricted and entry.withdrawn_at is None
