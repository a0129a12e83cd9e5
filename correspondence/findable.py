"""How an entry is found: registered in the platform as a source of the search."""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
from correspondence.models import Reception, ReceptionState
from kernel.work import Work
from search.entries import Entry


class ReceptionSource:
    """Everything that came in, in the words of whoever sent it or wrote it down, and of the PDF that came."""

    kind = "reception"

    def __init__(self, text_of: Callable[..., str]) -> None:
        """`text_of` reads the PDFs of the store with these names."""
        self._text_of = text_of

    def entry(self, work: Work, subject_id: UUID) -> Entry | None:
        reception = work.find(Reception, id=subject_id)
        if reception is None:
            return None
        lines = [line["addressee"] for line in reception.snapshot.get("lines", [])]
        attached = reception.snapshot.get("attachments", [])
        said = [reception.subject, reception.antecedent, reception.sender, reception.annexes]
        words = [*said, *lines, *(each["name"] for each in attached)]
        read = _read(reception)
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
            more=partial(self._text_of, *read) if read else None,
        )

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        query = select(Reception.id).where(Reception.institution_id == work.institution_id)
        if after:
            query = query.where(Reception.id > after)
        return work.session.scalars(query.order_by(Reception.id).limit(500)).all()


def _read(reception: Reception) -> list[str]:
    """What there is to read of it. What its sender took back is no longer shown, and is not found by its words."""
    if reception.state == ReceptionState.WITHDRAWN:
        return []
    attached = reception.snapshot.get("attachments", [])
    came = [reception.blob, *(each["blob"] for each in attached if documents.may_be_pdf(each["name"]))]
    return [blob for blob in came if blob]
