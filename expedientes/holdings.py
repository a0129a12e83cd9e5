"""The documents of the institution as things that can be filed, and expedientes as things that are kept for a time."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

import documents.service as documents
import institutions.service as institutions
from documents.retention.keepable import Holder, Keepable
from documents.retention.remembering import AT_ONCE, is_remembered
from expedientes.fileables import Fileable
from expedientes.models import Direction, Expediente, State
from expedientes.reading import entries_of, get, readable
from kernel.work import Work


def document(work: Work, document_id: UUID) -> Fileable:
    """The sealed version, or the last one. It went out when it was dispatched; until then it occurred here."""
    held = documents.get(work, document_id)
    version = documents.version_of(work, held, held.sealed or held.head)
    folio = documents.entry_of(work, held)
    occurred_at = held.dispatched_at or (folio.at if folio else version.at)
    identifiers = {"code": held.unique_code} | ({"folio": documents.printed_folio(folio)} if folio else {})
    return Fileable(
        kind="document",
        subject_id=held.id,
        title=held.subject,
        document_type=documents.kind_of(work, held).name,
        direction=Direction.OUT if held.dispatched_at else Direction.INTERNAL,
        occurred_at=occurred_at,
        identifiers=identifiers,
        sha256=version.blob,
        blob=version.blob,
        size=version.size,
        restricted=documents.is_restricted(held),
    )


def expediente(work: Work, expediente_id: UUID) -> Keepable:
    """Its term is counted from the day on which it was closed, and is for all that lies in it."""
    held = get(work, expediente_id)
    pieces = [each for each in work.session.scalars(entries_of(work, held)) if each.blob]
    return Keepable(
        series=held.series,
        kind="",
        since=held.closed_at.astimezone(institutions.local_zone(work)).date() if held.closed_at else None,
        records=tuple(dict.fromkeys(str(each.blob) for each in pieces if held.closed_at and not each.withdrawn_at)),
        contents=tuple(dict.fromkeys(str(each.blob) for each in pieces)),
        title=held.title,
    )


def forgotten(work: Work) -> Sequence[UUID]:
    mine = (Expediente.institution_id == work.institution_id, Expediente.state == State.CLOSED)
    unknown = ~is_remembered(work, Expediente.id)
    return work.session.scalars(select(Expediente.id).where(*mine, unknown).limit(AT_ONCE)).all()


def titles(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    return {each.id: each.title for each in work.session.scalars(readable(work).where(Expediente.id.in_(ids)))}


HOLDER = Holder(expediente, forgotten, titles)
