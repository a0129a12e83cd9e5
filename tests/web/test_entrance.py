"""Coming in with a browser."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx import Response

import institutions.service as institutions
from institutions import links
from kernel.actor import system
from oficina.app import create_app
from oficina.platform import Platform
from tests.offices import Office, a_colleague

RUN = "12.345.678-5"
PASSWORD = "una frase que recuerdo"  # noqa: S105 -- of a test


@pytest.fixture
def browser(platform: Platform) -> Iterator[TestClient]:
    with TestClient(create_app(platform), base_url="https://testserver") as browser:
        yield browser


@pytest.fixture
def link(platform: Platform, ministry: Office) -> str:
    """What leads Ana to her password."""
    with platform.database.writing(system(ministry.id)) as work:
        return f"/clave/{links.make_link(work, ministry.person_id)}"


def set_password(browser: TestClient, link: str, password: str = PASSWORD) -> None:
    answer = browser.post(link, data={"run": RUN, "clave": password, "otra": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def enter(browser: TestClient, password: str = PASSWORD, **more: str) -> int:
    answer: Response = browser.post("/entrar", data={"run": RUN, "clave": password} | more, follow_redirects=False)
    return answer.status_code


def test_a_one_time_link_sets_the_password_and_lets_in_once(browser: TestClient, link: str) -> None:
    assert "Ana Rojas" in browser.get(link).text

    set_password(browser, link)

    assert browser.get("/cargo", follow_redirects=False).headers["location"] == "/inicio"
    again = browser.post(link, data={"run": RUN, "clave": PASSWORD, "otra": PASSWORD})
    assert again.status_code == 422
    assert "pida otro al administrador" in again.text


def test_a_person_comes_in_with_run_and_password_and_leaves(browser: TestClient, link: str, platform: Platform) -> None:
    set_password(browser, link)
    browser.cookies.clear()

    first = browser.post("/entrar", data={"run": RUN, "clave": PASSWORD}, follow_redirects=False)
    cookie = first.headers["set-cookie"]
    assert "__Host-oficina=" in cookie
    for told in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert told.lower() in cookie.lower()
    browser.get("/cargo")
    page = browser.get("/cuenta")
    csrf = platform.secrets.digest("csrf", browser.cookies["__Host-oficina"])
    assert page.status_code in {200, 404}
    assert browser.post("/salir", data={"csrf": csrf}, follow_redirects=False).headers["location"] == "/entrar"
    assert browser.get("/cargo", follow_redirects=False).headers["location"].startswith("/entrar?sigue=")


def test_whatever_fails_is_answered_in_the_same_words(browser: TestClient, link: str) -> None:
    set_password(browser, link)
    browser.cookies.clear()

    wrong = browser.post("/entrar", data={"run": RUN, "clave": "otra cosa cualquiera"})
    nobody = browser.post("/entrar", data={"run": RUN.replace("12", "9"), "clave": PASSWORD})
    assert wrong.status_code == nobody.status_code == 422
    assert wrong.text == nobody.text.replace(RUN.replace("12", "9"), RUN)


def test_too_many_failures_are_stopped_but_not_in_the_browser_that_the_person_uses(
    platform: Platform, browser: TestClient, link: str
) -> None:
    set_password(browser, link)
    assert enter(browser) == 303

    with TestClient(create_app(platform), base_url="https://testserver") as stranger:
        tries = [enter(stranger, "no es esta") for _ in range(8)]
        assert tries[-1] == 429
        assert enter(stranger) == 429
    assert enter(browser) == 303


@pytest.mark.parametrize("address", ["https://otro.cl/", "//otro.cl", "/\\otro.cl", "javascript:alert(1)", "otro"])
def test_nobody_is_sent_to_another_site(browser: TestClient, link: str, address: str) -> None:
    set_password(browser, link)

    answer = browser.post("/entrar", data={"run": RUN, "clave": PASSWORD, "sigue": address}, follow_redirects=False)
    assert answer.headers["location"] == "/cargo?sigue=/inicio"


def test_a_form_from_another_site_is_not_taken(browser: TestClient) -> None:
    data = {"run": RUN, "clave": PASSWORD}

    assert browser.post("/entrar", data=data, headers={"Origin": "https://otro.cl"}).status_code == 403
    assert browser.post("/entrar", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_whoever_stands_in_for_somebody_chooses_in_which_post_to_work(
    platform: Platform, browser: TestClient, ministry: Office, link: str
) -> None:
    chief = a_colleague(platform, ministry, "Berta Soto", title="Subsecretaría")
    set_password(browser, link)
    with ministry.desk.writing() as work:
        institutions.substitute(
            work,
            chief.post_id,
            ministry.person_id,
            act_cited="Decreto 12",
            begins_at=work.now,
            ends_at=work.now.replace(year=work.now.year + 1),
        )

    page = browser.get("/cargo").text
    assert "Subsecretaría (S)" in page
    assert "subroga a Berta Soto" in page
    value = f"{ministry.id}/{chief.post_id}"
    chosen = browser.post("/cargo", data={"cargo": value, "sigue": "/inicio"}, follow_redirects=False)
    assert chosen.headers["location"] == "/inicio"


def test_who_leaves_the_institution_is_out_at_once(
    browser: TestClient, ministry: Office, link: str, platform: Platform
) -> None:
    set_password(browser, link)
    browser.get("/cargo")

    with platform.database.writing(system(ministry.id)) as work:
        institutions.dismiss(work, ministry.person_id)
    assert browser.get("/cargo", follow_redirects=False).headers["location"].startswith("/entrar")


def test_only_a_demonstration_lets_in_without_a_password(browser: TestClient, ministry: Office) -> None:
    assert browser.post("/entrar/demostracion", data={"person": str(ministry.person_id)}).status_code == 401
    assert "Personas de la demostración" not in browser.get("/entrar").text


def test_a_session_of_nobody_opens_nothing(browser: TestClient) -> None:
    browser.cookies.set("__Host-oficina", str(UUID(int=0)))

    assert browser.get("/cargo", follow_redirects=False).status_code == 303
