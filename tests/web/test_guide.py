"""The help of each screen, and the guide that it leads to."""

import re

import pytest
from fastapi.testclient import TestClient

from oficina.app import create_app
from oficina.platform import Platform
from oficina.web.guiding.router import GUIDE
from oficina.web.hints import GROUPS, HINTS
from oficina.web.navigation import MENU
from oficina.web.pages import TEMPLATES
from tests.offices import Office
from tests.web.desks import at_desk

pytestmark = pytest.mark.once

HELP = '<details class="help">'


@pytest.fixture
def browser(platform: Platform, ministry: Office) -> TestClient:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    at_desk(platform, browser, ministry)
    return browser


def test_every_screen_of_the_navigation_has_its_help_and_it_leads_to_a_page_of_the_guide(browser: TestClient) -> None:
    for place in (place for group in MENU for place in group if place.address != "/cargo"):
        page = browser.get(place.address).text
        assert page.count(HELP) == 1, place.address
        found = re.search(r'href="(/ayuda/[a-z-]+)">Leer la página', page)
        assert found, place.address
        assert browser.get(found[1]).status_code == 200


def test_every_help_is_of_a_page_that_there_is_and_names_a_page_of_the_guide() -> None:
    known = set(TEMPLATES.list_templates())

    assert {f"{name}.html" for name in HINTS} <= known
    assert {name.partition("/")[0] for name in known} >= GROUPS.keys()
    assert {each.guide for each in (*HINTS.values(), *GROUPS.values())} <= {each.stem for each in GUIDE.glob("*.md")}


def test_every_page_of_the_guide_is_served_with_its_links_and_pictures(browser: TestClient) -> None:
    asked, waiting = set(), ["/ayuda"]
    while waiting:
        address = waiting.pop()
        answer = browser.get(address)
        assert answer.status_code == 200, address
        asked.add(address)
        if answer.headers["content-type"].startswith("text/html"):
            article = answer.text.partition('<article class="guide">')[2].partition("</article>")[0]
            linked = re.findall(r'(?:href|src)="(/ayuda[^"#]*)"', article)
            assert not re.search(r'href="[^"/#h]', article), "a link that leads nowhere"
            waiting += [each for each in linked if each not in asked]
    assert {f"/ayuda/{each.stem}" for each in GUIDE.glob("*.md")} - asked <= {"/ayuda/README"}
    assert any("/imagenes/" in each for each in asked)
    assert "<span>Operación</span>" in browser.get("/ayuda").text


@pytest.mark.parametrize("address", ["nada", "..%2Foperations", "imagenes/nada.png", "imagenes/..%2FREADME.md"])
def test_nothing_else_is_served_from_there(browser: TestClient, address: str) -> None:
    assert browser.get(f"/ayuda/{address}").status_code == 404


def test_the_guide_is_for_whoever_signed_in(platform: Platform) -> None:
    stranger = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)

    assert stranger.get("/ayuda").headers["location"].startswith("/entrar")
