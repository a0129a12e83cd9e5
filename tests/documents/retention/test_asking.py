"""What the store is asked to keep: on a real one, where whoever holds its password tries to delete."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from minio import Minio
from minio.deleteobjects import DeleteObject
from minio.error import MinioException

from documents.retention import holds, remembering
from documents.retention.asking import Retain, store_named
from documents.retention.holds import Order
from documents.retention.jobs import OverlookNothing
from documents.retention.keepable import DOCUMENT
from documents.retention.models import Disposal, HeldContent, Retained
from documents.storage import open_blobs
from documents.storage.base import path_of
from kernel.actor import PLATFORM
from kernel.operations import Act
from kernel.rows import new_id
from kernel.work import Work
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from oficina.upkeep.examine import what_must_last_is_retained
from tests.documents.retention.test_schedule import ORDER, look, retained, rules, ruling
from tests.offices import Office, a_sealed_document, a_signed_document, an_office, do_all_jobs

pytestmark = pytest.mark.needs_s3

LIFTED = Order("Resolución del tribunal", "Sentencia firme")


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    """An office whose contents lie in a bucket that locks."""
    platform = open_platform(settings.model_copy(update={"blobs_url": os.environ["OFICINA_TEST_LOCKED_S3_URL"]}))
    yield platform
    platform.close()


class Judge:
    """Whoever holds the password of the store, and goes around the office."""

    def __init__(self) -> None:
        url = urlsplit(os.environ["OFICINA_TEST_LOCKED_S3_URL"])
        self.client = Minio(f"{url.hostname}:{url.port}", url.username, url.password, secure=False)
        self.bucket = url.path.strip("/")

    def version(self, name: str) -> str:
        return self.client.stat_object(self.bucket, path_of(name)).version_id or ""

    def deletes(self, name: str, *, bypass: bool = False) -> bool:
        """Whether the store let it go."""
        version = self.version(name)
        gone = DeleteObject(path_of(name), version)
        if bypass:
            return not list(self.client.remove_objects(self.bucket, [gone], bypass_governance_mode=True))
        try:
            self.client.remove_object(self.bucket, path_of(name), version_id=version)
        except MinioException:
            return False
        return True


def contents(platform: Platform, office: Office, document_id: UUID) -> tuple[str, ...]:
    with office.desk.reading() as work:
        return platform.holders[DOCUMENT].read(work, document_id).records


def retain(platform: Platform, office: Office) -> None:
    def finish(work: Work, do: Act[object]) -> None:
        do(work)

    Retain(platform.blobs, "test", platform.holders, platform.database).run(office.desk, finish)


def test_what_was_signed_cannot_be_deleted_before_its_term_and_a_longer_one_extends_it(
    platform: Platform, ministry: Office
) -> None:
    judge = Judge()
    rules(ministry, ruling(years=1))
    document = a_sealed_document(platform, ministry)
    look(platform)
    names, row = contents(platform, ministry, document.id), retained(ministry, document.id)
    assert row.asked_until is not None
    assert (row.trouble, row.due_at, len(names)) == (None, None, 2)
    assert not any(judge.deletes(name) for name in names)
    assert what_must_last_is_retained(platform) is None

    rules(ministry, ruling(years=3, reason="Circular nueva"))
    do_all_jobs(platform)
    longer = retained(ministry, document.id)
    assert longer.asked_until is not None
    assert longer.asked_until - row.asked_until > timedelta(days=700)
    kept = judge.client.get_object_retention(judge.bucket, path_of(names[0]), version_id=judge.version(names[0]))
    assert kept is not None
    assert (kept.mode, kept.retain_until_date) == ("GOVERNANCE", longer.asked_until)

    rules(ministry, ruling(years=2, reason="Se acorta por error"))
    do_all_jobs(platform)
    shorter = retained(ministry, document.id)
    assert (shorter.until or row.until, shorter.asked_until) == (shorter.until, longer.asked_until)
    assert not judge.deletes(names[0])
    assert all(judge.deletes(name, bypass=True) for name in names)  # GOVERNANCE: an act of whoever may


def test_what_is_kept_for_good_is_asked_for_again_each_year(platform: Platform, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    rules(ministry, ruling(disposal=Disposal.PERMANENT))
    do_all_jobs(platform)
    first = retained(ministry, document.id)
    assert first.asked_until
    assert first.due_at
    assert first.asked_until.year - first.due_at.year == 29
    rules(ministry, ruling(disposal=Disposal.PERMANENT, reason="Otra vez lo mismo"))
    do_all_jobs(platform)
    assert retained(ministry, document.id).asked_until == first.asked_until
    assert all(Judge().deletes(name, bypass=True) for name in contents(platform, ministry, document.id))


def test_what_is_held_is_let_go_when_no_institution_holds_it_any_more(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    judge, document = Judge(), a_signed_document(platform, ministry)
    (name,) = contents(platform, ministry, document.id)
    with ministry.desk.writing() as work:
        hold = holds.put(work, platform.holders, DOCUMENT, document.id, ORDER)
    do_all_jobs(platform)
    assert retained(ministry, document.id).held
    assert not judge.deletes(name, bypass=True)

    with platform.database.writing(municipality.desk.actor) as work:
        work.add(HeldContent(blob=name, institution_id=municipality.id, subject_id=document.id))
    with ministry.desk.writing() as work:
        holds.lift(work, platform.holders, document.id, hold.id, LIFTED)
    do_all_jobs(platform)
    assert not retained(ministry, document.id).held
    assert not judge.deletes(name, bypass=True)

    with platform.database.writing(municipality.desk.actor) as work:
        other = work.session.get_one(HeldContent, (name, municipality.id, document.id))
        work.session.delete(other)
    with ministry.desk.writing() as work:
        again = holds.put(work, platform.holders, DOCUMENT, document.id, ORDER)
        work.session.flush()
        holds.lift(work, platform.holders, document.id, again.id, LIFTED)
        row = work.find(Retained, subject_id=document.id)
        assert row
        row.held = True
    do_all_jobs(platform)
    assert judge.deletes(name)


def test_a_store_that_does_not_retain_is_a_trouble_that_is_told_and_tried_again(platform: Platform) -> None:
    bare = replace(platform, blobs=open_blobs(os.environ["OFICINA_TEST_S3_URL"]))
    office = an_office(bare, "Servicio de Salud")
    document = a_signed_document(bare, office)
    rules(office, ruling())
    retain(bare, office)
    row = retained(office, document.id)
    assert (row.trouble, row.asked_until) == ("store-does-not-retain", None)
    assert row.due_at
    with office.desk.reading() as work:
        assert remembering.troubled(work) == {"store-does-not-retain": 1}
    unfit = what_must_last_is_retained(bare)
    assert unfit is not None
    assert "no retuvo 1 documentos" in unfit.what


def test_an_office_that_moved_to_another_store_asks_it_too(platform: Platform, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    rules(ministry, ruling(years=1))
    do_all_jobs(platform)
    with ministry.desk.writing() as work:
        row = work.find(Retained, subject_id=document.id)
        assert row
        assert row.asked_of == store_named(platform.settings.blobs_url)
        row.asked_of, before = "file:///before", row.asked_until
    with platform.database.writing(PLATFORM) as work:
        work.enqueue(OverlookNothing())
    do_all_jobs(platform)
    after = retained(ministry, document.id)
    assert (after.asked_until, after.asked_of) == (before, store_named(platform.settings.blobs_url))
    assert all(Judge().deletes(name, bypass=True) for name in contents(platform, ministry, document.id))


def test_many_things_are_asked_a_few_at_a_time_and_what_is_gone_is_passed_over(
    platform: Platform, ministry: Office
) -> None:
    with ministry.desk.writing() as work:
        for _ in range(25):
            remembering.remember(work, DOCUMENT, new_id())
    look(platform)
    with ministry.desk.reading() as work:
        assert not remembering.something_due(work)


@pytest.mark.database_free
def test_a_store_is_named_without_what_opens_it() -> None:
    assert store_named("s3://key:secret@host:9000/bucket?tls=no") == "s3://host:9000/bucket"
    assert store_named("file:///var/oficina/blobs") == "file:///var/oficina/blobs"
