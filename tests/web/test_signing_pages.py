"""Por firmar y por visar: many with one PIN and one code, each with its own result; and the end of a substitution."""

import base64
import re
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import institutions.service as institutions
from institutions import identity
from oficina.platform import Platform
from signature import service, trays
from tests.offices import Office, a_colleague, a_document
from tests.signature.people import (
    PIN,
    House,
    asked,
    endorsed_by,
    seen,
    signed_by,
    with_a_key,
)
from tests.web.desks import at_desk, key
from tests.web.statements import counted

READ = {"leido": "si", "haz": "firmar"}


@pytest.fixture
def carla(platform: Platform, ministry: Office) -> Office:
    """Somebody who signs, with a key."""
    signer = a_colleague(platform, ministry, "Carla Díaz", "firmante", title="Ministra")
    with_a_key(platform, signer)
    return signer


def waiting(platform: Platform, ana: Office, signer: Office, many: int = 1) -> list[str]:
    """Documents that wait for a signature, as they are picked: «request:hash»."""
    picks = []
    for _ in range(many):
        document = a_document(platform, ana)
        with ana.desk.writing() as work:
            (request,) = service.request(work, document.id, [signed_by(signer)])
        picks.append(f"{request.id}:{seen(ana, request.id)}")
    return picks


def state(office: Office, pick: str) -> str:
    with office.desk.reading() as work:
        return service.get(work, UUID(pick.partition(":")[0])).state


def test_many_are_signed_with_one_pin_each_with_its_result(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    picks = waiting(platform, ministry, carla, 3)
    own = at_desk(platform, browser, carla)

    page = browser.get("/por-firmar").text
    assert "3 documentos esperan su firma" in page
    assert all(pick in page for pick in picks)
    result = browser.post("/por-firmar", data={"pick": picks, "pin": PIN, **READ, **own, **key()})
    assert result.text.count("Firmado</span>") == 3
    assert "3 de 3 documentos" in result.text
    assert PIN not in result.text
    assert [state(ministry, each) for each in picks] == ["done"] * 3
    again = browser.post("/por-firmar", data={"pick": picks[:1], "pin": PIN, **READ, **own, **key()}).text
    assert "Esto ya está hecho" in again
    assert browser.get("/por-firmar/resultado").text.count("Firmado</span>") == 3
    assert "No hay documentos que esperen su firma" in browser.get("/por-firmar").text


def test_a_wrong_pin_signs_none_and_five_of_them_rest_the_key(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    picks = waiting(platform, ministry, carla, 2)
    own = at_desk(platform, browser, carla)

    for _ in range(5):
        refused = browser.post("/por-firmar", data={"pick": picks, "pin": "otro-pin-9", **READ, **own, **key()})
        assert (refused.status_code, 'href="#pin"' in refused.text) == (422, True)
        assert "otro-pin-9" not in refused.text
    rests = browser.post("/por-firmar", data={"pick": picks, "pin": PIN, **READ, **own, **key()})
    assert "espere 15 minutos" in rests.text
    assert {state(ministry, each) for each in picks} == {"pending"}


def test_nothing_is_signed_unread_unpicked_or_in_another_version(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    (pick,) = waiting(platform, ministry, carla)
    own = at_desk(platform, browser, carla)

    for told, field in (({"pick": pick, "haz": "firmar"}, "leido"), (READ, "lista")):
        refused = browser.post("/por-firmar", data={"pin": PIN, **told, **own, **key()})
        assert (refused.status_code, f'href="#{field}"' in refused.text) == (422, True)
    other = f"{pick.partition(':')[0]}:{'0' * 64}"
    result = browser.post("/por-firmar", data={"pick": other, "pin": PIN, **READ, **own, **key()}).text
    assert "no es el que está en firma" in result
    assert "0 de 1 documento" in result
    assert state(ministry, pick) == "pending"


def test_which_could_not_be_signed_is_told_before_all_that_could(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    picks = waiting(platform, ministry, carla, 3)
    own = at_desk(platform, browser, carla)
    with ministry.desk.writing() as work:
        service.cancel(work, service.get(work, UUID(picks[1].partition(":")[0])).document_id, "Cambió el destinatario")

    result = browser.post("/por-firmar", data={"pick": picks, "pin": PIN, **READ, **own, **key()}).text
    assert "2 de 3 documentos firmados" in result
    assert "1 documento no se pudo firmar." in result
    assert result.count("1 no se pudo</b>") == 2, "beside the bar, from the second on"
    told = result.partition('class="finished')[2]
    assert told.count("<li>") == 1, "only what could not be signed"
    assert [state(ministry, each) for each in picks] == ["done", "cancelled", "done"]


def test_whoever_has_more_than_fit_is_told_how_many_wait_and_marks_all_that_are_here(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(platform, ministry, carla, 3)
    at_desk(platform, browser, carla)
    monkeypatch.setattr(trays, "MOST", 2)

    page = browser.get("/por-firmar").text
    assert "3 documentos esperan su firma. Aquí están los 2 que más esperan" in page
    marked = re.compile(r'class="pick"[^>]* checked')
    assert ("Marcar los 2" in page, marked.findall(page)) == (True, [])
    assert len(marked.findall(browser.get("/por-firmar?marcar=todos").text)) == 2, "without a script too"
    monkeypatch.setattr(trays, "MOST", 3)
    assert "Aquí están" not in browser.get("/por-firmar").text


def test_one_code_is_enough_for_all_and_for_once(platform: Platform, browser: TestClient, ministry: Office) -> None:
    with ministry.desk.writing() as work:
        post = institutions.add_post(work, ministry.unit_id, "Ministra", second_factor=institutions.FactorPolicy.ANY)
        institutions.assign(work, ministry.person_id, post.id)
        secret = institutions.enrol_totp(work, platform.secrets, ministry.person_id)
    with_a_key(platform, ministry)
    picks = []
    for _ in range(2):
        document = a_document(platform, ministry)
        with ministry.desk.writing() as work:
            (request,) = service.request(work, document.id, [service.Step(signed_by(ministry).role, post_id=post.id)])
        picks.append(f"{request.id}:{seen(ministry, request.id)}")
    own = at_desk(platform, browser, ministry)
    step = int(platform.database.clock().timestamp()) // identity.STEP
    code = identity.totp(base64.b32decode(secret), step)

    assert 'id="codigo"' in browser.get("/por-firmar").text
    told = {"pick": picks, "pin": PIN, **READ, **own}
    assert 'href="#codigo"' in browser.post("/por-firmar", data={**told, **key()}).text
    result = browser.post("/por-firmar", data={**told, "codigo": code, **key()}).text
    assert "2 de 2 documentos" in result
    assert "ya se usó" in browser.post("/por-firmar", data={**told, "codigo": code, **key()}).text


def test_whose_turn_it_is_not_yet_is_told_for_whom_they_wait(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    berta = a_colleague(platform, ministry, "Berta Soto", "visador", title="Jefa de Jurídica")
    document = a_document(platform, ministry)
    house = House(ministry, berta, carla, ministry)
    first, second = asked(house, document, endorsed_by(berta), signed_by(carla))

    own = at_desk(platform, browser, carla)
    page = browser.get("/por-firmar").text
    assert "Aún no es su turno: falta el V°B° de Jefa de Jurídica" in page
    pick = f"{second}:{seen(ministry, second)}"
    early = browser.post("/por-firmar", data={"pick": pick, "pin": PIN, **READ, **own, **key()}).text
    assert "Aún no es su turno" in early

    own = at_desk(platform, browser, berta)
    told = {"pick": f"{first}:{seen(ministry, first)}", "observaciones": "Conforme", "haz": "visar"}
    assert "1 de 1 documento" in browser.post("/por-visar", data={**told, **own, **key()}).text
    at_desk(platform, browser, carla)
    page = browser.get("/por-firmar", params={"ver": str(second)}).text
    assert "Conforme" in page
    assert "1 de 1" in page
    assert f"/documentos/{document.id}/versiones/2/paginas/1.png" in page


def test_some_are_sent_back_with_what_has_to_change(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    picks = waiting(platform, ministry, carla, 2)
    own = at_desk(platform, browser, carla)

    told = {"pick": picks, "haz": "devolver", **own}
    assert 'href="#observaciones"' in browser.post("/por-firmar", data={**told, **key()}).text
    result = browser.post("/por-firmar", data={**told, "observaciones": "Falta citar la ley", **key()}).text
    assert result.count("Devuelto</span>") == 2
    assert {state(ministry, each) for each in picks} == {"returned"}


def test_in_a_demonstration_they_make_their_own_key_and_elsewhere_bring_it(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    with ministry.desk.writing() as work:
        institutions.institution(work).demonstration = False

    assert "Hacer mi certificado" not in browser.get("/por-firmar").text
    told = {"haz": "demostracion", "nuevo_pin": PIN, **own}
    assert "certificado de verdad" in browser.post("/por-firmar/certificado", data={**told, **key()}).text
    broken = {"haz": "cargar", "p12_pin": PIN, **own, **key()}
    refused = browser.post("/por-firmar/certificado", data=broken, files={"p12": ("yo.p12", b"nada")})
    assert (refused.status_code, 'href="#p12"' in refused.text) == (422, True)
    with ministry.desk.writing() as work:
        institutions.institution(work).demonstration = True
    assert "Hacer mi certificado" in browser.get("/por-firmar").text
    assert browser.post("/por-firmar/certificado", data={**told, **key()}).headers["location"] == "/por-firmar"
    assert "Ana Rojas" in browser.get("/por-firmar").text


def test_whoever_stands_in_is_told_and_whoever_is_back_ends_it(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    berta = a_colleague(platform, ministry, "Berta Soto", "firmante")
    with ministry.desk.writing() as work:
        now = work.now
        named = institutions.substitute(
            work,
            carla.post_id,
            berta.person_id,
            act_cited="Resolución Exenta N° 12",
            begins_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=3),
        )
    at_desk(platform, browser, berta)
    page = browser.get("/por-firmar").text
    assert "Ministra (S)" in page
    assert "en ausencia de Carla Díaz" in page
    assert "Resolución Exenta N° 12" in page

    stranger = at_desk(platform, browser, a_colleague(platform, ministry, "Otra Persona", "firmante"))
    end = f"/subrogancias/{named.id}/termino"
    assert browser.post(end, data={**stranger, **key()}).status_code == 404
    own = at_desk(platform, browser, carla)
    assert "lo subroga" in browser.get("/por-firmar").text
    assert browser.post(end, data={**own, **key()}).headers["location"] == "/inicio"
    assert "lo subroga" not in browser.get("/por-firmar").text


def test_a_tray_asks_the_database_as_often_for_many_as_for_few(
    platform: Platform, browser: TestClient, ministry: Office, carla: Office
) -> None:
    at_desk(platform, browser, carla)
    numbers = []
    for _ in range(2):
        waiting(platform, ministry, carla, 3)
        with counted(platform) as sent:
            assert browser.get("/por-firmar").status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


def test_who_may_not_sign_has_no_such_tray(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, a_colleague(platform, ministry, "Aldo Ruiz", "redactor"))
    assert browser.get("/por-firmar").status_code == 403
    assert browser.post("/por-firmar", data={**READ, **own, **key()}).status_code == 403
