"""Every page says who may open it, and the table of roles and the level of access are what decide."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient

import documents.service as documents
from documents.checking import Access
from documents.drafting import Beginning
from documents.kinds import kind
from documents.models import Source
from documents.operations import DraftDocument
from institutions import overview
from institutions.access import ROLES
from kernel.actor import system
from kernel.errors import NotFound
from kernel.operations import operate
from oficina.app import create_app
from oficina.platform import Platform
from tests.architecture.routes import page_routes
from tests.offices import FIELDS, Office, a_person, alone
from tests.web.desks import at_desk

PUBLIC = {
    "GET /",
    "GET /verificar",
    "GET /verificar/{code}",
    "GET /verificar/{code}/informe.pdf",
    "POST /verificar",
    "GET /entrar",
    "POST /entrar",
    "POST /entrar/demostracion",
    "GET /clave/{token}",
    "POST /clave/{token}",
}
"""What anybody may open without saying who they are."""

HALF_WAY = {"GET /entrar/codigo", "POST /entrar/codigo", "POST /entrar/llave", "GET /cargo", "POST /cargo"}
"""The steps of whoever signed in and did not choose yet where to work."""

WHOEVER_SIGNED_IN = {
    "GET /ayuda",
    "GET /ayuda/imagenes/{picture}",
    "GET /ayuda/{role}",
    "GET /cuenta",
    "GET /cuenta/lecturas",
    "GET /demostracion/reloj",
    "GET /inicio",
    "GET /inicio/eventos",
    "POST /cuenta/clave",
    "POST /cuenta/llaves",
    "POST /cuenta/llaves/pedido",
    "POST /cuenta/llaves/quitar",
    "POST /cuenta/recuperacion",
    "POST /cuenta/segundo-factor",
    "POST /cuenta/segundo-factor/confirmar",
    "POST /cuenta/sesiones",
    "POST /demostracion/reloj",
    "POST /salir",
    "POST /subrogancias/{substitution_id}/termino",
}
"""What everybody has, whatever they may do."""

EVERY = list(page_routes())
ENOUGH = 2
"""So many roles that may open a page do open it; every role that may not is refused."""
STREAMS = "GET /inicio/eventos"
LEVELS = {1: "oficio-ordinario", 2: "oficio-ordinario", 3: "oficio-reservado", 4: "oficio-reservado"}


def test_every_page_names_who_may_open_it_or_is_listed_as_open() -> None:
    open_to_all = {str(page) for page in EVERY if page.enters is None}

    assert open_to_all == PUBLIC | HALF_WAY
    assert {str(page) for page in EVERY if page.enters == ()} == WHOEVER_SIGNED_IN


def test_who_did_not_sign_in_opens_no_other_page(platform: Platform) -> None:
    stranger = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)

    let_in = []
    for page in (each for each in EVERY if str(each) not in PUBLIC):
        answer = stranger.request(page.method, page.address)
        to_the_door = answer.status_code == 303 and answer.headers["location"].startswith("/entrar?sigue=")
        if not (to_the_door or answer.status_code in {401, 422}):
            let_in.append((str(page), answer.status_code))
    assert let_in == []


@pytest.mark.once
def test_a_role_is_refused_exactly_the_pages_that_it_does_not_carry(platform: Platform, ministry: Office) -> None:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    office, unit = ministry.office_id, ministry.unit_id
    opened = Counter({STREAMS: ENOUGH})
    for role in ROLES:
        at_desk(platform, browser, a_person(platform, ministry.id, role, role, office_id=office, unit_id=unit))
        forbidden = {str(page) for page in EVERY if not page.lets_in(ROLES[role].permissions)}
        tried = [page for page in EVERY if str(page) in forbidden or opened[str(page)] < ENOUGH]

        refused = {str(page) for page in tried if _refused(browser, page.method, page.address)}

        assert refused == forbidden, role
        opened.update(str(page) for page in tried if str(page) not in forbidden)


def _refused(browser: TestClient, method: str, address: str) -> bool:
    answer = browser.request(method, address)
    assert answer.status_code < 500, (method, address, answer.text)
    return answer.status_code == 403 and "Su rol no permite" in answer.text


def a_document_of_level(platform: Platform, author: Office, level: int) -> documents.Document:
    access = Access(level, None if level == 1 else "Ley 20.285, artículo 21 N° 1")
    beginning = Beginning(
        kind(LEVELS[level]), FIELDS, Source.DRAFTED, access, unit_id=author.unit_id, office_id=author.office_id
    )
    return operate(author.desk, DraftDocument(platform.blobs, beginning), alone)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_of_access_opens_to_the_same_people_whatever_their_role(
    level: int, platform: Platform, ministry: Office, municipality: Office
) -> None:
    document = a_document_of_level(platform, ministry, level)
    with ministry.desk.reading() as work:
        assert documents.get(work, document.id)
    with municipality.desk.reading() as work, pytest.raises(NotFound):
        documents.get(work, document.id)

    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    opened = {role for role in ROLES if _opens(platform, browser, ministry, role, document)}

    reading = {role for role in ROLES if "documents.read" in ROLES[role].permissions}
    assert "administrador" not in reading
    assert opened == (reading if level <= 2 else set())


def _opens(platform: Platform, browser: TestClient, ministry: Office, role: str, document: documents.Document) -> bool:
    """A colleague of the same unit, who serves no oficina de partes, at the page of the document."""
    at_desk(platform, browser, _of_the_unit(platform, ministry, role))
    answer = browser.get(f"/documentos/{document.id}")
    assert answer.status_code in {200, 403, 404}, answer.text
    assert answer.status_code == 200 or document.subject not in answer.text
    return bool(answer.status_code == 200)


def _of_the_unit(platform: Platform, ministry: Office, role: str) -> Office:
    who = a_person(
        platform, ministry.id, f"Colega {role}", role, office_id=ministry.office_id, unit_id=ministry.unit_id
    )
    with platform.database.writing(system(ministry.id)) as work:
        for each in overview.grants(work, who.person_id):
            each.row.office_id = None
    return who
