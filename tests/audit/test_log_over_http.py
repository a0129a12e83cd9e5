"""What an auditor, and anybody, can prove with what the program answers, and nothing else of ours."""

import hashlib
import json
from base64 import b64decode
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi.testclient import TestClient

import audit.service as audit
import institutions.service as institutions
from audit.merkle import consistent, included, leaf_hash
from audit.notes import Notary, NoteRefused, Told, opened, origin_of
from audit.proofs import extract_root
from kernel.actor import PLATFORM
from kernel.canonical import canonical
from kernel.secrets import Secrets
from oficina.platform import Platform
from tests.offices import Office, a_document, do_all_jobs, eventually


def code_of(office: Office) -> str:
    with office.desk.reading() as work:
        return institutions.institution(work).code


@pytest.fixture
def log(platform: Platform, ministry: Office) -> Office:
    for _ in range(7):
        a_document(platform, ministry)
    do_all_jobs(platform)
    return ministry


def checkpoint(client: TestClient, office: Office) -> tuple[str, Told]:
    """Asked for, and checked, by somebody without a key."""
    note = client.get(f"/v1/log/{code_of(office)}/checkpoint").text
    keys = client.get(f"/v1/log/{code_of(office)}/keys").text.splitlines()
    return note, opened(note, *keys)


def test_anybody_reads_a_checkpoint_and_checks_it_with_the_public_key_alone(client: TestClient, log: Office) -> None:
    note, told = checkpoint(client, log)
    (key,) = client.get(f"/v1/log/{code_of(log)}/keys").text.splitlines()
    text, _, signature = note.partition("\n\n")
    name, hash_of_key, public = key.split("+", 2)

    Ed25519PublicKey.from_public_bytes(b64decode(public)[1:]).verify(
        b64decode(signature.split(" ")[2])[4:], (text + "\n").encode()
    )
    assert hash_of_key == hashlib.sha256(name.encode() + b"\n" + b64decode(public)).digest()[:4].hex()
    assert (told.origin, told.size >= 7) == (f"testserver/log/{log.id}", True)


def test_an_entry_is_proved_with_what_the_answer_carries(client: TestClient, log: Office) -> None:
    proof = log.get(client, "/log/entries/3/proof").json()
    told = opened(proof["checkpoint"], *proof["verifiers"])

    assert leaf_hash(canonical(proof["entry"])).hex() == proof["leaf_hash"]
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert included(3, told.size, bytes.fromhex(proof["leaf_hash"]), path, told.root)
    actor = proof["people"]["actor"]
    salted = hashlib.sha256(bytes.fromhex(actor["salt"]) + actor["value"].encode()).hexdigest()
    assert proof["entry"]["sealed_facts"]["actor"] == salted


def test_a_later_checkpoint_is_shown_to_only_add_to_an_earlier_one(
    client: TestClient, platform: Platform, log: Office
) -> None:
    _, earlier = checkpoint(client, log)
    for _ in range(5):
        a_document(platform, log)
    eventually(lambda: checkpoint(client, log)[1].size > earlier.size)

    shown = client.get(f"/v1/log/{code_of(log)}/consistency", params={"old": earlier.size}).json()
    later = opened(shown["checkpoint"], *client.get(f"/v1/log/{code_of(log)}/keys").text.splitlines())
    path = [bytes.fromhex(each) for each in shown["path"]]
    assert consistent(earlier.size, later.size, (earlier.root, later.root), path)


def test_an_extract_proves_itself_without_the_rest(client: TestClient, log: Office) -> None:
    told = log.get(client, "/log/extract?start=2&end=5").json()
    signed = opened(told["checkpoint"], *told["verifiers"])
    leaves = [leaf_hash(canonical(entry)) for entry in told["entries"]]

    before, after = ([bytes.fromhex(each) for each in told[side]] for side in ("before", "after"))
    assert len(leaves) == 3
    assert extract_root(signed.size, 2, leaves, before, after) == signed.root


def test_to_consult_the_log_is_an_entry_too(client: TestClient, log: Office) -> None:
    page = log.get(client, "/log?limit=5").json()
    assert ([each["index"] for each in page["items"]], page["next"]) == ([0, 1, 2, 3, 4], "4")
    assert {each["people"]["actor"] for each in page["items"]} <= {"Ana Rojas", "system"}

    def consulted() -> list[Any]:
        rest = log.get(client, "/log?after=4&limit=200").json()["items"]
        return [each["facts"] for each in rest if each["action"] == "log.consulted"]

    eventually(lambda: {"what": "entries", "after": -1, "limit": 5} in consulted())


def test_the_trail_of_a_thing_is_all_that_was_done_to_it(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    a_document(platform, ministry)
    document = a_document(platform, ministry)

    trail = ministry.get(client, f"/log/subjects/{document.id}").json()["items"]
    assert {each["subject_id"] for each in trail} == {str(document.id)}
    assert trail[0]["action"] == "document.drafted"


def test_what_cannot_be_proved_is_refused_with_a_sentence(client: TestClient, platform: Platform, log: Office) -> None:
    with platform.database.writing(PLATFORM) as work:
        institutions.found(work, "Nueva", code="NUEVA")

    def refused(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    assert refused(log.get(client, "/log/entries/9999/proof")) == (404, "log-entry-not-found")
    assert refused(log.get(client, "/log/extract?start=5&end=5")) == (422, "log-range-invalid")
    assert refused(log.get(client, "/log/extract?start=5&end=1000")) == (404, "log-entry-not-found")
    assert refused(client.get("/v1/log/NADIE/checkpoint")) == (404, "log-not-found")
    assert refused(client.get("/v1/log/NUEVA/checkpoint")) == (404, "log-not-found")
    assert refused(client.get("/v1/log")) == (401, "unknown-key")


def test_who_may_not_audit_is_refused(client: TestClient, platform: Platform) -> None:
    with platform.database.writing(PLATFORM) as work:
        institution = institutions.found(work, "Otra", code="OTRA")
        key = institutions.issue_key(work, institution, "Eva Soto", roles=("redactor",))
    answer = client.get("/v1/log", headers={"Authorization": f"Bearer {key}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    "note",
    [
        "",
        "hola",
        "a/log/x\n1\nAAAA\n",
        "a/log/x\nuno\nAAAA\n\n— a/log/x AAAA\n",
        "a/log/x\n1\nno base64\n\n— a/log/x ñ\n",
    ],
)
def test_what_is_not_a_signed_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(NoteRefused):
        opened(note, Notary("a", Secrets(bytes(32))).verifier(UUID(int=1)), "no es una llave")


def test_a_signed_text_that_is_no_checkpoint_is_refused() -> None:
    for text in ("a\n01\nAAAA\n", "a\nx\nAAAA\n", "a\n"):
        with pytest.raises(NoteRefused):
            Told.of(text)
    with pytest.raises(NoteRefused, match="names no log"):
        origin_of("a\n1\n")


def test_a_personal_fact_that_was_erased_is_no_longer_told_and_the_proof_holds(client: TestClient, log: Office) -> None:
    with log.desk.writing() as work:
        entry = audit.entry(work, 0)
        for fact in audit.people_in(work, [entry])[entry.id].values():
            work.session.delete(fact)

    proof = log.get(client, "/log/entries/0/proof").json()
    assert proof["people"] == {}
    told = opened(proof["checkpoint"], *proof["verifiers"])
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert included(0, told.size, leaf_hash(canonical(proof["entry"])), path, told.root)
    assert json.loads(canonical(proof["entry"])) == proof["entry"]
