"""Security keys in «Su cuenta», at the door and in the tray; and what a post asks for."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

import institutions.service as institutions
from institutions import identity
from institutions.service import FactorPolicy
from kernel.actor import PLATFORM, system
from oficina.platform import Platform
from signature import service
from tests.institutions.keys import registered
from tests.offices import Office, a_document
from tests.serving import reached_at
from tests.signature.people import PIN, seen, signed_by, with_a_key
from tests.software_key import SoftwareKey
from tests.web.desks import at_desk, key

pytestmark = pytest.mark.once

PASSWORD = "una frase que recuerdo"  # noqa: S105 -- of a test
RUN = "12345678-5"
HTTPS = "https://testserver"
READ = {"leido": "si", "haz": "firmar"}


@pytest.fixture
def platform(platform: Platform) -> Platform:
    """A browser lends keys where it is sure of whom it talks to."""
    return reached_at(platform, HTTPS)


def a_key() -> SoftwareKey:
    return SoftwareKey(origin=HTTPS)


class Somebody:
    """Ana, in a browser."""

    def __init__(self, platform: Platform, browser: TestClient, office: Office) -> None:
        self.platform, self.browser, self.office = platform, browser, office
        self.own = at_desk(platform, browser, office)

    def send(self, path: str, **told: Any) -> Response:
        answer: Response = self.browser.post(path, data={**told, **self.own, **key()})
        return answer

    def asked(self, path: str, **told: Any) -> dict[str, Any]:
        answer = self.send(path, **told)
        assert answer.status_code == 200, answer.text
        options: dict[str, Any] = answer.json()
        return options

    def add(self, held: SoftwareKey, name: str) -> Response:
        options = self.asked("/cuenta/llaves/pedido")
        return self.send("/cuenta/llaves", nombre=name, registro=held.register(options))

    def ids(self) -> list[str]:
        return re.findall(r'name="llave" value="([0-9a-f-]{36})"', self.browser.get("/cuenta").text)

    def comes_in(self) -> Response:
        """With RUN and password, as nobody yet."""
        with self.platform.database.writing(system(self.office.id)) as work:
            institutions.set_password(work, self.office.person_id, PASSWORD)
            institutions.person(work, self.office.person_id).run = RUN
        self.browser.cookies.clear()
        self.browser.post("/entrar", data={"run": RUN, "clave": PASSWORD})
        answer: Response = self.browser.get("/cargo")
        return answer


@pytest.fixture
def ana(platform: Platform, browser: TestClient, ministry: Office) -> Somebody:
    return Somebody(platform, browser, ministry)


def asks(ministry: Office, policy: FactorPolicy) -> None:
    """From now on their post asks for this."""
    with ministry.desk.writing() as work:
        institutions.post(work, ministry.post_id).second_factor = policy


def test_keys_are_added_with_a_name_seen_and_removed(ana: Somebody) -> None:
    blue, desk = a_key(), a_key()

    assert ana.add(blue, "Llavero azul").headers["location"] == "/cuenta#llaves"
    assert ana.add(desk, "Notebook").status_code == 303
    page = ana.browser.get("/cuenta").text
    assert all(each in page for each in ("Llavero azul", "Notebook", "Aún no se usa", "Llave registrada: Notebook"))
    twice = ana.add(blue, "Otra vez")
    assert (twice.status_code, "ya está registrada" in twice.text) == (422, True)
    assert "Póngale un nombre" in ana.add(a_key(), "").text
    assert ana.send("/cuenta/llaves/quitar", llave=ana.ids()[0]).status_code == 303
    page = ana.browser.get("/cuenta").text
    assert ("Llave quitada: Llavero azul" in page, len(ana.ids())) == (True, 1)
    assert "No se entiende" in ana.send("/cuenta/llaves/quitar", llave="nada").text


def test_the_last_key_that_a_post_asks_for_stays(ana: Somebody, ministry: Office) -> None:
    ana.add(a_key(), "Llavero azul")
    asks(ministry, FactorPolicy.WEBAUTHN)

    kept = ana.send("/cuenta/llaves/quitar", llave=ana.ids()[0])

    assert (kept.status_code, "agregue otra antes" in kept.text) == (422, True)
    ana.add(a_key(), "La de repuesto")
    assert ana.send("/cuenta/llaves/quitar", llave=ana.ids()[0]).status_code == 303


def test_a_browser_that_was_left_open_changes_no_key(platform: Platform, ana: Somebody, ministry: Office) -> None:
    held = a_key()
    registered(platform, ministry, held)

    page = ana.browser.get("/cuenta").text
    assert ("Confirmar que es usted" in page, ana.ids()) == (True, [])
    assert "Hace rato que no muestra" in ana.send("/cuenta/llaves/pedido").json()["says"]
    assert "Hace rato que no muestra" in ana.send("/cuenta/recuperacion").text
    assert 'data-asks="/entrar/llave"' in ana.browser.get("/entrar/codigo?sigue=/cuenta").text
    answer = held.answer(ana.asked("/entrar/llave"))
    shown = ana.browser.post("/entrar/codigo", data={"sigue": "/cuenta", "asercion": answer})
    assert shown.headers["location"] == "/cuenta"
    assert len(ana.ids()) == 1
    assert "guarde sus códigos" in ana.send("/cuenta/recuperacion").text


def test_who_comes_in_shows_the_factor_that_their_post_asks_for(
    platform: Platform, ana: Somebody, ministry: Office
) -> None:
    held = a_key()
    registered(platform, ministry, held)
    asks(ministry, FactorPolicy.WEBAUTHN)
    with ministry.desk.writing() as work:
        institutions.enrol_totp(work, platform.secrets, ministry.person_id)

    assert ana.comes_in().headers["location"].startswith("/entrar/codigo")
    with platform.database.writing(PLATFORM) as work:
        step = int(work.now.timestamp()) // identity.STEP
        wrapped = institutions.person(work, ministry.person_id).wrapped_totp or b""
        code = identity.totp(platform.secrets.unwrap("totp", wrapped), step)
    ana.browser.post("/entrar/codigo", data={"codigo": code})
    onward = ana.browser.get("/cargo").headers["location"]
    assert onward.startswith("/entrar/codigo?cargo=")
    page = ana.browser.get(onward).text
    assert ("exige una llave de seguridad" in page, 'id="codigo" name' in page) == (True, False)
    post = re.search(r'name="cargo" value="([^"]+)"', page)
    assert post
    wrong = ana.browser.post("/entrar/codigo", data={"cargo": post[1], "asercion": "{}"})
    assert (wrong.status_code, "no se entiende" in wrong.text) == (422, True)
    answer = held.answer(ana.asked("/entrar/llave"))
    shown = ana.browser.post("/entrar/codigo", data={"cargo": post[1], "asercion": answer})
    assert shown.headers["location"] == "/inicio"
    assert ana.browser.get("/inicio").status_code == 200


def test_who_lacks_what_their_post_asks_for_adds_it_before_anything_else(ana: Somebody, ministry: Office) -> None:
    asks(ministry, FactorPolicy.WEBAUTHN)

    assert ana.browser.get("/inicio").headers["location"] == "/cuenta"
    assert "exige una llave de seguridad, y usted no tiene" in ana.browser.get("/cuenta").text
    ana.add(a_key(), "Llavero azul")
    assert ana.browser.get("/inicio").status_code == 200


def test_a_session_that_did_not_see_it_is_asked_as_soon_as_the_post_asks(
    platform: Platform, ana: Somebody, ministry: Office
) -> None:
    registered(platform, ministry, a_key())
    asks(ministry, FactorPolicy.ANY)

    assert ana.browser.get("/inicio?q=1").headers["location"] == "/entrar/codigo?sigue=/inicio%3Fq%3D1"
    assert ana.send("/por-firmar").status_code == 401


def test_many_are_signed_with_one_answer_about_these_and_no_others(
    platform: Platform, ana: Somebody, ministry: Office
) -> None:
    held = a_key()
    ana.add(held, "Llavero azul")
    asks(ministry, FactorPolicy.WEBAUTHN)
    with_a_key(platform, ministry)
    picks = []
    for _ in range(3):
        document = a_document(platform, ministry)
        with ministry.desk.writing() as work:
            (request,) = service.request(work, document.id, [signed_by(ministry)])
        picks.append(f"{request.id}:{seen(ministry, request.id)}")
    page = ana.browser.get("/por-firmar").text
    assert ("Firmar con mi llave" in page, 'name="codigo"' in page) == (True, False)
    assert "Confirme que revisó" in ana.send("/por-firmar/llave", pick=picks).json()["says"]

    answer = held.answer(ana.asked("/por-firmar/llave", pick=picks[:2], leido="si"))
    more = ana.send("/por-firmar", pick=picks, pin=PIN, asercion=answer, **READ)
    assert (more.status_code, "no es lo que se iba a hacer" in more.text) == (422, True)
    signed = ana.send("/por-firmar", pick=picks[:2], pin=PIN, asercion=answer, **READ).text
    assert "2 de 2 documentos" in signed
    assert '<progress max="2" value="1"' in signed
    assert answer not in signed
    again = ana.send("/por-firmar", pick=picks[2:], pin=PIN, asercion=answer, **READ).text
    assert "apriete el botón de nuevo" in again


def test_a_post_is_made_to_ask_for_a_key_and_that_is_logged(ana: Somebody, ministry: Office) -> None:
    page = ana.browser.get("/administracion/cargos").text
    assert "Solo llave de seguridad" in page

    told = {"elegido": str(ministry.post_id), "politica": "webauthn"}
    assert ana.send("/administracion/cargos/segundo-factor", **told).status_code == 303
    with ministry.desk.reading() as work:
        assert institutions.demanded(work, ministry.post_id) == FactorPolicy.WEBAUTHN
    asks(ministry, FactorPolicy.NONE)
    for wrong in ({"elegido": ""}, {"elegido": "nada"}, {"politica": "mucha"}):
        assert ana.send("/administracion/cargos/segundo-factor", **{**told, **wrong}).status_code == 422


def test_whoever_lost_their_keys_reads_why_and_adds_another(
    platform: Platform, ana: Somebody, ministry: Office
) -> None:
    registered(platform, ministry, a_key())
    page = f"/administracion/personas/{ministry.person_id}"
    assert "1 llave de seguridad" in ana.browser.get(page).text

    ana.send(f"{page}/segundo-factor", motivo="Perdió el llavero en el metro")
    ana.own = at_desk(platform, ana.browser, ministry)

    assert ana.browser.get("/inicio").headers["location"] == "/cuenta"
    assert "Perdió el llavero en el metro" in ana.browser.get("/cuenta").text
