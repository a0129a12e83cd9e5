"""What somebody with bad intentions finds: see docs/security.md, which names each of these."""

import re
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response

import institutions.service as institutions
from institutions import identity, links, sessions
from kernel.actor import PLATFORM, system
from oficina.platform import Platform
from oficina.web.shield import ALWAYS
from tests.architecture.routes import page_routes
from tests.offices import Office, a_document
from tests.web.desks import at_desk, key

pytestmark = pytest.mark.once

RUN, PASSWORD = "12.345.678-5", "una frase que recuerdo"
FORMS = [page for page in page_routes() if page.method == "POST" and page.enters is not None]
PAGES = [page for page in page_routes() if page.method == "GET" and "{" not in page.path and "eventos" not in page.path]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def enter(browser: TestClient, platform: Platform, office: Office, **more: str) -> Response:
    with platform.database.writing(system(office.id)) as work:
        link = links.make_link(work, office.person_id)
    browser.post(f"/clave/{link}", data={"run": RUN, "clave": PASSWORD, "otra": PASSWORD})
    answer: Response = browser.post("/entrar", data={"run": RUN, "clave": PASSWORD, **more})
    return answer


def test_every_cookie_is_of_this_host_encrypted_and_out_of_reach_of_scripts(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    entered = enter(browser, platform, ministry)
    own = at_desk(platform, browser, ministry)
    noted = browser.post("/cuenta/sesiones", data={**own, **key()})

    cookies = [*entered.headers.get_list("set-cookie"), *noted.headers.get_list("set-cookie")]
    assert len(cookies) == 3
    for each in cookies:
        assert each.startswith("__Host-")
        assert {"httponly", "secure", "path=/"} <= {part.strip().lower() for part in each.split(";")}
        assert re.search("samesite=(lax|strict)", each.lower())
        assert "domain=" not in each.lower()


def test_a_session_that_somebody_else_chose_is_never_opened(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    browser.cookies.set("__Host-oficina", "chosen-by-another")

    enter(browser, platform, ministry)

    given = browser.cookies.get("__Host-oficina", domain="testserver.local") or ""
    assert len(given) > 40
    stranger = TestClient(browser.app, base_url="https://testserver", follow_redirects=False)
    stranger.cookies.set("__Host-oficina", "chosen-by-another")
    assert stranger.get("/cargo").headers["location"].startswith("/entrar")


def test_what_a_browser_shows_opens_nothing_once_they_left(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    kept = browser.cookies["__Host-oficina"]

    browser.post("/salir", data={**own, **key()})

    browser.cookies.set("__Host-oficina", kept)
    assert browser.get("/cuenta").headers["location"].startswith("/entrar")


def test_no_form_is_taken_without_the_mark_of_its_own_session(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    theirs = at_desk(platform, browser, municipality)
    at_desk(platform, browser, ministry)

    taken = []
    for form in FORMS:
        for mark in ({}, theirs):
            answer = browser.post(form.address, data={**mark, **key()})
            taken += [(str(form), answer.status_code)] if answer.status_code not in {401, 403} else []
    assert taken == []
    with platform.database.reading(PLATFORM) as work:
        assert sessions.open_of(work, ministry.person_id)


def test_no_form_is_taken_from_another_site(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)

    for origin in ({"Origin": "https://otro.cl"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert browser.post("/cuenta/sesiones", data={**own, **key()}, headers=origin).status_code == 403


def test_no_page_needs_or_allows_what_is_written_inside_it_to_run(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    seen = 0
    for page in PAGES:
        answer = browser.get(page.address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy, page
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy
        assert "no-store" in answer.headers["cache-control"]
        assert not INLINE.search(answer.text), (page, INLINE.search(answer.text))
        seen += 1
    assert seen > 20


def test_what_people_write_is_shown_and_never_run(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    evil = "<img src=x onerror=alert(1)>"

    browser.post("/administracion/personas", data={"nombre": evil, "run": "9.999.999-3", **own, **key()})

    page = browser.get("/administracion/personas").text
    assert evil not in page
    assert "&lt;img src=x" in page


def test_every_answer_says_that_it_is_what_it_says(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, ministry)
    document = a_document(platform, ministry)

    for address in (
        *("/", "/estatico/oficina.js", "/administracion/personas/plantilla.csv", "/libro.csv", "/health/live"),
        *(f"/documentos/{document.id}", f"/documentos/{uuid4()}", "/nada"),
    ):
        assert ALWAYS.keys() <= {name.title() for name in browser.get(address).headers}, address
    saved = browser.get("/administracion/personas/plantilla.csv").headers
    assert saved["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "address", ["https://otro.cl/", "//otro.cl", "/\\otro.cl", "javascript:alert(1)", "\t//otro.cl"]
)
def test_nobody_is_led_to_another_site(platform: Platform, browser: TestClient, ministry: Office, address: str) -> None:
    landed = enter(browser, platform, ministry, sigue=address).headers["location"]
    chosen = browser.get("/cargo", params={"sigue": address}).headers["location"]

    assert landed == "/cargo?sigue=/inicio"
    assert chosen == "/inicio"


def test_who_does_not_exist_takes_as_long_as_who_does() -> None:
    """By construction, and not by a stopwatch: the same hash, with the same cost, is computed either way."""
    assert not identity.HASHER.check_needs_rehash(identity.NOBODY)
    assert not identity.check_password(None, PASSWORD)


def test_a_password_link_that_is_nobodys_says_no_more_than_one_that_was_used(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    with platform.database.writing(system(ministry.id)) as work:
        link = links.make_link(work, ministry.person_id)
    browser.post(f"/clave/{link}", data={"run": RUN, "clave": PASSWORD, "otra": PASSWORD})

    used, nobodys = browser.get(f"/clave/{link}"), browser.get("/clave/inventado")
    assert used.status_code == nobodys.status_code == 422
    assert used.text == nobodys.text


def test_passwords_are_kept_as_argon2id_and_links_keys_and_sessions_as_digests(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    enter(browser, platform, ministry)
    with platform.database.reading(PLATFORM) as work:
        kept = institutions.person(work, ministry.person_id).password_hash or ""
        open_ones = sessions.open_of(work, ministry.person_id)

    assert kept.startswith("$argon2id$")
    token = browser.cookies.get("__Host-oficina", domain="testserver.local")
    assert token
    assert all(token not in each.digest for each in open_ones)


def test_codes_are_not_tried_one_after_the_other(browser: TestClient) -> None:
    told = [browser.get(f"/verificar/0000-0000-0000-{each:04}-0").status_code for each in range(130)]

    assert 429 in told


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    table = ("personas.csv", b"run;nombre\n" + b"x" * (2 * 1024 * 1024), "text/csv")

    sent = browser.post("/administracion/personas/planilla", data={**own, **key()}, files={"planilla": table})
    assert sent.status_code == 422
    assert "pesa más de 2 MB" in sent.text
