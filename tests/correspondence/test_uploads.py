from uuid import uuid4

import httpx
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from correspondence.lines import Line, Outside
from oficina.platform import Platform
from tests.correspondence.desks import reception_of, sent
from tests.correspondence.papers import a_letter
from tests.offices import Office
from tests.signature.people import a_pdf


def upload(client: TestClient, office: Office, path: str, content: bytes, name: str) -> httpx.Response:
    headers = office.headers | {"Idempotency-Key": str(uuid4())}
    answer: httpx.Response = client.post(f"/v1{path}", files={"file": (name, content)}, headers=headers)
    return answer


def test_the_image_of_a_paper_is_kept_and_the_one_it_replaces_stays_known(client: TestClient, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        entry = correspondence.register_entry(work, a_letter(work.now))
    path = f"/receptions/{entry.id}/scan"

    refused = upload(client, ministry, path, b"PK not a PDF", "oficio.pdf")
    assert (refused.status_code, reception_of(ministry, entry.id).blob) == (422, None)
    first, second = a_pdf(), a_pdf()
    for scan in (first, second + b"\n"):
        assert upload(client, ministry, path, scan, "oficio.pdf").status_code == 201
    assert ministry.get(client, f"/receptions/{entry.id}/content").content == second + b"\n"
    with ministry.desk.reading() as work:
        assert [each.before.keys() for each in correspondence.corrections(work, entry.id)] == [{"blob"}]


def test_what_proves_a_dispatch_is_kept_beside_it(client: TestClient, platform: Platform, ministry: Office) -> None:
    court = Outside("Segundo Juzgado Civil", "court", "registered-letter", "Huérfanos 1409")
    communication = sent(platform, ministry, Line(None, court.name, outside=court))
    with ministry.desk.reading() as work:
        (dispatch,) = correspondence.outside_of(work, communication.id)
    path = f"/outside-dispatches/{dispatch.id}/evidence"

    assert upload(client, ministry, path, b"boleta", "boleta.jpg").status_code == 201

    (evidence,) = ministry.get(client, path).json()["items"]
    assert (evidence["name"], evidence["size"]) == ("boleta.jpg", 6)
    assert upload(client, ministry, f"/outside-dispatches/{uuid4()}/evidence", b"x", "x").status_code == 404
