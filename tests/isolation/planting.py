"""What else a house has: what it sent, what waits for a signature, and what its people keep for themselves."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
import search.exports
import search.saved
import signature.service as signature
from correspondence.lines import Line, Outside
from correspondence.models import Delivery, OutsideDispatch, Reception
from documents.retention.keepable import DOCUMENT
from documents.retention.models import HoldCause, LegalHold
from institutions import assisting, naming
from institutions.models.house import Assignment, NamedKind, RoleGrant
from kernel.actor import system
from kernel.jobs import JobRow
from oficina.platform import Platform
from search.service import Wanted
from signature.models import Role
from signature.rounds import Step
from tests.correspondence.houses import House
from tests.isolation.canaries import APART, LEGAL, OFFICE, RESTRICTED, Planted, document, words_for
from tests.offices import do_all_jobs, signed_by_all

EVERYBODY = (OFFICE, LEGAL, APART)


def kept(platform: Platform, house: House, seed: str, folder: Path) -> Iterator[Planted]:
    """What waits for a signature, a list, a saved search, and what the house says of its people."""
    yield _asked(platform, house, f"{seed}ask", folder)
    yield _list(house, f"{seed}list")
    yield _saved(house, f"{seed}saved")
    yield _of_the_house(platform, house, f"{seed}house")


def exchanged(
    platform: Platform, sender: House, recipient: House, seed: str, level: int, folder: Path
) -> Iterator[Planted]:
    """A document that left, and what the recipient has of it: the same words, in two houses."""
    made, sent = document(platform, sender.legal, f"{seed}{'abcd'[level - 1]}s", level, folder, "sent")
    signed_by_all(sender.legal, made.id)
    with sender.legal.desk.writing() as work:
        documents.number(work, made.id)
    do_all_jobs(platform)
    court = Outside(f"Juzgado kx{seed}courtq", "court", "registered-letter", f"Calle kx{seed}streetq 9")
    lines = [Line(recipient.office.id, "Oficina de Partes"), Line(None, "Juzgado", outside=court)]
    with sender.legal.desk.writing() as work:
        communication = correspondence.send(work, document_id=made.id, distribution=lines)
    do_all_jobs(platform)
    with platform.database.reading(system(sender.office.id)) as work:
        mine = Delivery.institution_id == work.institution_id, Delivery.communication_id == communication.id
        delivery = work.session.scalars(select(Delivery.id).where(*mine)).one()
        out = (
            OutsideDispatch.institution_id == work.institution_id,
            OutsideDispatch.communication_id == communication.id,
        )
        dispatch = work.session.scalars(select(OutsideDispatch.id).where(*out)).one()
    sent.ids.update(communication_id=str(communication.id), delivery_id=str(delivery), dispatch_id=str(dispatch))
    yield sent
    with platform.database.reading(system(recipient.office.id)) as work:
        held = Reception.institution_id == work.institution_id
        arrived = work.session.scalars(select(Reception.id).where(held).order_by(Reception.id.desc())).first()
    assert arrived
    ids, readers = {"reception_id": str(arrived)}, {OFFICE} if level <= RESTRICTED else set()
    yield Planted("arrived", level, recipient.office.id, arrived, sent.words, ids, readers, {OFFICE} - readers)


def _asked(platform: Platform, house: House, seed: str, folder: Path) -> Planted:
    made, asked = document(platform, house.legal, seed, 2, folder, "asked")
    with house.legal.desk.writing() as work:
        (request,) = signature.request(work, made.id, [Step(Role.SIGNATURE, post_id=house.archive.post_id)])
        hold = LegalHold(
            institution_id=work.institution_id,
            kind=DOCUMENT,
            subject_id=made.id,
            cause=HoldCause.LITIGATION,
            act="Oficio 33/2026 de un juzgado",
            reason="Causa en curso",
            put_at=work.now,
            put_by="Alguien de la casa",
        )
        work.add(hold)
    asked.ids.update(request_id=str(request.id), hold_id=str(hold.id))
    return asked


def _list(house: House, seed: str) -> Planted:
    told = words_for(seed, "name", "line")
    with house.legal.desk.writing() as work:
        lines = [correspondence.ListLine(f"Archivo {told['line']}", way="printed")]
        made = correspondence.keep_list(work, f"Lista {told['name']}", lines, unit_id=house.legal.unit_id)
    readers = {OFFICE, LEGAL}
    return Planted("list", 1, house.office.id, made.id, tuple(told.values()), {"list_id": str(made.id)}, readers)


def _saved(house: House, seed: str) -> Planted:
    told = words_for(seed, "name", "asked")
    with house.legal.desk.writing() as work:
        made = search.saved.save(work, f"Sobre {told['name']}", {"q": told["asked"]})
        export = search.exports.ask(work, Wanted(told["asked"]))
    ids = {"saved_id": str(made.id), "export_id": str(export.id)}
    return Planted("saved", 1, house.office.id, made.id, tuple(told.values()), ids)


def _of_the_house(platform: Platform, house: House, seed: str) -> Planted:
    """What everybody of the house may see, and nobody of another."""
    told = words_for(seed, "system", "act", "order", "name")
    posts = house.legal.post_id, house.archive.post_id
    with platform.database.writing(system(house.office.id)) as work:
        key, _ = institutions.key_for_system(work, f"Sistema {told['system']}", roles=["sistema"])
        ends = work.now + timedelta(days=9)
        substitution = institutions.substitute(
            work, posts[0], house.archive.person_id, act_cited=told["act"], begins_at=ends, ends_at=ends + timedelta(1)
        )
        delegation = institutions.delegate(work, *posts, act_cited=told["order"])
        assistance = assisting.assist(work, posts[0], assistant_post_id=posts[1], begins_at=ends)
        day = institutions.today(work) + timedelta(days=30)
        named = naming.rename(work, NamedKind.UNIT, house.archive.unit_id, f"Unidad {told['name']}", day=day)
        own = work.institution_id
        assignment = work.session.scalars(select(Assignment.id).where(Assignment.institution_id == own)).first()
        grant = work.session.scalars(select(RoleGrant.id).where(RoleGrant.institution_id == own)).first()
        job = work.session.scalars(select(JobRow.id).where(JobRow.institution_id == own)).first()
    ids = {
        "person_id": house.archive.person_id,
        "office_id": house.office.office_id,
        "institution_id": own,
        "key_id": key.id,
        "substitution_id": substitution.id,
        "delegation_id": delegation.id,
        "assistance_id": assistance.id,
        "naming_id": named.id,
        "assignment_id": assignment,
        "grant_id": grant,
        "job_id": job,
        "unit_id": house.archive.unit_id,
        "post_id": house.archive.post_id,
    }
    asked = {name: str(each) for name, each in ids.items()}
    return Planted("house", 1, house.office.id, named.id, tuple(told.values()), asked, EVERYBODY)
