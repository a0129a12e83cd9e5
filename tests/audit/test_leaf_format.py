"""The leaf format is fixed: what was logged in it must prove itself for ever. These vectors never change."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from audit.leaves import leaf, sealed, told
from audit.merkle import Frontier
from audit.models import AuditEntry
from kernel.canonical import canonical

VECTORS = json.loads((Path(__file__).parent / "leaf_vectors.json").read_text("utf-8"))["vectors"]


def entry(vector: dict[str, Any]) -> AuditEntry:
    made = AuditEntry(
        institution_id=UUID(vector["institution"]),
        at=datetime.fromisoformat(vector["at"]),
        action=vector["action"],
        subject_id=UUID(vector["subject"]),
        system=vector["system"],
        facts=vector["facts"],
        sealed_facts={
            name: sealed(bytes.fromhex(person["salt"]), person["value"]) for name, person in vector["people"].items()
        },
    )
    made.id = UUID(vector["id"])
    return made


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["action"])
def test_an_entry_has_the_leaf_that_it_always_had(vector: dict[str, Any]) -> None:
    assert canonical(told(entry(vector))).decode() == vector["canonical"]
    assert leaf(entry(vector)).hex() == vector["leaf_hash"]


def test_the_vectors_prove_themselves_with_nothing_of_ours() -> None:
    for vector in VECTORS:
        assert hashlib.sha256(b"\x00" + vector["canonical"].encode()).hexdigest() == vector["leaf_hash"]
        for name, person in vector["people"].items():
            salted = bytes.fromhex(person["salt"]) + person["value"].encode()
            assert json.loads(vector["canonical"])["sealed_facts"][name] == hashlib.sha256(salted).hexdigest()


def test_the_roots_are_those_they_always_were() -> None:
    frontier = Frontier()
    for vector in VECTORS:
        frontier = frontier.grown(bytes.fromhex(vector["leaf_hash"]))
        assert frontier.root().hex() == vector["root_so_far"]
