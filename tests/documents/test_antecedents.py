"""What a draft cites must be there, for whoever cites it to read."""

from typing import Any
from uuid import uuid4

import httpx
from starlette.testclient import TestClient

import correspondence.service as correspondence
from oficina.platform import Platform
from tests.correspondence.desks import arrived
from tests.correspondence.houses import a_house
from tests.correspondence.papers import a_letter
from tests.offices import DRAFT, Office, a_colleague


def citing(reception_id: object) -> dict[str, Any]:
    cited = {"text": "Oficio N° 512, del Segundo Juzgado Civil", "reception_id": str(reception_id)}
    return DRAFT | {"fields": DRAFT["fields"] | {"antecedents": [cited]}}


def assert_refused(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (404, "antecedent-not-found"), answer.text
    assert answer.json()["detail"].endswith("búsquelo y elíjalo de nuevo.")


def test_what_came_in_may_be_cited_by_those_who_read_it(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now)).id
    theirs = arrived(platform, ministry, municipality).id
    stranger = a_colleague(platform, ministry, "Félix Ríos")

    for known, office in ((entry, ministry), (theirs, municipality), (entry, stranger)):
        assert office.post(client, "/documents", citing(known)).status_code == 201
    for unknown, office in ((theirs, ministry), (entry, municipality), (uuid4(), ministry)):
        assert_refused(office.post(client, "/documents", citing(unknown)))


def test_nor_is_what_is_not_there_cited_later_or_seen_in_a_preview(client: TestClient, ministry: Office) -> None:
    document = ministry.post(client, "/documents", DRAFT).json()["id"]
    form = {"basis": 1, "fields": citing(uuid4())["fields"]}

    assert_refused(ministry.post(client, f"/documents/{document}/versions", form))
    assert_refused(ministry.post(client, "/documents/preview", citing(uuid4())))


def test_what_is_reserved_for_others_is_not_cited(client: TestClient, platform: Platform) -> None:
    house = a_house(platform, "Ministerio de Bienes Nacionales")
    reserved = {"access_level": 2, "access_cause": "Ley 20.285, artículo 21 N° 1"}
    with house.office.desk.writing() as work:
        letter = a_letter(work.now, destination_unit_id=house.legal.unit_id, **reserved)
        entry = correspondence.register_entry(work, letter).id

    assert house.legal.post(client, "/documents", citing(entry)).status_code == 201
    assert_refused(house.archive.post(client, "/documents", citing(entry)))
