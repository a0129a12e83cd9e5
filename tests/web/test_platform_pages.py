"""Whoever runs the platform: more than one institution in an installation, and no way into any of them."""

import base64
import re

import pytest

import audit.service as audit
import institutions.service as institutions
from institutions import identity, sessions, stewards
from institutions.access import PLATFORM_ROLE, ROLES
from kernel.actor import PLATFORM, system
from oficina.platform import Platform
from oficina.upkeep.verify import verify_all
from tests.architecture.routes import page_routes
from tests.architecture.test_pages import HALF_WAY, PUBLIC
from tests.offices import Office, a_document, do_all_jobs
from tests.web.desks import key
from tests.web.stewards import Steward, a_browser

pytestmark = pytest.mark.once


NEW = {
    "codigo": "MU110",
    "nombre": "Municipalidad de Rapa Nui",
    "comuna": "Isla de Pascua",
    "zona": "Pacific/Easter",
    "administrador": "Rosa Pérez",
}


CHOSEN = {"run": "12.345.678-5", "clave": "una frase que recuerdo", "otra": "una frase que recuerdo"}


OPEN_TO_STEWARDS = {
    "GET /ayuda",
    "GET /ayuda/imagenes/{picture}",
    "GET /ayuda/{role}",
    "GET /plataforma",
    "POST /plataforma/instituciones",
    "POST /plataforma/instituciones/{institution_id}/enlace",
    "GET /plataforma/anclas",
    "POST /plataforma/anclas",
    "GET /cuenta",
    "POST /cuenta/clave",
    "POST /cuenta/llaves",
    "POST /cuenta/llaves/pedido",
    "POST /cuenta/llaves/quitar",
    "POST /cuenta/recuperacion",
    "POST /cuenta/segundo-factor",
    "POST /cuenta/segundo-factor/confirmar",
    "POST /cuenta/sesiones",
    "POST /salir",
}


@pytest.fixture
def steward(platform: Platform) -> Steward:
    return Steward(platform)


def link_in(page: str) -> str:
    found = re.search(r'value="[^"]*(/clave/[^"]+)"', page)
    assert found
    return found[1]


def test_an_institution_is_added_and_its_administrator_comes_in(platform: Platform, steward: Steward) -> None:
    before = steward.browser.get("/plataforma").text
    assert "Aún no hay instituciones" in before

    added = steward.send(**NEW)
    assert added.status_code == 200
    assert "Municipalidad de Rapa Nui ya está en la plataforma" in added.text
    assert "Espera a su administrador" in steward.browser.get("/plataforma").text
    rosa = a_browser(platform)
    rosa.post(link_in(added.text), data=CHOSEN)
    assert rosa.get("/cargo").status_code == 303
    assert "Puesta en marcha" in rosa.get("/administracion").text
    assert "Isla de Pascua" in rosa.get("/administracion/institucion").text
    assert rosa.get("/plataforma").status_code == 403

    page = steward.browser.get("/plataforma").text
    assert "En marcha" in page
    assert "Hacer otro enlace" not in page


def test_neither_a_code_nor_a_name_comes_twice_and_every_wrong_field_is_told(steward: Steward) -> None:
    steward.send(**NEW)

    code = steward.send(**NEW | {"nombre": "Otra"})
    assert (code.status_code, "ya es de otra institución" in code.text) == (422, True)
    name = steward.send(**NEW | {"codigo": "MU111", "nombre": "MUNICIPALIDAD  de rapa nui"})
    assert (name.status_code, "con el código MU110" in name.text) == (422, True)
    wrong = steward.send(codigo="¿?", nombre="", zona="Europe/Paris", run="1-1")
    assert wrong.status_code == 422
    for field in ("codigo", "nombre", "comuna", "administrador"):
        assert f'href="#{field}"' in wrong.text
    assert (
        "no es una zona de Chile"
        in steward.send(**NEW | {"codigo": "X", "nombre": "Otra", "zona": "Europe/Paris"}).text
    )
    assert steward.browser.get("/plataforma").text.count("Rapa Nui") == 1


def test_a_lost_link_is_made_again_until_somebody_works_there(platform: Platform, steward: Steward) -> None:
    steward.send(**NEW)
    with platform.database.reading(PLATFORM) as work:
        id_ = institutions.id_of(work, "MU110")
    again = steward.send(f"/instituciones/{id_}/enlace")
    rosa = a_browser(platform)
    rosa.post(link_in(again.text), data=CHOSEN)
    rosa.get("/cargo")

    late = steward.send(f"/instituciones/{id_}/enlace")
    assert late.status_code == 422
    assert "los enlaces los hace su propio administrador" in late.text
    assert "/clave/" not in late.text


def test_who_administers_already_another_institution_needs_no_link(
    platform: Platform, steward: Steward, ministry: Office
) -> None:
    with platform.database.writing(system(ministry.id)) as work:
        ana = institutions.person(work, ministry.person_id)
        ana.run = "9999999-3"
        institutions.set_password(work, ana.id, CHOSEN["clave"])

    added = steward.send(**NEW | {"run": "9.999.999-3", "administrador": "Quien sea"})
    assert "/clave/" not in added.text
    assert "<b>Ana Rojas</b> la administra y entra con la clave que ya tiene" in added.text
    at_work = steward.send(f"/instituciones/{ministry.id}/enlace")
    assert at_work.status_code == 422


def test_without_a_second_factor_nothing_is_added(platform: Platform) -> None:
    bare = Steward(platform, guarded=False)

    assert "Enrole antes su segundo factor" in bare.browser.get("/plataforma").text
    assert bare.send(**NEW).status_code == 422
    assert bare.send(f"/instituciones/{bare.id}/enlace").status_code == 422
    page = bare.browser.post("/cuenta/segundo-factor", data={**bare.own, **key()}).text
    offer, secret = re.search(r'name="oferta" value="([0-9a-f]+)"', page), re.search(r'"mono">([A-Z2-7 ]+)<', page)
    assert offer
    assert secret
    step = int(platform.database.clock().timestamp()) // identity.STEP
    code = identity.totp(base64.b32decode(secret[1].replace(" ", "")), step)
    told = {"oferta": offer[1], "codigo": code, **bare.own, **key()}
    assert bare.browser.post("/cuenta/segundo-factor/confirmar", data=told).status_code == 200
    assert bare.send(**NEW).status_code == 200


def test_every_page_of_the_institutions_is_closed_to_whoever_runs_the_platform(steward: Steward) -> None:
    opened = set()
    for page in page_routes():
        answer = steward.browser.request(page.method, page.address)
        assert answer.status_code < 500
        if answer.status_code != 403:
            opened.add(str(page))

    assert opened - PUBLIC - HALF_WAY == OPEN_TO_STEWARDS
    assert all(PLATFORM_ROLE.permissions.isdisjoint(role.permissions) for role in ROLES.values())


def test_whoever_runs_the_platform_reads_nothing_of_an_institution(
    platform: Platform, steward: Steward, ministry: Office
) -> None:
    document = a_document(platform, ministry)

    page = steward.browser.get("/plataforma").text
    assert document.subject not in page
    for address in (f"/documentos/{document.id}", f"/documentos/{document.id}/pdf", "/buscar?q=antecedentes", "/libro"):
        answer = steward.browser.get(address)
        assert answer.status_code in {403, 404}, address
        assert document.subject not in answer.text


def test_what_is_done_at_the_platform_is_in_a_log_of_its_own_and_in_the_institutions(
    platform: Platform, steward: Steward
) -> None:
    steward.send(**NEW)
    do_all_jobs(platform)

    with platform.database.reading(PLATFORM) as work:
        id_ = institutions.id_of(work, "MU110")
        told = [each.action for each in audit.entries(work)]
        assert audit.checkpoint_note(work)
    assert {"steward.named", "session.opened", "institution.entered"} <= set(told)
    assert id_
    with platform.database.reading(system(id_)) as work:
        entries = audit.entries(work)
        who = {facts["actor"].value for facts in audit.people_in(work, entries).values()}
    assert {"office.opened", "institution.founded", "role.granted", "link.made"} == {each.action for each in entries}
    assert who == {"Pía Luna"}
    assert verify_all(platform, {"signatures": False}, lambda *_: None)["clean"]


def test_who_no_longer_runs_the_platform_is_out_at_once(platform: Platform, steward: Steward) -> None:
    with platform.database.writing(PLATFORM) as work:
        stewards.end(work, steward.id)

    assert steward.browser.get("/plataforma").status_code == 303
    assert steward.send(**NEW).status_code == 401
    with platform.database.writing(PLATFORM) as work:
        token = sessions.open_for(work, steward.id).token
    steward.browser.cookies.set("__Host-oficina", token)
    assert "Aún no tiene un cargo ni un rol" in steward.browser.get("/cargo").text


def test_who_works_in_an_institution_too_chooses_and_is_never_in_both(
    platform: Platform, steward: Steward, ministry: Office
) -> None:
    with platform.database.writing(system(ministry.id)) as work:
        institutions.belong(work, steward.id)
        institutions.grant(work, steward.id, "redactor")

    page = steward.browser.get("/cargo").text
    assert "Administrador/a de la plataforma" in page
    steward.browser.post("/cargo", data={"cargo": f"{ministry.id}/"})
    assert steward.browser.get("/inicio").status_code == 200
    assert steward.browser.get("/plataforma").status_code == 403
    steward.browser.post("/cargo", data={"cargo": "plataforma"})
    assert steward.browser.get("/inicio").status_code == 403
    assert steward.browser.get("/plataforma").status_code == 200
