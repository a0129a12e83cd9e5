from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import select

import search.service as search
from documents.models import Document
from kernel.actor import Actor
from kernel.database import Desk
from oficina.platform import Platform
from tests.offices import Office, a_document


def clerk(platform: Platform, office: Office, *, unit: UUID | None = None) -> Desk:
    """Somebody of the office who may see only what the marks say."""
    units = frozenset({unit}) if unit else frozenset()
    actor: Actor = replace(office.desk.actor, person_id=uuid4(), units=units, sees_everything=False)
    return platform.database.desk(actor)


def found(desk: Desk) -> list[UUID]:
    with desk.reading() as work:
        mine = Document.institution_id == work.institution_id
        return list(work.session.scalars(select(Document.id).where(mine, search.readable(work, Document.id))))


def test_only_who_carries_a_mark_finds_the_subject(platform: Platform, ministry: Office) -> None:
    document, unit = a_document(platform, ministry), uuid4()
    with ministry.desk.writing() as work:
        search.set_marks(work, document.id, {f"unit:{unit}"})

    assert found(clerk(platform, ministry, unit=unit)) == [document.id]
    assert found(clerk(platform, ministry, unit=uuid4())) == []


def test_a_restriction_is_true_when_the_act_returns(platform: Platform, ministry: Office) -> None:
    document, unit = a_document(platform, ministry), uuid4()
    reader = clerk(platform, ministry, unit=unit)
    with ministry.desk.writing() as work:
        search.set_marks(work, document.id, {f"unit:{unit}", search.EVERYONE})
    with ministry.desk.writing() as work:
        search.set_marks(work, document.id, {f"person:{uuid4()}"})

    assert found(reader) == []
    with reader.reading() as work:
        assert not search.may_read(work, document.id)


def test_marks_are_added_once_and_for_one_institution(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    document = a_document(platform, ministry)
    for _ in range(2):
        with ministry.desk.writing() as work:
            search.add_marks(work, document.id, {search.EVERYONE})

    assert document.id in found(clerk(platform, ministry))
    with clerk(platform, municipality).reading() as work:
        assert not search.may_read(work, document.id)
