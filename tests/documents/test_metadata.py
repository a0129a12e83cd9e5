from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

import documents.service as documents
from audit.models import AuditEntry
from documents.elements import scheme
from documents.errors import DocumentNotFound
from oficina.platform import Platform
from tests.offices import DRAFT, Office, a_document, signed_by_all

pytestmark = pytest.mark.once
"""What a document is described with does not depend on the database."""

RESERVED = DRAFT | {"access": {"level": 4, "cause": "Ley 20.285, artículo 21 N° 1"}}


def test_the_guide_has_its_forty_six_elements_and_its_lists() -> None:
    obligations = [element.obligation for element in scheme().elements]

    assert {each: obligations.count(each) for each in obligations} == {
        "required": 12,
        "conditional": 16,
        "suggested": 18,
    }
    assert len(scheme().lists[1].values) == 42


def test_a_document_begins_with_every_obligatory_element(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()
    told = ministry.get(client, f"/documents/{document['id']}/metadata").json()
    values = {each["code"]: [value["value"] for value in each["values"]] for each in told["elements"]}

    assert (told["scheme"], told["missing"], len(values)) == ("001", [], 46)
    assert values["MGDDE1_1"] == [document["unique_code"]]
    assert values["MGDDE5_1"] == ["30"]
    assert values["MGDDE7_1"] == ["1"]
    assert values["MGDDE8_3"] == ["2"]


def test_a_correction_keeps_what_was_said_and_why_it_changed(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    url = f"/documents/{document}/metadata"
    change = {"element": "MGDDE3_2", "value": "Puentes"}

    assert ministry.post(client, url, change).json()["code"] == "correction-reason-missing"
    assert ministry.post(client, url, change | {"reason": "Estaba mal escrito"}).status_code == 201
    history = ministry.get(client, f"{url}/MGDDE3_2").json()
    assert [(each["revision"], each["automatic"], each["reason"]) for each in history] == [
        (1, True, None),
        (2, False, "Estaba mal escrito"),
    ]
    assert history[1]["value"] == "Puentes"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"element": "MGDDE99", "value": "x"}, "metadata-element-unknown"),
        ({"element": "MGDDE5_2", "value": "99"}, "metadata-value-not-in-list"),
        ({"element": "MGDDE4_4", "value": "ayer"}, "metadata-value-wrong"),
        ({"element": "MGDDE4_3", "value": "2026-11-21T10:00:00"}, "metadata-value-wrong"),
        ({"element": "MGDDE2_2", "value": "-3"}, "metadata-value-wrong"),
        ({"element": "MGDDE62_3", "value": "12.345.678"}, "metadata-value-wrong"),
        ({"element": "MGDDE3_1", "value": "x", "occurrence": 2}, "metadata-element-not-repeatable"),
        ({"element": "MGDDE7_1", "value": "4"}, "metadata-kept-by-the-office"),
    ],
)
def test_what_an_element_cannot_say_is_refused(
    client: TestClient, ministry: Office, change: dict[str, object], code: str
) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]

    assert ministry.post(client, f"/documents/{document}/metadata", change).json()["code"] == code


def test_an_element_that_repeats_takes_another_value(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    for occurrence, run in ((1, "12345678-5"), (2, "60803000-K")):
        told = {"element": "MGDDE62_3", "value": run, "occurrence": occurrence}
        assert ministry.post(client, f"/documents/{document}/metadata", told).status_code == 201

    assert len(ministry.get(client, f"/documents/{document}/metadata/MGDDE62_3").json()) == 2


def test_what_everybody_signed_says_that_it_is_signed(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    signed_by_all(ministry, document)

    history = ministry.get(client, f"/documents/{document}/metadata/MGDDE8_3").json()
    assert [each["value"] for each in history] == ["2", "1"]


def test_the_trail_tells_what_was_done_and_by_whom(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    ministry.post(client, f"/documents/{document}/review")
    trail = ministry.get(client, f"/documents/{document}/trail").json()

    assert {each["action"] for each in trail} == {"document.drafted", "document.in-review"}
    assert {each["people"]["actor"] for each in trail} == {"Ana Rojas"}


def test_to_open_what_is_reserved_is_an_entry_of_the_log(client: TestClient, ministry: Office) -> None:
    opened = []
    for form in (DRAFT, RESERVED):
        document = ministry.post(client, "/documents", form).json()["id"]
        ministry.get(client, f"/documents/{document}/versions/1/content")
        with ministry.desk.reading() as work:
            mine = (AuditEntry.institution_id == ministry.id, AuditEntry.action == "document.opened")
            opened.append(len(work.session.scalars(select(AuditEntry).where(*mine)).all()))

    assert opened == [0, 1]


def test_what_is_restricted_is_found_no_more_by_the_rest_of_the_unit(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    colleague = replace(ministry.desk.actor, person_id=uuid4(), offices=frozenset(), posts=frozenset())
    desk = platform.database.desk(colleague)
    with desk.reading() as work:
        assert documents.get(work, document.id).access_level == 1

    with ministry.desk.writing() as work:
        documents.change_access(work, document.id, documents.Access(3, "Ley 20.285, artículo 21 N° 3"))
    with pytest.raises(DocumentNotFound), desk.reading() as work:
        documents.get(work, document.id)
    with desk.reading() as work:
        assert work.session.scalars(documents.readable(work)).all() == []
    with ministry.desk.reading() as work:
        assert documents.get(work, document.id).access_level == 3
