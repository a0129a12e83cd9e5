"""Who else of the house may read an entry: added and taken away by whoever attends to it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
from correspondence import rights
from correspondence.destined import first_readers, level_of
from correspondence.errors import ReadersNotYours
from correspondence.models import Reception, Referral
from kernel.work import Work


def decides_readers(work: Work, reception: Reception) -> bool:
    """Its oficina de partes, whoever it came for, and whoever it was referred to."""
    actor = work.actor
    if actor.sees_everything or reception.office_id in actor.offices or actor.marks & first_readers(work, reception):
        return True
    held = (Referral.institution_id == work.institution_id, Referral.reception_id == reception.id)
    return work.session.scalar(select(Referral.id).where(*held, Referral.mark.in_(actor.marks)).limit(1)) is not None


def readers(work: Work, reception_id: UUID) -> Sequence[documents.Reader]:
    return documents.readers_of(work, rights.readable_reception(work, reception_id).id)


def admit_reader(work: Work, reception_id: UUID, named: documents.Named, reason: str) -> documents.Reader:
    """Let somebody else read it."""
    reception = _decided(work, reception_id)
    return documents.let_read(work, reception.id, level_of(reception), named, reason)


def exclude_reader(work: Work, reception_id: UUID, named: documents.Named, reason: str) -> None:
    """Whom somebody let read it no longer does."""
    documents.no_longer_reads(work, _decided(work, reception_id).id, named.mark, reason)


def _decided(work: Work, reception_id: UUID) -> Reception:
    reception = rights.readable_reception(work, reception_id)
    if not decides_readers(work, reception):
        raise ReadersNotYours(
            "Quién más lee este ingreso lo decide quien lo atiende o la oficina de partes: pídaselo a ellos.",
            reception_id=reception_id,
        )
    return reception
