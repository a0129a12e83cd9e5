"""The documents of the institution, as things that have to be kept for a time."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

import institutions.service as institutions
from documents.holding import get, get_many, versions_of
from documents.models import WRITTEN, Attachment, Cause, Document, Signing, Version
from documents.retention.keepable import Holder, Keepable
from documents.retention.remembering import AT_ONCE, is_remembered
from kernel.work import Work


def document(work: Work, document_id: UUID) -> Keepable:
    """Its term is counted from the day of its last signature, and is for what was signed and what goes with it."""
    held = get(work, document_id)
    versions, files = versions_of(work, held), _files(work, held)
    signed = _signed(versions) if held.signing == Signing.SIGNED else []
    last = next((each for each in reversed(signed) if each.cause == Cause.SIGNED), signed[0] if signed else None)
    with_it = [each.blob for each in files if each.removed_at is None]
    return Keepable(
        series=held.classification,
        kind=held.kind,
        since=last.at.astimezone(institutions.local_zone(work)).date() if last else None,
        records=_once([each.blob for each in signed] + with_it) if signed else (),
        contents=_once([each.blob for each in versions] + [each.blob for each in files]),
        title=held.subject,
    )


def forgotten(work: Work) -> Sequence[UUID]:
    """Those that were signed before anybody remembered them: an office of an earlier version has them."""
    mine = (Document.institution_id == work.institution_id, Document.signing == Signing.SIGNED)
    unknown = ~is_remembered(work, Document.id)
    return work.session.scalars(select(Document.id).where(*mine, unknown).limit(AT_ONCE)).all()


def titles(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    return {each.id: each.subject for each in get_many(work, ids).values()}


HOLDER = Holder(document, forgotten, titles)


def _signed(versions: Sequence[Version]) -> list[Version]:
    """From the first that somebody signed here on; of what came signed from elsewhere, from the one that came."""
    written = max(at for at, each in enumerate(versions) if each.cause in WRITTEN)
    first = next((at for at, each in enumerate(versions) if each.cause == Cause.SIGNED), written)
    return list(versions[first:])


def _files(work: Work, held: Document) -> Sequence[Attachment]:
    mine = (Attachment.institution_id == work.institution_id, Attachment.document_id == held.id)
    return work.session.scalars(select(Attachment).where(*mine).order_by(Attachment.id)).all()


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
