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
from tests.web.test_cases_page import at_desk, key

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

    assert ana.send("/segundo-factor/confirmar", oferta=offer, codigo=ana.code(secret)).status_code == 303

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
