"""FirmaGob at the screens: the administrator connects and tries it, a ministra signs with her code, an office seals."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from oficina.app import create_app
from oficina.platform import Platform
from signature import credentials, service
from tests.offices import Office, a_document, a_person
from tests.signature.firmagobs import OTP, There, a_firmagob
from tests.signature.people import seen, signed_by
from tests.web.desks import at_desk, key

pytestmark = pytest.mark.once

SEEN = "un-codigo-que-no-se-repite"
READ = {"leido": "si", "haz": "firmar"}


@pytest.fixture
def there(platform: Platform, ministry: Office) -> Iterator[There]:
    with a_firmagob(platform, ministry) as there:
        yield there


@pytest.fixture
def browser(there: There) -> TestClient:
    return TestClient(create_app(there.platform), base_url="https://testserver", follow_redirects=False)


@pytest.fixture
def carla(there: There, ministry: Office) -> Office:
    return a_person(
        there.platform,
        ministry.id,
        "Carla Díaz",
        "firmante",
        office_id=ministry.office_id,
        unit_id=ministry.unit_id,
        title="Ministra",
        run="11.111.111-1",
    )


def test_the_administrator_connects_it_and_tries_it(there: There, browser: TestClient, ministry: Office) -> None:
    own, service_ = at_desk(there.platform, browser, ministry), there.service
    told = {"entidad": service_.entity, "token": "otro-token-1234", "secreto": service_.secret}

    assert browser.post("/administracion/firmagob", data={"entidad": "x", **own, **key()}).status_code == 422
    assert browser.post("/administracion/firmagob", data={**told, **own, **key()}).status_code == 303
    page = browser.get("/administracion/firmagob").text
    assert "Sin probar" in page
    assert "1234" in page
    assert "otro-token" not in page
    assert service_.secret not in page

    trying = {"run": "11.111.111-1", "codigo": OTP, **own}
    assert browser.post("/administracion/firmagob/prueba", data={**trying, **key()}).status_code == 303
    assert "No acepta la entidad, el token o el secreto" in browser.get("/administracion/firmagob").text
    right = {**told, "token": service_.api_token}
    browser.post("/administracion/firmagob", data={**right, **own, **key()})
    browser.post("/administracion/firmagob/prueba", data={**trying, **key()})
    assert "Probada" in browser.get("/administracion/firmagob").text
    wrong = browser.post("/administracion/firmagob/prueba", data={**trying, "run": "11", **key()})
    assert (wrong.status_code, 'href="#run"' in wrong.text) == (422, True)
    assert f"Conectada como {service_.entity}" in browser.get("/administracion").text


def test_an_office_seals_by_firmagob_from_its_screen(there: There, browser: TestClient, ministry: Office) -> None:
    own, page = at_desk(there.platform, browser, ministry), f"/administracion/sellos/{ministry.office_id}/firmagob"

    assert browser.post(page, data={"run": "", **own, **key()}).status_code == 422
    assert browser.post(page, data={"run": "33.333.333-3", **own, **key()}).status_code == 303

    with ministry.desk.reading() as work:
        seal = credentials.seal_of(work, ministry.office_id)
    assert seal.p12 == b"firmagob:33333333-3"
    assert "Persona 33333333-3" in browser.get("/administracion/sellos").text


def a_pick(there: There, ministry: Office, carla: Office) -> str:
    document = a_document(there.platform, ministry)
    with ministry.desk.writing() as work:
        (request,) = service.request(work, document.id, [signed_by(carla)])
    return f"{request.id}:{seen(ministry, request.id)}"


def test_a_ministra_chooses_it_and_signs_with_her_code(
    there: There, browser: TestClient, ministry: Office, carla: Office
) -> None:
    pick = a_pick(there, ministry, carla)
    own = at_desk(there.platform, browser, carla)
    choosing = {"haz": "firmagob", **own}

    assert "Usar mi certificado de FirmaGob" in browser.get("/por-firmar").text
    wrong = browser.post("/por-firmar/certificado", data={**choosing, "codigo_firmagob": "000000", **key()})
    assert (wrong.status_code, 'href="#codigo_firmagob"' in wrong.text) == (422, True)
    assert browser.post("/por-firmar/certificado", data={**choosing, **key()}).status_code == 422
    chosen = browser.post("/por-firmar/certificado", data={**choosing, "codigo_firmagob": OTP, **key()})
    assert chosen.status_code == 303
    page = browser.get("/por-firmar").text
    assert "Código OTP de FirmaGob" in page
    assert "Usar mi certificado de FirmaGob" not in page

    late = browser.post("/por-firmar", data={"pick": pick, "pin": "000000", **READ, **own, **key()}).text
    assert "espere el siguiente en su autenticador" in late
    result = browser.post("/por-firmar", data={"pick": pick, "pin": OTP, **READ, **own, **key()}).text
    assert result.count("Firmado</span>") == 1
    with ministry.desk.reading() as work:
        assert service.get(work, UUID(pick.partition(":")[0])).state == "done"


def test_a_code_is_in_no_row_and_in_no_file(there: There, browser: TestClient, ministry: Office, carla: Office) -> None:
    there.service.otp = SEEN
    pick, own = a_pick(there, ministry, carla), at_desk(there.platform, browser, carla)
    told = {"haz": "firmagob", "codigo_firmagob": SEEN, **own, **key()}
    browser.post("/por-firmar/certificado", data=told)
    done = browser.post("/por-firmar", data={"pick": pick, "pin": SEEN, **READ, **own, **key()}).text
    assert done.count("Firmado</span>") == 1

    url = there.platform.settings.database_url
    if url.startswith("sqlite:///"):
        kept = b"".join(each.read_bytes() for each in Path(url.removeprefix("sqlite:///")).parent.glob("*.db*"))
        assert SEEN.encode() not in kept
        assert there.service.secret.encode() not in kept
