import io
import json
from base64 import b64encode
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from documents.uploads import Limits
from oficina.platform import Platform
from tests.offices import Office, a_person, a_sealed_document

CASE = {
    "title": "Permiso de áridos",
    "subject": "Solicitud de permiso",
    "responsible": "Ana Rojas, Jefa de Jurídica",
    "interested": [{"name": "Rosa Pérez", "run": "12.345.678-5"}],
}
PLAN = {"title": "Plano", "occurred_at": "2026-05-11T12:30:00-04:00", "content": b64encode(b"%PDF-1.7 plano").decode()}
CABINET = {"title": "Maqueta", "occurred_at": "2026-05-10T12:30:00-04:00", "location": "Bodega 2, caja 3"}

NOBODY = "49c8586d-509a-452f-8f76-1a792eda37ef"


@pytest.fixture
def case(client: TestClient, ministry: Office) -> dict[str, Any]:
    answer = ministry.post(client, "/expedientes", CASE)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def done(client: TestClient, office: Office, path: str, form: object, status: int = 201) -> dict[str, Any]:
    answer = office.post(client, path, form)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def asked(client: TestClient, office: Office, path: str) -> Any:
    answer = office.get(client, path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_life_of_an_expediente(
    client: TestClient, platform: Platform, ministry: Office, case: dict[str, Any]
) -> None:
    here, document = f"/expedientes/{case['id']}", a_sealed_document(platform, ministry)
    plan = done(client, ministry, f"{here}/antecedents", PLAN)
    done(client, ministry, f"{here}/antecedents", CABINET)
    done(client, ministry, f"{here}/entries", {"kind": "document", "id": str(document.id)})
    wrong = done(client, ministry, f"{here}/antecedents", CABINET | {"title": "De otro expediente"})
    done(client, ministry, f"{here}/entries/{wrong['id']}/withdrawal", {"reason": "Era de otro expediente"})
    done(client, ministry, f"{here}/amendments", {"title": "Permiso de extracción de áridos", "reason": "Más claro"})
    party = done(client, ministry, f"{here}/parties", {"name": "Junta de Vecinos N° 4", "kind": 3})
    done(client, ministry, f"{here}/parties/{party['id']}/end", {"reason": "Se desistió"})
    done(client, ministry, f"{here}/readers", {"reason": "Debe informar", "units": [str(ministry.unit_id)]})
    closed = done(client, ministry, f"{here}/closure", {"reason": "Terminó con la resolución"})
    refused = done(client, ministry, f"{here}/antecedents", CABINET, 409)

    assert (closed["state"], refused["code"]) == ("closed", "expediente-closed")
    assert asked(client, ministry, f"{here}/verification") == {"clean": True, "faults": []}
    told = asked(client, ministry, f"{here}/index")
    assert [line["title"] for line in told["index"]["entries"]][:3] == ["Maqueta", "De otro expediente", "Plano"]
    assert [act["deed"] for act in asked(client, ministry, f"{here}/acts")][-2:] == ["readers-added", "closed"]
    assert {each["name"] for each in asked(client, ministry, f"{here}/parties")} == {
        "Rosa Pérez",
        "Junta de Vecinos N° 4",
    }
    got = ministry.get(client, f"{here}/entries/{plan['id']}/content")
    assert (got.content, got.headers["x-content-type-options"]) == (b"%PDF-1.7 plano", "nosniff")
    assert asked(client, ministry, f"{here}")["title"] == "Permiso de extracción de áridos"
    assert [each["what"] for each in asked(client, ministry, f"{here}/accesses")] == ["read", "opened"]
    assert done(client, ministry, f"{here}/reopening", {"reason": "Se acogió un recurso"})["state"] == "open"


def test_a_file_that_is_too_large_is_refused(client: TestClient, ministry: Office, case: dict[str, Any]) -> None:
    client.app.state.limits = Limits(4, 4)  # type: ignore[attr-defined]

    refused = done(client, ministry, f"/expedientes/{case['id']}/antecedents", PLAN, 422)
    assert refused["code"] == "file-too-large"


def test_the_list_goes_page_by_page(client: TestClient, ministry: Office, case: dict[str, Any]) -> None:
    others = [done(client, ministry, "/expedientes", CASE)["id"] for _ in range(2)]
    here = f"/expedientes/{case['id']}"
    for _ in range(3):
        done(client, ministry, f"{here}/antecedents", CABINET)

    first = asked(client, ministry, "/expedientes?limit=2&state=open")
    assert [each["id"] for each in first["items"]] == others[::-1]
    assert [each["id"] for each in asked(client, ministry, f"/expedientes?after={first['next']}")["items"]] == [
        case["id"]
    ]
    seen = asked(client, ministry, f"{here}/entries?limit=2")
    rest = asked(client, ministry, f"{here}/entries?after={seen['next']}")
    assert [len(seen["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]


def test_the_metadata_of_the_guide(client: TestClient, ministry: Office, case: dict[str, Any]) -> None:
    elements = asked(client, ministry, f"/expedientes/{case['id']}/metadata")
    told = {each["code"]: each["values"] for each in elements}

    assert len(elements) == 29
    assert told["MGDEE1_1"] == [case["iuie"]]
    assert told["MGDEE52_3"] == ["", "12345678-5"]
    assert (told["MGDEE6_1"], told["MGDEE6_4"], told["MGDEE8_1"]) == (["1"], ["2"], ["001"])
    missing = {each["code"] for each in elements if each["missing"]}
    assert missing == {"MGDEE3_2", "MGDEE7_1", "MGDEE53_1", "MGDEE53_2"}


def test_the_whole_of_it_goes_in_one_file(client: TestClient, ministry: Office, case: dict[str, Any]) -> None:
    here = f"/expedientes/{case['id']}"
    done(client, ministry, f"{here}/antecedents", PLAN)
    done(client, ministry, f"{here}/antecedents", CABINET)
    xml = etree.fromstring(ministry.get(client, f"{here}/index.xml").content)

    with ZipFile(io.BytesIO(ministry.get(client, f"{here}/export").content)) as archive:
        assert archive.testzip() is None
        index = json.loads(archive.read("indice.json"))
        assert archive.read("documentos/0002_Plano.pdf") == b"%PDF-1.7 plano"
        assert {"indice.xml", "metadatos.json", "trazabilidad.json", "accesos.json"} < set(archive.namelist())
    assert xml.get("sha256") == index["sha256"]
    assert len(xml.findall("{*}entry")) == 2
    assert asked(client, ministry, f"{here}/accesses")[-1]["what"] == "exported"


def test_what_may_not_be_seen_is_only_said_to_be_there(
    client: TestClient, platform: Platform, ministry: Office, case: dict[str, Any]
) -> None:
    here = f"/expedientes/{case['id']}"
    done(client, ministry, f"{here}/antecedents", PLAN | {"restricted": True, "title": "Ficha clínica"})
    reader = a_person(
        platform, ministry.id, "Luis Soto", "redactor", office_id=ministry.office_id, unit_id=ministry.unit_id
    )
    done(client, ministry, f"{here}/readers", {"reason": "Debe informar", "people": [str(reader.person_id)]})

    for path in ("entries", "index", "acts", "index.xml", "export"):
        got = reader.get(client, f"{here}/{path}")
        assert got.status_code == 200, got.text
        assert b"Ficha" not in got.content
    (line,) = asked(client, reader, f"{here}/entries")["items"]
    assert (line["title"], line["readable"], line["sha256"] is not None) == ("Pieza reservada", False, True)
    assert reader.get(client, f"{here}/entries/{line['id']}/content").status_code == 404
    assert asked(client, reader, f"{here}/index")["partial"]
    assert ministry.get(client, f"{here}/entries/{line['id']}/content").content == b"%PDF-1.7 plano"
    assert reader.post(client, f"{here}/closure", {"reason": "No le toca"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "form", "answer"),
    [
        ("/antecedents", CABINET | {"occurred_at": "2126-05-10T12:30:00-04:00"}, (422, "date-in-the-future")),
        ("/antecedents", CABINET | {"content": "esto no es base64"}, (422, "malformed-request")),
        ("/antecedents", CABINET | {"location": ""}, (422, "malformed-request")),
        ("/entries", {"kind": "document", "id": str(uuid4())}, (404, "document-not-found")),
        ("/entries", {"kind": "sueño", "id": str(uuid4())}, (404, "not-fileable")),
        ("/parties", {"name": "Rosa", "run": "12.345.678-9"}, (422, "rut-invalid")),
        ("/access", {"level": 4}, (422, "access-cause-missing")),
        ("/reopening", {"reason": "Nunca se cerró"}, (409, "expediente-open")),
        (f"/parties/{NOBODY}/end", {"reason": "No existe"}, (404, "entry-not-found")),
        (f"/entries/{NOBODY}/withdrawal", {"reason": "No existe"}, (404, "entry-not-found")),
        ("/readers", {"reason": "No existe", "units": [str(uuid4())]}, (404, "not-in-the-institution")),
    ],
)
def test_bad_input_is_refused_and_nothing_is_done(
    client: TestClient, ministry: Office, case: dict[str, Any], path: str, form: object, answer: tuple[int, str]
) -> None:
    refused = done(client, ministry, f"/expedientes/{case['id']}{path}", form, answer[0])

    assert refused["code"] == answer[1]
    assert len(asked(client, ministry, f"/expedientes/{case['id']}/acts")) == 2


def test_another_institution_is_told_that_there_is_none(
    client: TestClient, municipality: Office, case: dict[str, Any]
) -> None:
    for path in ("", "/entries", "/index", "/index.xml", "/metadata", "/acts", "/accesses", "/verification", "/export"):
        assert municipality.get(client, f"/expedientes/{case['id']}{path}").status_code == 404
    assert asked(client, municipality, "/expedientes")["items"] == []
