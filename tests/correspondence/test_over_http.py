"""The day's work of two oficinas de partes, over the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient

from kernel.clock import utc_now
from oficina.platform import Platform
from tests.correspondence.desks import acknowledged, arrived, copies, receptions, sent, to
from tests.correspondence.houses import House, a_house
from tests.offices import Office, a_sealed_document, all_jobs_ended, do_all_jobs, eventually


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def made(answer: httpx.Response, status: int = 201) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_communication_is_sent_followed_acknowledged_referred_and_answered(
    client: TestClient, platform: Platform, ministry: Office, house: House
) -> None:
    office = house.office
    document = a_sealed_document(platform, ministry)
    form = {
        "document_id": str(document.id),
        "distribution": [
            {"addressee": "Señor Ministro", "recipient_id": str(office.id)},
            {"addressee": "Oficina de Partes", "recipient_id": str(ministry.id), "purpose": "information"},
        ],
        "answer_expected": True,
        "term": {"kind": "working-days", "amount": 15},
    }
    communication = made(ministry.post(client, "/communications", form))
    assert communication["state_register"] == "Registro en DocDigital: pendiente"
    eventually(lambda: bool(office.get(client, "/receptions?tray=to-acknowledge").json()["items"]))

    (reception,) = made(office.get(client, "/receptions"), 200)["items"]
    assert reception["answer_expected"]
    path = f"/receptions/{reception['id']}"
    assert office.get(client, f"{path}/content").status_code == 200
    made(office.post(client, f"{path}/acknowledgement"))
    target = {"unit_id": str(house.legal.unit_id), "instruction": "Responder", "term": {"kind": "hours", "amount": 8}}
    (referral,) = made(office.post(client, f"{path}/referrals", {"targets": [target]}))["items"]
    made(house.legal.post(client, f"/referrals/{referral['id']}/taking"))
    counts = made(house.legal.get(client, "/receptions/counts"), 200)
    assert counts["to-attend"] == 1
    answer = a_sealed_document(platform, house.legal)
    made(house.legal.post(client, f"{path}/answers", {"document_id": str(answer.id)}))
    line = {"addressee": "Señor Ministro de Obras", "recipient_id": str(ministry.id)}
    made(house.legal.post(client, "/communications", {"document_id": str(answer.id), "distribution": [line]}))
    eventually(lambda: made(office.get(client, path), 200)["reception"]["closed_way"] == "answered")

    trail = made(office.get(client, f"{path}/trail"), 200)
    assert [step["what"] for step in trail["steps"]][:4] == ["arrived", "acknowledged", "referred", "taken"]
    followed = made(ministry.get(client, f"/communications/{communication['id']}"), 200)
    assert {copy["state"] for copy in followed["deliveries"]} == {"acknowledged", "kept"}
    (tray,) = made(ministry.get(client, "/communications?state=acknowledged"), 200)["items"]
    assert tray["copies"] == {"acknowledged": 1, "kept": 1}


def test_a_double_click_acknowledges_once(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    key = uuid4()
    path = f"/receptions/{reception.id}/acknowledgement"
    first, again = (municipality.post(client, path, key=key) for _ in range(2))

    assert first.json() == again.json()
    assert refused(municipality.post(client, path)) == (409, "reception-already-acknowledged")


def test_a_return_is_refused_without_a_reason_of_the_list(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    path = f"/receptions/{reception.id}/return"

    assert municipality.post(client, path, {"reason": "other", "note": "x"}).status_code == 422
    assert refused(municipality.post(client, path, {"reason": "x", "note": "xxx"})) == (422, "not-in-the-list")
    made(municipality.post(client, path, {"reason": "other", "note": "No corresponde"}))
    assert refused(municipality.post(client, f"/receptions/{reception.id}/acknowledgement")) == (
        409,
        "reception-already-returned",
    )


def test_an_entry_by_hand_is_written_corrected_and_shown(client: TestClient, ministry: Office) -> None:
    form = {
        "medium": "counter",
        "sender_kind": "person",
        "sender": "María Eugenia Soto",
        "sender_rut": "12.345.678-5",
        "kind": "Solicitud",
        "subject": "Pide copia",
        "received_at": (utc_now() - timedelta(hours=2)).isoformat(),
    }
    entry = made(ministry.post(client, "/receptions", form))
    correction = {"changes": {"subject": "Pide copia autorizada"}, "reason": "Faltaba una palabra"}
    made(ministry.post(client, f"/receptions/{entry['id']}/corrections", correction))

    shown = made(ministry.get(client, f"/receptions/{entry['id']}"), 200)
    assert shown["reception"]["subject"] == "Pide copia autorizada"
    assert shown["corrections"][0]["before"] == {"subject": "Pide copia"}
    assert made(ministry.get(client, f"/receptions/{entry['id']}/receipt"), 200)["entry"] == entry["entry"]
    future = form | {"received_at": (utc_now() + timedelta(days=2)).isoformat()}
    assert refused(ministry.post(client, "/receptions", future)) == (422, "date-in-the-future")
    assert refused(ministry.post(client, "/receptions", form | {"sender_rut": "12.345.678-9"}))[0] == 422
    assert refused(ministry.get(client, f"/receptions/{entry['id']}/content")) == (404, "no-content")


def test_a_court_gets_its_copy_by_registered_letter(client: TestClient, platform: Platform, ministry: Office) -> None:
    court = {
        "name": "Segundo Juzgado Civil",
        "kind": "court",
        "medium": "registered-letter",
        "address": "Huérfanos 1409",
    }
    document = a_sealed_document(platform, ministry)
    line = {"addressee": "Segundo Juzgado Civil", "outside": court}
    form = {"document_id": str(document.id), "distribution": [line]}
    (dispatch,) = made(ministry.post(client, "/communications", form))["outside"]
    path = f"/outside-dispatches/{dispatch['id']}"

    eventually(lambda: all_jobs_ended(platform))
    assert refused(ministry.post(client, f"{path}/dispatch", {})) == (422, "tracking-number-missing")
    made(ministry.post(client, f"{path}/dispatch", {"tracking_number": "1179812345678"}))
    made(ministry.post(client, f"{path}/result", {"delivered": True, "result": "Recibido por secretaría"}))
    assert refused(ministry.post(client, f"{path}/withdrawal", {"reason": "Tarde"}))[0] == 409
    today = utc_now().date()
    listed = made(ministry.get(client, f"/dispatch-list?day={today - timedelta(days=1)}"), 200)["items"]
    listed += made(ministry.get(client, f"/dispatch-list?day={today}"), 200)["items"]
    assert [each["dispatch"]["tracking_number"] for each in listed] == ["1179812345678"]
    assert made(ministry.get(client, f"{path}/evidence"), 200)["items"] == []


def test_another_institutions_ids_lead_nowhere(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office, house: House
) -> None:
    communication = sent(platform, ministry, to(municipality))
    (copy,) = copies(ministry, communication)
    (reception,) = receptions(municipality)
    stranger = house.office
    reason = {"reason": "Porque sí"}
    for path, form in (
        (f"/receptions/{reception.id}/acknowledgement", None),
        (f"/receptions/{reception.id}/return", {"reason": "other", "note": "Porque sí"}),
        (f"/receptions/{reception.id}/closure", {"way": "noted", "reason": "Porque sí"}),
        (f"/receptions/{reception.id}/referrals", {"targets": [{"unit_id": str(house.legal.unit_id)}]}),
        (f"/receptions/{reception.id}/annulment", reason),
        (f"/deliveries/{copy.id}/withdrawal", reason),
        (f"/communications/{communication.id}/state-register", {"number": "1"}),
        (f"/referrals/{uuid4()}/taking", None),
    ):
        assert stranger.post(client, path, form).status_code == 404, path
    for path in (
        f"/receptions/{reception.id}",
        f"/receptions/{reception.id}/trail",
        f"/receptions/{reception.id}/content",
        f"/receptions/{reception.id}/receipt",
        f"/communications/{communication.id}",
    ):
        assert stranger.get(client, path).status_code == 404, path
    assert made(stranger.get(client, "/receptions"), 200)["items"] == []


def test_a_tray_comes_in_pages(client: TestClient, platform: Platform, ministry: Office, municipality: Office) -> None:
    for _ in range(3):
        arrived(platform, ministry, municipality)

    first = made(municipality.get(client, "/receptions?limit=2"), 200)
    rest = made(municipality.get(client, f"/receptions?limit=2&after={first['next']}"), 200)

    assert [each["entry"].split("/")[0] for each in first["items"] + rest["items"]] == ["3", "2", "1"]
    assert rest["next"] is None


def test_the_book_is_read_and_taken_home(
    client: TestClient, platform: Platform, ministry: Office, municipality: Office
) -> None:
    acknowledged(platform, ministry, municipality)
    do_all_jobs(platform)
    days = f"from={utc_now().date() - timedelta(days=1)}&until={utc_now().date() + timedelta(days=1)}"

    assert made(municipality.get(client, f"/register/count?{days}"), 200) == {
        "entries": 1,
        "dispatches": 0,
        "annulled": 0,
    }
    assert len(made(municipality.get(client, f"/register/entries?{days}"), 200)["items"]) == 1
    assert len(made(ministry.get(client, f"/register/dispatches?{days}"), 200)["items"]) == 1
    text = municipality.get(client, f"/register.csv?{days}").text
    assert "Con acuse de recibo" in text
    assert "acuse de recibo, ingreso 1/" in ministry.get(client, f"/register.csv?{days}&book=dispatches").text
