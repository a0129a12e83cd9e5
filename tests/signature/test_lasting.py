"""Signatures are taken to their levels when their time has come: by rows, once, whoever keeps the bytes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

import documents.service as documents
import search.service as search
from documents.errors import ChangedMeanwhile
from documents.models import Document
from documents.storage import Blob
from kernel.operations import operate
from oficina.platform import Platform
from oficina.settings import Settings
from signature import keeping, proofs
from signature.kept import Lasting
from signature.lasting import Extend
from signature.panel import Examiner
from signature.timestamps import NoTsa, SeveralTsas
from tests.offices import Office, a_sealed_document, alone, an_office
from tests.signature.eras import RevokesAll
from tests.signature.people import a_house, a_pdf, content
from tests.signature.times import LITTLE, MovedClock, a_platform_at, passes

pytestmark = pytest.mark.once
"""What becomes of a file does not depend on the database; tests/signature/test_proving.py asks both."""

BEGIN = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(BEGIN)


@pytest.fixture
def platform(settings: Settings, clock: MovedClock) -> Iterator[Platform]:
    with a_platform_at(settings, clock) as platform:
        yield platform


@pytest.fixture
def house(platform: Platform) -> Office:
    ana = an_office(platform, "Ministerio de Obras")
    a_house(platform, ana)
    return ana


def sealed(platform: Platform, office: Office) -> Document:
    return a_sealed_document(platform, office)


def lasting(office: Office, subject: UUID, origin: str = "") -> Lasting:
    with office.desk.reading() as work:
        found = {each.origin: each for each in keeping.lasting_of(work, subject)}
    return found[origin]


def head(office: Office, document: Document) -> documents.Version:
    with office.desk.reading() as work:
        return documents.head_version(work, documents.get(work, document.id))


def test_a_sealed_document_is_taken_to_b_lta_as_soon_as_its_issuers_said_what_they_revoked(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    before = content(platform, house, document)
    assert (lasting(house, document.id).level, head(house, document).cause) == ("B-T", "sealed")

    passes(platform, clock)
    row, after = lasting(house, document.id), content(platform, house, document)
    assert (row.level, row.step, row.trouble, head(house, document).cause) == ("B-LTA", "renewal", None, "augmented")
    assert row.ends_at is not None
    assert row.due_at == row.ends_at - timedelta(days=90)
    assert after.startswith(before)
    told = examined(platform, after, clock)
    assert told["verdict"] == "valid", told["reasons"]
    assert [each["reached"] for each in told["signatures"]] == ["B-LTA", "RFC 3161"]


def examined(platform: Platform, pdf: bytes, clock: MovedClock) -> dict[str, Any]:
    file = platform.settings.home / f"{uuid4()}.pdf"
    file.write_bytes(pdf)
    examiner = Examiner(platform.workshop, platform.demonstration, platform.settings.home / "trust")
    told: dict[str, Any] = examiner.of_file(file, clock.now)
    return told


def test_a_recipient_extends_its_own_copy_and_equal_bytes_are_extended_once(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    sent = head(house, document)
    recipient, subject = an_office(platform, "Municipalidad de Ancud"), uuid4()
    with recipient.desk.writing() as work:
        documents.hold(work, sent.blob, subject)
        search.set_marks(work, subject, {f"office:{recipient.office_id}"})
    passes(platform, clock)
    passes(platform, clock)
    own, copy = head(house, document), lasting(recipient, subject, sent.blob)
    assert (copy.level, copy.blob) == ("B-LTA", own.blob)
    with recipient.desk.reading() as work:
        assert [each.blob for each in proofs.proofs_of(work, subject)] == [sent.blob], "what is added needs no proof"


def test_what_is_no_signed_pdf_is_looked_at_once(platform: Platform, clock: MovedClock, house: Office) -> None:
    subject = uuid4()
    blob = platform.blobs.put([b"a letter, scanned"]).name
    empty = platform.blobs.put([a_pdf()]).name
    with house.desk.writing() as work:
        documents.hold(work, blob, subject)
        documents.hold(work, empty, subject)
        search.set_marks(work, subject, {f"office:{house.office_id}"})
    passes(platform, clock)
    passes(platform, clock)
    for each in (blob, empty):
        row = lasting(house, subject, each)
        assert (row.level, row.step, row.due_at, row.trouble) == ("none", None, None, None)


def test_done_twice_it_finds_nothing_to_do(platform: Platform, clock: MovedClock, house: Office) -> None:
    document = sealed(platform, house)
    passes(platform, clock)
    before = head(house, document)
    extend = Extend(platform.archive, platform.blobs, document.id, "")
    assert operate(house.desk, extend, alone) is not None
    assert operate(house.desk, replace(extend, subject_id=uuid4()), alone) is None
    assert head(house, document).number == before.number
    with house.desk.reading() as work:
        assert not keeping.todo(work)


def test_a_document_that_is_signed_further_in_the_meantime_is_extended_afterwards(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    clock.moves(LITTLE)
    extend = Extend(platform.archive, platform.blobs, document.id, "")
    with house.desk.reading() as work:
        old = extend.prepare(work)
    grown = extend.effect(old)
    with house.desk.writing() as work:
        row = documents.get(work, document.id, lock=True)
        documents.add_version(work, row, documents_blob(platform), documents.Cause.SIGNED)
    with pytest.raises(ChangedMeanwhile), house.desk.writing() as work:
        extend.settle(work, old, grown)


def documents_blob(platform: Platform) -> Blob:
    return platform.blobs.put([a_pdf()])


def test_while_nobody_tells_the_time_it_stays_at_what_could_be_had_and_is_tried_again(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    clock.moves(LITTLE)
    mute = replace(platform.archive, timestamper=SeveralTsas((NoTsa(), NoTsa())))
    row = operate(house.desk, Extend(mute, platform.blobs, document.id, ""), alone)
    assert row is not None
    assert (row.level, row.step, head(house, document).cause) == ("B-LT", "archive", "augmented")
    row = operate(house.desk, Extend(mute, platform.blobs, document.id, ""), alone)
    assert row is not None
    assert (row.trouble, row.attempts, row.due_at) == ("timestamp-unavailable", 1, clock.now + timedelta(hours=1))
    passes(platform, clock, timedelta(hours=2))
    assert lasting(house, document.id).level == "B-LTA"


def test_an_issuer_that_nobody_knows_is_told_and_the_file_is_proved_otherwise(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    clock.moves(LITTLE)
    stranger = replace(platform.archive, known=lambda _at: [])
    row = operate(house.desk, Extend(stranger, platform.blobs, document.id, ""), alone)
    assert row is not None
    assert (row.level, row.trouble) == ("B-T", "signature-issuer-unknown")
    with house.desk.reading() as work:
        (proof,) = proofs.proofs_of(work, document.id)
        assert proof.proved_at is None


def test_a_certificate_that_was_revoked_when_it_signed_is_not_preserved(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    clock.moves(LITTLE)
    revoking = replace(platform.archive, sources=(RevokesAll(platform.demonstration),))
    row = operate(house.desk, Extend(revoking, platform.blobs, document.id, ""), alone)
    assert row is not None
    assert row.trouble == "signature-certificate-revoked"


def test_where_the_office_says_so_it_signs_without_time_and_the_time_is_told_later(
    settings: Settings, clock: MovedClock
) -> None:
    with a_platform_at(settings.model_copy(update={"without_tsa": "later"}), clock) as platform:
        mute = replace(platform, workshop=replace(platform.workshop, timestamper=NoTsa()))
        ana = an_office(platform, "Ministerio de Obras")
        a_house(platform, ana)
        document = a_sealed_document(mute, ana)
        for _ in range(3):
            passes(platform, clock)
        assert lasting(ana, document.id).level == "B-LTA"
        told = examined(platform, content(platform, ana, document), clock)
        assert told["verdict"] != "invalid", told["reasons"]


def test_what_another_made_of_the_same_bytes_at_the_same_moment_is_taken(
    platform: Platform, clock: MovedClock, house: Office
) -> None:
    document = sealed(platform, house)
    recipient, subject, blob = an_office(platform, "Municipalidad de Ancud"), uuid4(), head(house, document).blob
    with recipient.desk.writing() as work:
        documents.hold(work, blob, subject)
        search.set_marks(work, subject, {f"office:{recipient.office_id}"})
        keeping.set_going(work)
    clock.moves(LITTLE)
    first = Extend(platform.archive, platform.blobs, document.id, "")
    second = Extend(platform.archive, platform.blobs, subject, blob)
    with recipient.desk.reading() as work:
        old = second.prepare(work)
    grown = second.effect(old)
    operate(house.desk, first, alone)
    with recipient.desk.writing() as work:
        second.settle(work, old, grown)
    assert lasting(recipient, subject, blob).blob == head(house, document).blob
