"""Institutions that write to each other, as the tests of correspondence need them."""

from uuid import UUID

from sqlalchemy import select

import correspondence.service as correspondence
from correspondence.lines import Expectation, Line
from correspondence.models import Communication, Delivery, Exchange, Reception, Referral
from oficina.platform import Platform
from tests.offices import Office, a_sealed_document, all_jobs_ended, do_all_jobs, eventually


def to(office: Office, addressee: str = "Oficina de Partes", **also: object) -> Line:
    return Line(office.id, addressee, **also)  # type: ignore[arg-type]  # whatever a line takes


def sent(
    platform: Platform, sender: Office, *lines: Line, expectation: Expectation | None = None, arrives: bool = True
) -> Communication:
    """A sealed document sent along these lines; by default, until it arrived."""
    document = a_sealed_document(platform, sender)
    with sender.desk.writing() as work:
        communication = correspondence.send(work, document_id=document.id, distribution=lines, expectation=expectation)
    if arrives:
        do_all_jobs(platform)
        eventually(lambda: all_jobs_ended(platform))
    return communication


def arrived(platform: Platform, sender: Office, recipient: Office, **line: object) -> Reception:
    """What the recipient has after the sender sent it a document."""
    before = {each.id for each in receptions(recipient)}
    sent(platform, sender, to(recipient, **line))  # type: ignore[arg-type]  # whatever a line takes
    eventually(lambda: len(receptions(recipient)) > len(before))
    (new,) = [each for each in receptions(recipient) if each.id not in before]
    return new


def acknowledged(platform: Platform, sender: Office, recipient: Office) -> Reception:
    reception = arrived(platform, sender, recipient)
    with recipient.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)
    do_all_jobs(platform)
    return reception_of(recipient, reception.id)


def receptions(office: Office) -> list[Reception]:
    with office.desk.reading() as work:
        query = select(Reception).where(Reception.institution_id == work.institution_id).order_by(Reception.id)
        return list(work.session.scalars(query))


def reception_of(office: Office, reception_id: UUID) -> Reception:
    with office.desk.reading() as work:
        return correspondence.get_reception(work, reception_id)


def copies(office: Office, communication: Communication) -> list[Delivery]:
    with office.desk.reading() as work:
        return list(correspondence.deliveries(work, communication.id))


def states(office: Office, communication: Communication) -> list[str]:
    return [each.state for each in copies(office, communication)]


def exchanged(office: Office) -> list[Exchange]:
    with office.desk.reading() as work:
        either = (Exchange.sender_id == office.id) | (Exchange.recipient_id == office.id)
        return list(work.session.scalars(select(Exchange).where(either).order_by(Exchange.id)))


def referral_of(office: Office, referral_id: UUID) -> Referral:
    with office.desk.reading() as work:
        (found,) = work.session.scalars(
            select(Referral).where(Referral.institution_id == work.institution_id, Referral.id == referral_id)
        )
        return found
