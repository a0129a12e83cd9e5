"""A result that is taken away: gathered by a job, with the rights of whoever asked, then and when it is fetched."""

import csv
import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

import institutions.service as institutions
import search.service as search
from documents.attachments import Described, attach
from kernel.actor import PLATFORM, system
from oficina.app import create_app
from oficina.carriers import GUARDED
from oficina.platform import Platform
from search import exports
from search.gathering import GONE
from search.jobs import ForgetExports, GatherExport
from tests.offices import Office, a_document, do_all_jobs, jobs
from workers.perform import perform


@pytest.fixture
def still(platform: Platform) -> TestClient:
    """The program, with its jobs done only when a test asks."""
    return TestClient(create_app(platform), raise_server_exceptions=False)


def a_paper(platform: Platform, office: Office, name: str = "Plano =1.pdf") -> Any:
    document = a_document(platform, office)
    blob = platform.blobs.put([b"%PDF-1.7 " + name.encode()])
    with office.desk.writing() as work:
        attach(work, document.id, Described(name, "application/pdf"), blob)
    return document


def asked(client: TestClient, office: Office, **form: Any) -> dict[str, Any]:
    answer = office.post(client, "/search/exports", form)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def opened(client: TestClient, office: Office, export_id: str) -> tuple[ZipFile, list[dict[str, str]]]:
    answer = office.get(client, f"/search/exports/{export_id}/content")
    assert answer.status_code == 200, answer.text
    archive = ZipFile(BytesIO(answer.content))
    index = archive.read("indice.csv").decode("utf-8-sig")
    return archive, list(csv.DictReader(StringIO(index), delimiter=";"))


def test_a_result_is_taken_away_with_an_index_of_hashes(
    still: TestClient, platform: Platform, ministry: Office
) -> None:
    a_paper(platform, ministry)
    do_all_jobs(platform)
    export = asked(still, ministry, q="antecedentes")
    refused = ministry.get(still, f"/search/exports/{export['id']}/content")
    assert (export["state"], refused.status_code, refused.json()["code"]) == ("asked", 409, "export-not-ready")

    do_all_jobs(platform)
    (told,) = ministry.get(still, "/search/exports").json()
    assert (told["state"], told["total"], told["listed"], told["files"]) == ("ready", 1, 1, 2)
    assert ministry.get(still, f"/search/exports/{export['id']}").json() == told
    archive, lines = opened(still, ministry, export["id"])
    assert [hashlib.sha256(archive.read(line["Archivo"])).hexdigest() for line in lines] == [
        line["SHA-256"] for line in lines
    ]
    assert lines[0]["Título"] == "Solicita antecedentes"
    assert 'href="documentos/0001-02_Plano_1.pdf"' in archive.read("indice.html").decode()
    assert archive.testzip() is None


def test_rights_are_those_of_the_moment_when_it_is_made_and_when_it_is_fetched(
    still: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    kept, lost, restricted = (a_paper(platform, ministry) for _ in range(3))
    do_all_jobs(platform)
    export = asked(still, ministry, q="antecedentes")
    with ministry.desk.writing() as work:
        search.set_marks(work, kept.id, {f"unit:{ministry.unit_id}"})
    do_all_jobs(platform)

    assert municipality.get(still, f"/search/exports/{export['id']}").json()["code"] == "export-not-found"
    with ministry.desk.writing() as work:
        search.set_marks(work, lost.id, {"person:nobody"})
        work.session.get_one(type(restricted), (ministry.id, restricted.id)).sensitive = True
    archive, lines = opened(still, ministry, export["id"])
    assert sorted(line["Observación"] for line in lines) == sorted(["", "", GUARDED, GONE])
    assert len(archive.namelist()) == 2 + 2
    assert str(lost.subject) not in [line["Título"] for line in lines if line["Observación"] == GONE]


def test_whoever_may_do_nothing_any_more_gets_nothing(still: TestClient, platform: Platform, ministry: Office) -> None:
    a_paper(platform, ministry)
    do_all_jobs(platform)
    with platform.database.writing(system(ministry.id)) as work:
        row, key = institutions.key_for_system(work, "lector", roles=("todo",), office_id=ministry.office_id)
    machine = replace(ministry, key=key)
    first, second = (asked(still, machine, q="antecedentes") for _ in range(2))
    assert ministry.get(still, f"/search/exports/{first['id']}").status_code == 404, "each has their own"
    run(platform, first["id"])
    with platform.database.writing(system(ministry.id)) as work:
        institutions.revoke_key(work, row.id)
    do_all_jobs(platform)

    with platform.database.reading(system(ministry.id)) as work:
        states = [
            work.session.get_one(exports.Export, (ministry.id, UUID(each["id"]))).state for each in (first, second)
        ]
    assert states == ["ready", "failed"]


def run(platform: Platform, export_id: str) -> None:
    """Only the job of this one."""
    (job,) = [each for each in jobs(platform, kind=GatherExport.kind) if each.payload["export_id"] == export_id]
    perform(platform, job.id)


def test_nobody_keeps_more_of_them_than_they_can_use(still: TestClient, ministry: Office) -> None:
    for _ in range(exports.AT_ONCE):
        asked(still, ministry, q="x")
    refused = ministry.post(still, "/search/exports", {"q": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-exports")
    with ministry.desk.writing() as work:
        exports.forget(work, exports.exports(work)[0].id)
    asked(still, ministry, q="x")


def test_exports_end(still: TestClient, platform: Platform, ministry: Office) -> None:
    export = asked(still, ministry, q="antecedentes")
    with ministry.desk.writing() as work:
        exports.exports(work)[0].asked_at -= timedelta(days=4)
    assert ministry.get(still, f"/search/exports/{export['id']}").status_code == 404
    assert ministry.get(still, "/search/exports").json() == []
    with platform.database.writing(PLATFORM) as work:
        work.enqueue(ForgetExports())
    do_all_jobs(platform)
    with ministry.desk.reading() as work:
        assert work.find(exports.Export, id=UUID(export["id"])) is None
