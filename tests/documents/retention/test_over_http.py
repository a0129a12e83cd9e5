"""The schedule, what is held and until when each thing is kept, as another program asks for it and decides it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

import expedientes.service as expedientes
from documents.retention.models import Scope
from expedientes.service import Opening
from oficina.platform import Platform
from tests.documents.retention.test_schedule import look, rules, ruling
from tests.offices import Office, a_colleague, a_signed_document

RULE: dict[str, Any] = {
    "scope": "kind",
    "name": "oficio-ordinario",
    "years": 5,
    "disposal": "transfer",
    "basis": "Res. Ex. 12/2026",
    "reason": "Primera tabla",
}
ORDER: dict[str, Any] = {"act": "Oficio 33/2026 del 2° Juzgado", "reason": "Cobro de pesos"}


class Caller:
    """A program with somebody's key."""

    def __init__(self, client: TestClient, office: Office) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {office.key}"}

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = self.client.get(f"/v1/retention/{path}", params=query, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, status: int = 201, **form: Any) -> Any:
        headers = self.headers | {"Idempotency-Key": str(uuid4())}
        answer = self.client.post(f"/v1/retention/{path}", json=form, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def caller(client: TestClient, ministry: Office) -> Caller:
    return Caller(client, ministry)


def test_the_schedule_is_written_changed_and_read_with_its_history(caller: Caller) -> None:
    assert caller.get("rules") == []
    first = caller.post("rules", **RULE)
    changed = caller.post("rules", **RULE | {"years": 7, "reason": "Circular nueva"})
    rest = caller.post("rules", **RULE | {"scope": "rest", "name": "", "disposal": "eliminate"})
    assert [each["revision"] for each in (first, changed, rest)] == [1, 2, 1]
    assert [(each["scope"], each["years"]) for each in caller.get("rules")] == [("kind", 7), ("rest", 5)]

    gone = caller.post("rules/repeal", scope="kind", name="oficio-ordinario", reason="Basta la del resto")
    assert (gone["in_force"], gone["number"]) == (False, 4)
    assert caller.get("rules") == [rest]
    told = caller.get("rules/history", limit=3)
    assert ([each["number"] for each in told["items"]], told["next"]) == ([4, 3, 2], 2)
    assert caller.get("rules/history", before=told["next"]) == {"items": [first], "next": None}
    assert caller.post("rules/repeal", 404, scope="kind", name="acta", reason="No existe")["code"]
    assert caller.post("rules", 422, **RULE | {"name": ""})["code"] == "retention-rule-wrong"
    assert caller.post("rules", 422, **RULE | {"years": 101})["code"]


def test_a_thing_is_held_and_let_go_and_its_term_is_told(platform: Platform, caller: Caller, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    path = f"documents/{document.id}"
    assert caller.get(path)["rule"] is None
    rules(ministry, ruling())
    look(platform)
    told = caller.get(path)
    assert told["until"].startswith(str(platform.database.clock().year + 5))
    assert (told["rule"]["basis"], told["held"], told["for_good"]) == ("Res. Ex. 12/2026", False, False)

    hold = caller.post("holds", kind="document", id=str(document.id), cause="litigation", **ORDER)
    assert (hold["title"], hold["cause"], hold["put_by"]) == (document.subject, "litigation", "Ana Rojas")
    assert caller.get("holds") == {"items": [hold], "next": None}
    assert caller.get(path)["held"]
    assert caller.get("things")["items"][0] | {"held": True} == caller.get("things")["items"][0]

    lifted = caller.post(f"holds/{hold['id']}/lift", act="Sentencia firme", reason="Terminó el juicio")
    assert (lifted["lifted_by"], lifted["lift_act"]) == ("Ana Rojas", "Sentencia firme")
    assert caller.get("holds")["items"] == []
    assert caller.get(path)["holds"] == [lifted]
    assert caller.post(f"holds/{hold['id']}/lift", 409, **ORDER)["code"] == "legal-hold-already-lifted"
    assert caller.post(f"holds/{uuid4()}/lift", 404, **ORDER)["code"] == "legal-hold-not-found"
    assert caller.post("holds", 404, kind="document", id=str(uuid4()), **ORDER)["code"] == "document-not-found"


def test_what_is_kept_is_listed_a_page_at_a_time_and_what_is_past_its_term(
    platform: Platform, caller: Caller, ministry: Office
) -> None:
    cases = [str(_closed(ministry, f"Caso {each}")) for each in range(3)]
    rules(ministry, ruling(Scope.REST, "", 1))
    look(platform)
    first = caller.get("things", limit=2, kind="expediente")
    rest = caller.get("things", limit=2, kind="expediente", after=first["next"])
    assert [each["subject_id"] for each in (*first["items"], *rest["items"])] == cases
    assert (first["items"][0]["title"], rest["next"]) == ("Caso 0", None)
    over = first["items"][0]["until"]
    assert len(caller.get("things", over_by=over)["items"]) == 3
    assert caller.get("things", over_by=over.replace(over[:4], "2001"))["items"] == []
    assert caller.get("things", kind="document")["items"] == []
    assert caller.get(f"expedientes/{cases[0]}")["series"] == ""


@pytest.mark.once
def test_whoever_only_reads_is_told_the_term_of_what_they_may_read(
    platform: Platform, client: TestClient, caller: Caller, ministry: Office, municipality: Office
) -> None:
    document = a_signed_document(platform, ministry)
    hold = caller.post("holds", kind="document", id=str(document.id), **ORDER)
    reader = Caller(client, a_colleague(platform, ministry, "Berta Soto", "redactor"))
    reader.get("rules", 403)
    reader.post("holds", 403, kind="document", id=str(document.id), **ORDER)
    stranger = Caller(client, municipality)
    assert stranger.get(f"documents/{document.id}", 404)["code"] == "document-not-found"
    assert stranger.post(f"holds/{hold['id']}/lift", 404, **ORDER)["code"] == "legal-hold-not-found"
    assert (stranger.get("holds")["items"], stranger.get("things")["items"]) == ([], [])


def _closed(office: Office, title: str) -> UUID:
    with office.desk.writing() as work:
        made = expedientes.open_(work, Opening(title, title, "Ana Rojas"))
        work.session.flush()
        expedientes.close(work, made.id, "Terminó")
    return made.id
