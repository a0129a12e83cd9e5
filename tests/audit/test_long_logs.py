"""Logs long enough to keep nodes, timestamps over checkpoints, and each thing that can be altered in them."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

import audit.service as audit
from audit.errors import NoStamper
from audit.jobs import StampCheckpoint
from audit.leaves import leaf
from audit.merkle import consistent, included
from audit.notes import Notary
from audit.proofs import extract_root
from kernel.database import Database
from kernel.jobs import JobState
from kernel.secrets import Secrets
from oficina.platform import Platform
from tests.audit.test_log import by_hand, faults
from tests.offices import Office, do_all_jobs, jobs

LONG = 950


@pytest.fixture
def log(platform: Platform, ministry: Office) -> Office:
    """More than two subtrees of 256, in steps of several sizes."""
    do_all_jobs(platform)
    for size in (1, 255, 300, LONG - 556):
        with ministry.desk.writing() as work:
            for _ in range(size):
                audit.record(work, "test.written", uuid4(), people={"note": "Texto de una persona"})
        do_all_jobs(platform)
    return ministry


def test_every_proof_of_a_long_log_holds(log: Office) -> None:
    with log.desk.reading() as work:
        last = audit.last_checkpoint(work)
        assert last
        root = bytes.fromhex(last.root)
        for index in (0, 1, 255, 256, 511, 512, 900, last.size - 1):
            proof = audit.inclusion_proof(work, index)
            assert included(index, proof.size, leaf(audit.entry(work, index)), proof.path, root)
        for old in (1, 200, 256, 300, 512, 600, last.size):
            extract = audit.extract(work, 0, old)
            roots = (extract_root(old, 0, [leaf(each) for each in extract.entries], [], []), root)
            assert consistent(old, last.size, roots, audit.consistency_proof(work, old).path)
        assert list(audit.compare(work, last.note)) == []
        extract = audit.extract(work, 500, 530)
        leaves = [leaf(each) for each in extract.entries]
        assert extract_root(last.size, 500, leaves, extract.before, extract.after) == root


def test_a_log_longer_than_one_turn_is_put_in_order_in_several(platform: Platform, ministry: Office) -> None:
    do_all_jobs(platform)
    with ministry.desk.writing() as work:
        for _ in range(5):
            audit.record(work, "test.written", uuid4())
    with ministry.desk.writing() as work:
        assert [audit.sequence(work, platform.notary, at_most=3) for _ in range(3)] == [3, 2, 0]
    assert faults(ministry) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE audit_nodes SET hash = :junk WHERE level = 9", "a kept subtree was changed"),
        ("UPDATE audit_heads SET size = 3", "the head of the log is not at its end"),
        ("UPDATE audit_checkpoints SET note = 'x'", "the signature of a checkpoint is not valid"),
        ("DELETE FROM audit_keys", "the signature of a checkpoint is not valid"),
        ("UPDATE audit_checkpoints SET root = :zeros", "a checkpoint was changed after it was signed"),
    ],
)
def test_whatever_is_altered_in_a_long_log_is_found(owner: Database, log: Office, statement: str, what: str) -> None:
    by_hand(owner, log, statement, junk=b"x" * 32, zeros="0" * 64)

    assert what in {told for _, told in faults(log)}


@pytest.mark.parametrize(
    ("note", "what"),
    [
        (lambda office, _: Notary("x", Secrets(bytes(32))).sign(office.id, 3, bytes(32)), "of no key of this log"),
        (lambda office, notary: notary.sign(office.id, 10_000, bytes(32)), "shorter than the checkpoint says"),
        (lambda office, notary: notary.sign(office.id, 300, bytes(32)), "not the one that was signed"),
    ],
)
def test_a_log_that_another_checkpoint_contradicts_is_found(
    platform: Platform, log: Office, note: Callable[[Office, Notary], str], what: str
) -> None:
    with log.desk.reading() as work:
        (fault,) = audit.compare(work, note(log, platform.notary))

    assert what in fault.what


def test_the_newest_checkpoint_is_timestamped_now_and_then(platform: Platform, ministry: Office) -> None:
    do_all_jobs(platform)
    stamped: list[bytes] = []

    def stamp(content: bytes) -> bytes:
        stamped.append(content)
        return b"token"

    with_stamps = replace(platform, notary=replace(platform.notary, stamps=True), stamp=stamp)
    for _ in range(3):
        with ministry.desk.writing() as work:
            audit.record(work, "test.written", uuid4())
        do_all_jobs(with_stamps)

    with ministry.desk.reading() as work:
        last = audit.last_checkpoint(work)
    assert len(jobs(platform, kind=StampCheckpoint.kind)) == len(stamped) == 1
    assert last
    assert last.token is None, "one in ten minutes is enough"
    with ministry.desk.writing() as work:
        work.enqueue(StampCheckpoint(ministry.id))
        work.enqueue(StampCheckpoint(ministry.id))
    do_all_jobs(with_stamps)
    with ministry.desk.writing() as work:
        work.enqueue(StampCheckpoint(ministry.id))
    do_all_jobs(with_stamps)
    with ministry.desk.reading() as work:
        last = audit.last_checkpoint(work)
    assert last
    assert (last.token, stamped[-1].decode(), len(stamped)) == (b"token", last.note, 2)


def test_without_somebody_to_timestamp_the_job_waits(platform: Platform, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        work.enqueue(StampCheckpoint(ministry.id))
    do_all_jobs(platform)

    (job,) = jobs(platform, kind=StampCheckpoint.kind)
    assert (job.state, job.error_code) == (JobState.DUE, NoStamper.code)


def test_a_new_key_signs_beside_the_old_ones(log: Office) -> None:
    with log.desk.writing() as work:
        audit.record(work, "test.written", uuid4())
        work.session.flush()
        audit.sequence(work, Notary("otra.cl", Secrets(bytes(32))))

    with log.desk.reading() as work:
        assert len(audit.verifiers(work)) == 2
    assert faults(log) == []
