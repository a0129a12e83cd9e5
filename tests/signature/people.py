"""A ministry where people sign: who they are, and a document for them."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import pikepdf

import documents.service as documents
from documents.models import Cause, Document
from kernel.actor import system
from kernel.operations import operate
from oficina.platform import Platform
from signature import service
from signature.issuing import IssueCredential, IssueSeal
from signature.models import Mode, Role, SignatureRequest
from signature.operations import EndorseDocument, SignDocument
from signature.service import Step
from tests.offices import Office, a_document, a_person, alone

PIN = "clave-de-prueba"


@dataclass(frozen=True)
class House:
    """Ana drafts and asks; Berta reviews, Carla signs, Diego attests."""

    ana: Office
    berta: Office
    carla: Office
    diego: Office


def a_house(platform: Platform, ana: Office) -> House:
    names = {
        "Berta Soto": ("Jefa de Jurídica", "22.222.222-2"),
        "Carla Díaz": ("Ministra", "11.111.111-1"),
        "Diego Paz": ("Secretario General", "33.333.333-3"),
    }
    colleagues = [
        a_person(platform, ana.id, name, office_id=ana.office_id, unit_id=ana.unit_id, title=title, run=run)
        for name, (title, run) in names.items()
    ]
    operate(
        platform.database.desk(system(ana.id)),
        IssueSeal(platform.demonstration, platform.secrets, ana.office_id),
        alone,
    )
    for each in (ana, *colleagues):
        with_a_key(platform, each)
    return House(ana, *colleagues)


def with_a_key(platform: Platform, who: Office, pin: str = PIN) -> None:
    operate(who.desk, IssueCredential(platform.demonstration, platform.secrets, who.person_id, pin), alone)


def a_pdf() -> bytes:
    pdf, made = pikepdf.new(), BytesIO()
    pdf.add_blank_page(page_size=(612, 936))
    pdf.save(made)
    return made.getvalue()


def a_pdf_document(platform: Platform, office: Office) -> Document:
    document = a_document(platform, office)
    blob = platform.blobs.put([a_pdf()])
    with office.desk.writing() as work:
        return documents.get(
            work,
            documents.add_version(work, documents.get(work, document.id, lock=True), blob, Cause.REDRAFTED).document_id,
        )


def endorsed_by(who: Office) -> Step:
    return Step(Role.ENDORSEMENT, post_id=who.post_id)


def signed_by(who: Office) -> Step:
    return Step(Role.SIGNATURE, post_id=who.post_id)


def attested_by(who: Office) -> Step:
    return Step(Role.ATTESTATION, post_id=who.post_id)


def asked(house: House, document: Document, *steps: Step, mode: Mode = Mode.CHAIN) -> list[UUID]:
    with house.ana.desk.writing() as work:
        return [each.id for each in service.request(work, document.id, steps, mode=mode)]


def seen(who: Office, request_id: UUID) -> str:
    """The hash of what they have before their eyes."""
    with who.desk.reading() as work:
        request = service.get(work, request_id)
        return documents.head_version(work, documents.get(work, request.document_id)).blob


def endorse(platform: Platform, who: Office, request_id: UUID, observations: str | None = None) -> SignatureRequest:
    return operate(who.desk, EndorseDocument(platform.workshop, request_id, seen(who, request_id), observations), alone)


def signing(
    platform: Platform, who: Office, request_id: UUID, *, pin: str | None = PIN, code: str | None = None
) -> SignDocument:
    return SignDocument(platform.workshop, request_id, seen(who, request_id), None, pin, code)


def sign(
    platform: Platform, who: Office, request_id: UUID, *, pin: str | None = PIN, code: str | None = None
) -> SignatureRequest:
    return operate(who.desk, signing(platform, who, request_id, pin=pin, code=code), alone)


def states(who: Office, document: Document) -> list[str]:
    with who.desk.reading() as work:
        return [each.state for each in service.requests_of(work, document.id)]


def standing(who: Office, document: Document) -> Document:
    with who.desk.reading() as work:
        return documents.get(work, document.id)


def content(platform: Platform, who: Office, document: Document) -> bytes:
    with who.desk.reading() as work:
        blob = documents.head_version(work, documents.get(work, document.id)).blob
    return b"".join(platform.blobs.get(blob))
