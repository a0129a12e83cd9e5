"""What others sent is proved to have been here: by one timestamp for many files, renewed before it ends."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1
from fastapi.testclient import TestClient
from sqlalchemy import select

import documents.service as documents
import search.service as search
from documents.errors import ChangedMeanwhile
from kernel.operations import operate
from oficina.app import create_app
from oficina.platform import Platform
from oficina.settings import Settings
from signature import evidence, keeping, proofs
from signature.errors import NoEvidenceYet
from signature.kept import EvidenceTree
from signature.proving import Make, Renew
from tests.offices import Office, alone, an_office
from tests.signature.times import MovedClock, a_platform_at, passes

BEGIN = datetime(2027, 3, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(BEGIN)


@pytest.fixture
def platform(settings: Settings, clock: MovedClock) -> Iterator[Platform]:
    with a_platform_at(settings, clock) as platform:
        yield platform


@pytest.fixture
def ministry(platform: Platform) -> Office:
    return an_office(platform, "Ministerio de Obras")


def received(platform: Platform, office: Office, *contents: bytes) -> dict[UUID, bytes]:
    """Files that are kept for something that came."""
    subjects = {uuid4(): content for content in contents}
    for subject, content in subjects.items():
        blob = platform.blobs.put([content])
        with office.desk.writing() as work:
            documents.hold(work, blob.name, subject)
            search.set_marks(work, subject, {f"office:{office.office_id}"})
    return subjects


def checked(platform: Platform, office: Office, subject: UUID, content: bytes, at: datetime) -> evidence.Checked:
    with office.desk.reading() as work:
        (proof,) = proofs.proofs_of(work, subject)
        record = evidence.read(proofs.record_of(work, subject, proof.blob))
    anchors = [
        asn1.Certificate.load(der)
        for text in platform.archive.known(at)
        for _, _, der in pem.unarmor(text.encode(), multiple=True)
    ]
    return evidence.check(record, lambda name: hashlib.new(name, content).digest(), anchors, at)


def test_whatever_came_gets_into_the_next_record_with_one_timestamp(
    platform: Platform, clock: MovedClock, ministry: Office
) -> None:
    came = received(platform, ministry, b"uno", b"dos", b"tres")
    passes(platform, clock)
    for subject, content in came.items():
        told = checked(platform, ministry, subject, content, clock.now)
        assert (told.holds, told.times) == (True, (clock.now,)), told.faults
        assert not checked(platform, ministry, subject, content + b"!", clock.now).holds
    passes(platform, clock)
    with ministry.desk.reading() as work:
        trees = work.session.scalars(select(EvidenceTree).where(EvidenceTree.institution_id == ministry.id)).all()
        assert [each.files for each in trees] == [3]
        assert (keeping.standing(work).proved, keeping.standing(work).waiting) == (3, 0)


def test_a_record_is_renewed_by_a_timestamp_and_by_another_hash_and_proves_the_same(
    platform: Platform, clock: MovedClock, ministry: Office
) -> None:
    came = received(platform, ministry, b"uno", b"dos")
    passes(platform, clock)
    (subject, content), *_ = came.items()
    hashes = {**platform.archive.policy.ends, "sha256": clock.now + 3 * YEAR, "rsa-2048": clock.now + 40 * YEAR}
    ends = {**hashes, "p-256": clock.now + 40 * YEAR}
    archive = replace(platform.archive, policy=replace(platform.archive.policy, ends=ends))
    tree = a_tree(ministry)
    with ministry.desk.writing() as work:
        row = work.find(EvidenceTree, lock=True, id=tree.id)
        assert row is not None
        row.due_at, row.ends_at = clock.now, clock.now + timedelta(days=80)

    clock.moves(timedelta(days=1))
    operate(ministry.desk, Renew(archive, platform.blobs, tree.id), alone)
    assert a_tree(ministry).step == "hash"
    clock.moves(3 * YEAR - timedelta(days=60))
    longer = replace(archive, policy=replace(archive.policy, ends={**ends, "sha256": clock.now + 9 * YEAR}))
    renewed = operate(ministry.desk, Renew(longer, platform.blobs, tree.id), alone)
    assert renewed is not None
    told = checked(platform, ministry, subject, content, clock.now)
    assert (told.holds, len(told.times)) == (True, 3), told.faults
    assert not checked(platform, ministry, subject, b"otro", clock.now).holds
    assert operate(ministry.desk, Renew(longer, platform.blobs, tree.id), alone) is not None, "nothing is due: no harm"
    assert len(checked(platform, ministry, subject, content, clock.now).times) == 3


def a_tree(office: Office) -> EvidenceTree:
    with office.desk.reading() as work:
        return work.session.scalars(select(EvidenceTree).where(EvidenceTree.institution_id == office.id)).one()


def test_a_renewal_without_an_authority_is_tried_again_later(
    platform: Platform, clock: MovedClock, ministry: Office
) -> None:
    received(platform, ministry, b"uno")
    passes(platform, clock)
    tree = a_tree(ministry)
    clock.moves(tree.due_at - clock.now + timedelta(hours=1))
    operate(ministry.desk, Renew(platform.archive, platform.blobs, tree.id), alone)
    after = a_tree(ministry)
    assert (after.attempts, after.trouble) == (1, "timestamp-none-lasts-longer")
    assert after.due_at == clock.now + timedelta(hours=1)


def test_of_two_who_make_the_same_record_the_second_finds_nothing_to_do(platform: Platform, ministry: Office) -> None:
    received(platform, ministry, b"uno")
    with ministry.desk.writing() as work:
        (job, *_) = keeping.set_going(work)
        assert job.kind == "signature.make-evidence"
    make = Make(platform.archive)
    with ministry.desk.reading() as work:
        late = make.prepare(work)
    operate(ministry.desk, make, alone)
    made = make.effect(late)
    with pytest.raises(ChangedMeanwhile), ministry.desk.writing() as work:
        make.settle(work, late, made)
    assert operate(ministry.desk, make, alone) is None


def test_the_record_is_had_over_the_api_by_whoever_may_read_what_it_is_of(
    platform: Platform, clock: MovedClock, ministry: Office
) -> None:
    (subject,) = received(platform, ministry, b"uno")
    with ministry.desk.writing() as work:
        keeping.set_going(work)
    blob = hashlib.sha256(b"uno").hexdigest()
    with ministry.desk.reading() as work, pytest.raises(NoEvidenceYet):
        proofs.record_of(work, subject, blob)
    with TestClient(create_app(platform), raise_server_exceptions=False) as client:
        passes(platform, clock)
        (proof,) = ministry.get(client, f"/preservation/{subject}").json()["proofs"]
        assert (proof["blob"], proof["step"]) == (blob, "stamp")
        answer = ministry.get(client, f"/preservation/{subject}/evidence/{blob}")
        assert evidence.read(answer.content).last.algorithm == "sha256"
        stranger = an_office(platform, "Municipalidad de Ancud")
        told = stranger.get(client, f"/preservation/{subject}/evidence/{blob}").json()
        assert told["code"] == "evidence-not-made-yet"
        assert stranger.get(client, f"/preservation/{subject}").json() == {"levels": [], "proofs": []}
