"""A security key in a real browser (its virtual one): added, shown at the door, and used to sign many at once."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

import institutions.service as institutions
from institutions.service import FactorPolicy
from kernel.actor import system
from oficina.platform import Platform
from signature import service
from tests.browser.people import House, Visitor
from tests.browser.steps import press
from tests.offices import Office, a_document
from tests.serving import served
from tests.signature.people import PIN, signed_by, with_a_key

pytestmark = [pytest.mark.once, pytest.mark.timeout(240)]

PASSWORD, RUN = "cielo claro del altiplano", "12.345.678-5"
MANY = 4
USB = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def house(platform: Platform, ministry: Office) -> Iterator[House]:
    """Where Ana comes in with RUN and password. A browser lends keys to names, and not to numbers."""
    with platform.database.writing(system(ministry.id)) as work:
        institutions.set_password(work, ministry.person_id, PASSWORD)
        institutions.person(work, ministry.person_id).run = "12345678-5"
    with_a_key(platform, ministry)
    for _ in range(MANY):
        document = a_document(platform, ministry)
        with ministry.desk.writing() as work:
            service.request(work, document.id, [signed_by(ministry)])
    with served(platform, reached_there=True) as address:
        yield House(address.replace("127.0.0.1", "localhost"))


def plugged(visitor: Visitor) -> tuple[CDPSession, str]:
    """A key in its socket."""
    wire = visitor.page.context.new_cdp_session(visitor.page)
    wire.send("WebAuthn.enable")
    added: dict[str, Any] = wire.send("WebAuthn.addVirtualAuthenticator", {"options": USB})
    return wire, added["authenticatorId"]


def comes_in(visitor: Visitor) -> None:
    visitor.go("/entrar")
    visitor.page.get_by_label("RUN").fill(RUN)
    visitor.page.get_by_label("Clave", exact=True).fill(PASSWORD)
    press(visitor.page, "Entrar")


def test_a_key_is_added_signs_many_lets_in_and_says_what_to_do_when_it_cannot(
    chromium: Browser, house: House, ministry: Office
) -> None:
    visitor = Visitor.at(chromium, house)
    page = visitor.page
    wire, key = plugged(visitor)
    comes_in(visitor)
    visitor.go("/cuenta")
    page.get_by_label("Nombre de la llave").fill("Llavero azul")
    page.get_by_label("Nombre de la llave").press("Enter")
    expect(page.get_by_text("Llave registrada: Llavero azul")).to_be_visible()
    visitor.pictures("keys-account")
    assert visitor.obstacles() == []

    with ministry.desk.writing() as work:
        institutions.post(work, ministry.post_id).second_factor = FactorPolicy.WEBAUTHN
    visitor.go("/por-firmar")
    press(page, "Firmar con mi llave")
    expect(page.get_by_role("alert").get_by_text("Marque al menos un documento")).to_be_visible()
    for each in page.get_by_label(re.compile("^Elegir: ")).all():
        each.check()
    page.get_by_label("PIN de su certificado").fill(PIN)
    page.get_by_label("Revisé los documentos elegidos").check()
    visitor.pictures("keys-tray")
    press(page, "Firmar con mi llave")
    expect(page.get_by_text(f"{MANY} de {MANY} documentos")).to_be_visible(timeout=60_000)
    visitor.pictures("keys-signed")

    press(page, "Salir")
    comes_in(visitor)
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    press(page, "Usar mi llave")
    expect(page.get_by_text("apriete el botón de nuevo")).to_be_visible()
    visitor.pictures("keys-door")
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    press(page, "Usar mi llave")
    page.wait_for_url("**/inicio")
    assert not visitor.complaints
