"""Whether a document is authentic, told to anybody who has its code, without signing in.

Of a reserved document only that it is authentic, and whose.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from kernel.actor import PLATFORM, system
from kernel.database import Database
from kernel.rut import Rut
from kernel.work import Work
from signature import service
from signature.errors import NotForEverybody, UnknownCode
from signature.models import SignatureRequest, State


@dataclass(frozen=True, slots=True)
class Signer:
    """Who put what on it, as anybody may know: the RUN is masked."""

    role: str
    level: str
    name: str
    capacity: dict[str, str]
    run: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Authentic:
    """What anybody may know of a document that the office made."""

    institution: str
    reserved: bool
    demonstration: bool
    state: str | None = None
    kind: str | None = None
    folio: str | None = None
    dated: str | None = None
    subject: str | None = None
    sha256: str | None = None
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The sealed version of a document that anybody may see, and who answers for it."""

    institution_id: UUID
    document_id: UUID
    office_id: UUID
    named: str
    blob: str
    since: datetime


def by_code(database: Database, code: str) -> Authentic:
    """The document that bears this code, whichever institution's it is."""
    institution_id, document_id = _known(database, code)
    with database.reading(system(institution_id)) as work:
        return _told(work, document_id)


def published(database: Database, code: str) -> Published:
    """What a report may be made of for anybody who has the code."""
    institution_id, document_id = _known(database, code)
    with database.reading(system(institution_id)) as work:
        document = _sealed(work, document_id)
        if documents.is_reserved(document):
            raise NotForEverybody(
                "El documento es de acceso reservado: pida el informe a la institución que lo emitió."
            )
        folio = documents.entry_of(work, document)
        version = documents.sealed_version(work, document_id)
        named = documents.printed_folio(folio) if folio else document.subject
        return Published(institution_id, document_id, document.office_id, named, version.blob, version.at)


def _known(database: Database, code: str) -> tuple[UUID, UUID]:
    with database.reading(PLATFORM) as work:
        known = documents.by_verification_code(work, code)
        if known is None:
            raise UnknownCode("Ningún documento tiene ese código: revíselo, tal como está impreso, e intente de nuevo.")
        return known.institution_id, known.document_id


def _sealed(work: Work, document_id: UUID) -> documents.Document:
    document = documents.get(work, document_id)
    if document.sealed is None:
        raise UnknownCode("Ese documento todavía no está sellado: consulte cuando se lo hayan enviado.")
    return document


def _told(work: Work, document_id: UUID) -> Authentic:
    document, institution = _sealed(work, document_id), institutions.institution(work)
    if documents.is_reserved(document):
        return Authentic(institution.name, reserved=True, demonstration=institution.demonstration)
    folio = documents.entry_of(work, document)
    return Authentic(
        institution=institution.name,
        reserved=False,
        demonstration=institution.demonstration,
        state=documents.state_of(work, document),
        kind=documents.kind_of(work, document).name,
        folio=documents.printed_folio(folio) if folio else None,
        dated=documents.printed_date(work, folio) if folio else None,
        subject=document.subject,
        sha256=documents.version_of(work, document, document.sealed or document.head).blob,
        signers=_signers(work, document_id),
    )


def _signers(work: Work, document_id: UUID) -> tuple[Signer, ...]:
    """Those of the last round: what was put on a version that went back no longer counts."""
    requests = service.requests_of(work, document_id)
    newest = max((each.round for each in requests), default=0)
    done = [each for each in requests if each.round == newest and each.state == State.DONE]
    people = institutions.people(work, {each.signer_id for each in done if each.signer_id})
    runs = {person_id: person.run for person_id, person in people.items()}
    return tuple(_signer(each, runs.get(each.signer_id) if each.signer_id else None) for each in done)


def _signer(request: SignatureRequest, run: str | None) -> Signer:
    told = {name: value for name, value in (request.capacity or {}).items() if name not in {"person_id", "name"}}
    return Signer(
        role=request.role,
        level=request.level,
        name=(request.capacity or {}).get("name", request.whose),
        capacity=told,
        run=Rut.parse(run).masked if run else None,
        at=request.decided_at,
    )
