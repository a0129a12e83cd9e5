"""How an entry is found: registered in the platform as a source of the search."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from correspondence.models import Reception
from kernel.work import Work
from search.entries import Entry


class ReceptionSource:
    """Everything that came in, in the words of whoever sent it or wrote it down."""

    kind = "reception"

    def entry(self, work: Work, subject_id: UUID) -> Entry | None:
        reception = work.find(Reception, id=subject_id)
        if reception is None:
            return None
        lines = [line["addressee"] for line in reception.snapshot.get("lines", [])]
        words = [reception.subject, reception.antecedent, reception.sender, reception.annexes, *lines]
        fields: dict[str, str | tuple[str, ...]] = {
            "folio": tuple(each for each in (reception.number, reception.entry) if each),
            "de": reception.sender,
            "para": tuple(lines),
            "tipo": reception.kind,
            "rut": reception.sender_rut or "",
        }
        return Entry(
            subject_id=reception.id,
            kind=self.kind,
            title=reception.subject,
            text="\n".join(word for word in words if word),
            at=reception.arrived_at,
            fields=fields,
        )

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        query = select(Reception.id).where(Reception.institution_id == work.institution_id)
        if after:
            query = query.where(Reception.id > after)
        return work.session.scalars(query.order_by(Reception.id).limit(500)).all()
