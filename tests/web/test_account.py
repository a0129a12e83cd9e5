"""«Su cuenta»: password, second factor, sessions."""

import base64
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response

import institutions.service as institutions
from institutions import identity, sessions
from kernel.actor import PLATFORM, system
from oficina.app import create_app
from oficina.platform import Platform
from tests.offices import Office
from tests.web.desks import at_desk, key

pytestmark = pytest.mark.once

PASSWORD = "una frase que recuerdo"  # noqa: S105 -- of a test
ANOTHER = "otra frase que recuerdo"


class Somebody:
    """Ana at her account."""

    def __init__(self, platform: Platform, browser: TestClient, office: Office) -> None:
        self.platform, self.browser, self.office = platform, browser, office
        with platform.database.writing(system(office.id)) as work:
            institutions.set_password(work, office.person_id, PASSWORD)
        self.own = at_desk(platform, browser, office)

    def send(self, path: str, **told: str) -> Response:
        answer: Response = self.browser.post(f"/cuenta{path}", data={**told, **self.own, **key()})
        return answer

    def code(self, secret: str) -> str:
        now = int(self.platform.database.clock().timestamp())
        return identity.totp(base64.b32decode(secret), now // identity.STEP)

    def offered(self) -> tuple[str, str]:
        page = self.send("/segundo-factor").text
        offer = re.search(r'name="oferta" value="([0-9a-f]+)"', page)
        secret = re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', page)
        assert offer
        assert secret
        assert "<svg" in page
        return offer[1], secret[1].replace(" ", "")

    def knows(self, password: str) -> bool:
        with self.platform.database.reading(PLATFORM) as work:
            return identity.check_password(institutions.person(work, self.office.person_id), password)


@pytest.fixture
def ana(platform: Platform, ministry: Office) -> Somebody:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    return Somebody(platform, browser, ministry)


def test_a_password_is_changed_by_whoever_knows_it_and_the_other_sessions_end(ana: Somebody) -> None:
    with ana.platform.database.writing(PLATFORM) as work:
        elsewhere = sessions.open_for(work, ana.office.person_id).token
    assert "Cerrar las demás" in ana.browser.get("/cuenta").text

    assert ana.send("/clave", actual="no es esta", nueva=ANOTHER, otra=ANOTHER).status_code == 422
    assert "no son iguales" in ana.send("/clave", actual=PASSWORD, nueva=ANOTHER, otra="x").text
    assert "de 10 a 128" in ana.send("/clave", actual=PASSWORD, nueva="corta", otra="corta").text
    assert ana.knows(PASSWORD)
    assert ana.send("/clave", actual=PASSWORD, nueva=ANOTHER, otra=ANOTHER).status_code == 303

    assert ana.knows(ANOTHER)
    page = ana.browser.get("/cuenta").text
    assert "Clave cambiada" in page
    assert "Cerrar las demás" not in page
    stranger = TestClient(ana.browser.app, base_url="https://testserver", follow_redirects=False)
    stranger.cookies.set("__Host-oficina", elsewhere)
    assert stranger.get("/cargo").status_code == 303


def test_a_session_that_was_left_open_is_no_place_to_try_passwords(ana: Somebody) -> None:
    told = [ana.send("/clave", actual=f"intento {each}", nueva=ANOTHER, otra=ANOTHER) for each in range(7)]

    assert [each.status_code for each in told] == [422] * 6 + [429]
    assert ana.send("/clave", actual=PASSWORD, nueva=ANOTHER, otra=ANOTHER).status_code == 429
    assert ana.knows(PASSWORD)


def test_a_second_factor_is_enrolled_once_a_code_of_it_is_shown(ana: Somebody) -> None:
    offer, secret = ana.offered()
    wrong = ana.send("/segundo-factor/confirmar", oferta=offer, codigo="no es")
    assert wrong.status_code == 422
    assert secret in wrong.text.replace(" ", "")
    assert ana.send("/segundo-factor/confirmar", oferta="00", codigo="1").status_code == 422

    assert ana.send("/segundo-factor/confirmar", oferta=offer, codigo=ana.code(secret)).status_code == 200

    assert "Enrolado" in ana.browser.get("/cuenta").text
    other, another = ana.offered()
    without = ana.send("/segundo-factor/confirmar", oferta=other, codigo=ana.code(another))
    assert without.status_code == 422
    assert "Enrolado" in ana.browser.get("/cuenta").text


def test_the_other_sessions_are_closed_at_will(ana: Somebody) -> None:
    with ana.platform.database.writing(PLATFORM) as work:
        sessions.open_for(work, ana.office.person_id)

    ana.send("/sesiones")
    assert "Sesiones cerradas: 1" in ana.browser.get("/cuenta").text
    assert ana.browser.get("/cuenta").status_code == 200


def confirmed(ana: Somebody) -> tuple[str, list[str]]:
    """A telephone of hers, and the codes that she was shown."""
    offer, secret = ana.offered()
    told = {"oferta": offer, "codigo": ana.code(secret), **ana.own, **key()}
    page = ana.browser.post("/cuenta/segundo-factor/confirmar", data=told).text
    again = ana.browser.post("/cuenta/segundo-factor/confirmar", data=told)
    assert again.status_code == 303
    return secret, re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", page)


def test_recovery_codes_are_shown_once_and_one_of_them_lets_in(ana: Somebody) -> None:
    _, codes = confirmed(ana)
    assert len(set(codes)) == 10
    page = ana.browser.get("/cuenta").text
    assert "Le quedan 10" in page
    assert not any(code in page for code in codes)
    with ana.platform.database.writing(PLATFORM) as work:
        institutions.person(work, ana.office.person_id).run = "12345678-5"

    elsewhere = TestClient(ana.browser.app, base_url="https://testserver", follow_redirects=False)
    elsewhere.post("/entrar", data={"run": "12.345.678-5", "clave": PASSWORD})
    assert elsewhere.get("/cargo").headers["location"].startswith("/entrar/codigo")
    assert elsewhere.post("/entrar/codigo", data={"codigo": "AAAA-BBBB-CCCC"}).status_code == 422
    assert elsewhere.post("/entrar/codigo", data={"codigo": codes[0]}).status_code == 303
    assert elsewhere.get("/cargo").headers["location"] == "/inicio"
    assert "Le quedan 9" in elsewhere.get("/cuenta").text
    assert elsewhere.post("/entrar/codigo", data={"codigo": codes[0]}).status_code == 422

    assert ana.send("/recuperacion", vigente=codes[0]).status_code == 422
    assert "Le quedan 9" in ana.browser.get("/cuenta").text
    made = ana.send("/recuperacion", vigente=codes[1])
    assert "guarde sus códigos" in made.text
    assert codes[2] not in made.text


def test_who_lost_it_all_enrols_another_before_anything_else(ana: Somebody) -> None:
    confirmed(ana)
    with ana.platform.database.reading(PLATFORM) as work:
        assert not institutions.person(work, ana.office.person_id).owes_factor
    page = f"/administracion/personas/{ana.office.person_id}"
    forget = {**ana.own, **key()}
    assert ana.browser.post(f"{page}/segundo-factor", data=forget).status_code == 422
    ana.browser.post(f"{page}/segundo-factor", data={**forget, **key(), "motivo": "Perdió el teléfono"})
    assert ana.browser.get("/inicio").headers["location"].startswith("/entrar")

    ana.own = at_desk(ana.platform, ana.browser, ana.office)
    for closed in ("/inicio", "/administracion", "/por-firmar"):
        assert ana.browser.get(closed).headers["location"] == "/cuenta"
    assert ana.browser.post("/borradores", data={**ana.own, **key()}).status_code in {401, 405}
    assert "hasta entonces no se abre nada más" in ana.browser.get("/cuenta").text
    assert len(confirmed(ana)[1]) == 10
    assert ana.browser.get("/inicio").status_code == 200
