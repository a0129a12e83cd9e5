"""Putting an office in motion from its screens."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response

import institutions.service as institutions
from documents import holding
from institutions import links, overview, sessions
from kernel.actor import PLATFORM, system
from oficina.app import create_app
from oficina.founding import Founding, found
from oficina.platform import Platform
from oficina.settings import Settings
from tests.offices import SEAL_PIN, Office, a_colleague, a_document, a_seal
from tests.web.desks import at_desk, key
from tests.web.statements import counted

PAGES = (
    *("", "/institucion", "/oficinas", "/unidades", "/cargos", "/personas", "/subrogancias", "/roles", "/tipos"),
    *("/correlativos", "/sellos", "/claves", "/feriados"),
)
HEADER = "run;nombre;unidad;cargo;rol;desde;hasta\n"


class Administrator:
    """Somebody at the screens of the administration."""

    def __init__(self, browser: TestClient, own: dict[str, str]) -> None:
        self.browser, self.own = browser, own

    def see(self, page: str = "") -> str:
        answer = self.browser.get(f"/administracion{page}")
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def send(self, page: str, files: object = None, **told: object) -> Response:
        data = {**{name.replace("_", "-"): value for name, value in told.items()}, **self.own, **key()}
        answer: Response = self.browser.post(f"/administracion{page}", data=data, files=files)
        return answer

    def upload(self, table: str) -> Response:
        return self.send("/personas/planilla", files={"planilla": ("personas.csv", table.encode(), "text/csv")})


@pytest.fixture
def admin(platform: Platform, browser: TestClient, ministry: Office) -> Administrator:
    return Administrator(browser, at_desk(platform, browser, ministry))


def chosen(page: str, text: str) -> str:
    """The value of the option that reads like this."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>[^<]*{re.escape(text)}', page)
    assert found, f"no option says {text}"
    return found[1]


def test_an_empty_office_is_put_in_motion_from_its_screens(platform: Platform, browser: TestClient) -> None:
    link = found(platform, Founding("Municipalidad de Río Claro", "MU999", "Rosa Pérez")).link
    path = link.removeprefix(platform.settings.public_url)
    told = {"run": "12.345.678-5", "clave": "una frase que recuerdo", "otra": "una frase que recuerdo"}
    browser.post(path, data=told)
    browser.get("/cargo")
    admin = Administrator(browser, {"csrf": platform.secrets.digest("csrf", browser.cookies["__Host-oficina"])})
    assert "Puesta en marcha" in admin.see()
    assert "Sin sello, lo numerado no se puede despachar" in admin.see()

    place = {"comuna": "Isla de Pascua", "region": "VS", "zona": "Pacific/Easter", "ingresos": "on-acknowledgement"}
    name = {"nombre": "Municipalidad de Río Claro", "sigla": "Río Claro", "codigo": "MU110"}
    letterhead = "República de Chile\nMunicipalidad de Río Claro"
    assert admin.send("/institucion", **name, **place, membrete=letterhead).status_code == 303
    office = chosen(admin.see("/unidades"), "Oficina de Partes")
    admin.send("/unidades", nombre="Alcaldía", oficina=office)
    top = chosen(admin.see("/unidades"), "Alcaldía")
    admin.send("/unidades", nombre="Finanzas", oficina=office, depende=top)
    admin.send("/cargos", titulo="Alcaldesa", unidad=top, orden="1", segundo_factor="any")
    loaded = admin.upload(
        HEADER + "11.111.111-1;Ana Rojas;Alcaldía;Alcaldesa;firmante;;\n"
        "9.999.999-3;Luis Díaz;Finanzas;Jefe de Finanzas;Redactor/a, visador;01-01-2026;31-12-2030\n"
    )
    assert loaded.headers["location"] == "/administracion/personas"
    assert "Personas cargadas: 2. Nombramientos: 2, en 1 cargos nuevos. Roles: 3" in admin.see("/personas")
    series = {"serie": "oficio", "oficina": office, "siguiente": "1.848"}
    assert admin.send("/correlativos", **series).status_code == 303
    assert 'value="1848"' in admin.see("/correlativos")
    seal = {"p12": ("sello.p12", a_seal().p12, "application/x-pkcs12")}
    assert admin.send(f"/sellos/{office}", files=seal, clave=SEAL_PIN).status_code == 303

    page = admin.see()
    assert "La oficina está lista para atender" in page
    assert "Municipalidad de Río Claro, código MU110, Isla de Pascua" in page
    with platform.database.reading(PLATFORM) as work:
        id_ = institutions.id_of(work, "MU110")
        assert id_
        assert institutions.line(work, id_).zone == "Pacific/Easter"


def test_every_error_of_a_table_of_people_is_told_by_its_line_and_nobody_is_enrolled(admin: Administrator) -> None:
    before = admin.see("/personas").count('class="opens"')

    refused = admin.upload(
        HEADER + "11.111.111-1;Luz Paz;Dirección;Analista;redactor;;\n"
        "11.111.111-2;;Dirección;;jefe;32-01-2026;\n"
        "9.999.999-3;Luis Díaz;Otra;Chofer;;31-12-2026;01-01-2026\n"
    )
    assert refused.status_code == 422
    for line, says in (
        ("3", "verificador"),
        ("3", "Escriba de 1 a 200 caracteres"),
        ("3", "El rol «jefe» no existe"),
        ("3", "Escriba la fecha como 31-12-2026"),
        ("4", "Termina antes de empezar"),
        ("4", "No hay una unidad «Otra»"),
    ):
        assert re.search(rf'data-label="Línea">{line}</td>.*{re.escape(says)}', refused.text), says
    together = admin.upload(
        HEADER + "9.999.999-3;Luis Díaz;Otra;Chofer;;;\n"
        "11.111.111-1;Luz Paz;Dirección;Jefatura;;;\n"
        "11.111.111-1;Otra Persona;Dirección;;;;\n"
    )
    for says in ("No hay una unidad «Otra»", "El cargo lo ejerce Ana Rojas", "En la línea 3 el mismo RUN"):
        assert says in together.text
    assert admin.see("/personas").count('class="opens"') == before
    assert "Faltan las columnas" in admin.upload("nombre\nAna\n").text
    assert admin.browser.get("/administracion/personas/plantilla.csv").content.startswith(b"\xef\xbb\xbfrun;nombre")


def test_a_link_and_a_key_are_shown_once(admin: Administrator, ministry: Office) -> None:
    person = f"/personas/{ministry.person_id}"
    once = {**admin.own, **key()}
    shown = admin.browser.post(f"/administracion{person}/enlace", data=once)
    link = re.search(r'value="http://testserver(/clave/[^"]+)"', shown.text)
    assert link
    assert admin.browser.get(link[1]).status_code == 200
    again = admin.browser.post(f"/administracion{person}/enlace", data=once)
    assert again.status_code == 303
    assert link[1] not in admin.see(person)

    made = admin.send("/claves", sistema="Permisos", rol=["sistema"])
    secret = re.search(r'value="([^"]{40,})" aria-label="Clave nueva', made.text)
    assert secret
    assert secret[1] not in admin.see("/claves")
    key_id = re.search(r"/administracion/claves/([^/]+)/revocar", admin.see("/claves"))
    assert key_id
    admin.send(f"/claves/{key_id[1]}/revocar")
    assert "Revocada" in admin.see("/claves")


def test_posts_roles_and_substitutions_begin_and_end(
    admin: Administrator, platform: Platform, ministry: Office
) -> None:
    new = admin.send("/personas", nombre="Berta Soto", run="9.999.999-3").headers["location"]
    page = new.removeprefix("/administracion")
    post = chosen(admin.see(page), "Jefatura")
    assert admin.send(f"{page}/cargo", cargo=post, desde="2031-02-01", hasta="2031-01-01").status_code == 422
    assert "Elija el rol" in admin.send(f"{page}/rol").text
    assert admin.send(f"{page}/rol", rol="visador", unidad=str(ministry.unit_id)).status_code == 303
    assert "Visador/a" in admin.see(page)
    grant = re.search(r'name="que" value="rol"><input type="hidden" name="cual" value="([^"]+)"', admin.see(page))
    assert grant
    admin.send(f"{page}/terminar", que="rol", cual=grant[1])
    assert "No tiene roles" in admin.see(page)

    chief = a_colleague(platform, ministry, "Carla Ruiz", title="Subsecretaría")
    nothing = admin.send("/subrogancias")
    assert nothing.status_code == 422
    assert "Cite el acto que lo ordena" in nothing.text
    told = {"cargo": str(ministry.post_id), "subrogante": str(chief.person_id), "acto": "Decreto 12"}
    assert admin.send("/subrogancias", **told, desde="01-01-2026", hasta="31-12-2035").status_code == 303
    ending = re.search(r"/administracion(/subrogancias/[^/]+/terminar)", admin.see("/subrogancias"))
    assert ending
    admin.send(ending[1])
    assert "Terminada" in admin.see("/subrogancias")
    order = {"delegante": str(ministry.post_id), "delegado": str(chief.post_id), "acto_delegacion": "Resolución 15"}
    assert admin.send("/delegaciones", **order).status_code == 303
    assert "Resolución 15" in admin.see("/subrogancias")


def test_whoever_leaves_hands_over_what_waited_for_them(
    admin: Administrator, platform: Platform, ministry: Office
) -> None:
    leaver = a_colleague(platform, ministry, "Dora Lara", "redactor")
    heir = a_colleague(platform, ministry, "Elsa Mora", "redactor")
    draft = a_document(platform, leaver)
    with platform.database.writing(PLATFORM) as work:
        opened = sessions.open_for(work, leaver.person_id)
    with platform.database.writing(system(ministry.id)) as work:
        sessions.work_at(work, opened.token, ministry.id, leaver.post_id)
    page = f"/personas/{leaver.person_id}/egreso"

    assert "Elija quién recibe" in admin.send(page).text
    assert admin.send(page, recibe=str(heir.person_id)).status_code == 303

    assert "1 pendientes y 1 cargos pasaron a Elsa Mora" in admin.see("/personas")
    with platform.database.reading(system(ministry.id)) as work:
        assert overview.open_sessions(work, leaver.person_id) == []
        assert not institutions.actor_of(
            work, sessions.bearer_at(institutions.person(work, leaver.person_id), ministry.id)
        ).permissions
    with heir.desk.reading() as work:
        assert [each.id for each in work.session.scalars(holding.drafts(work))] == [draft.id]
    mine = admin.send(f"/personas/{ministry.person_id}/egreso", recibe=str(heir.person_id))
    assert "Nadie se egresa a sí mismo" in mine.text


def test_the_people_of_another_institution_are_not_administered_here(
    admin: Administrator, municipality: Office
) -> None:
    for what in ("", "/egreso"):
        assert admin.browser.get(f"/administracion/personas/{municipality.person_id}{what}").status_code == 404
    assert admin.send(f"/personas/{municipality.person_id}/enlace").status_code == 404
    assert admin.send(f"/personas/{municipality.person_id}/segundo-factor").status_code == 404
    assert admin.send(f"/personas/{municipality.person_id}/egreso").status_code == 404


def test_only_a_demonstration_makes_seals_without_value(admin: Administrator, ministry: Office) -> None:
    assert "Hacer uno de demostración" not in admin.see("/sellos")
    assert admin.send(f"/sellos/{ministry.office_id}/demostracion").status_code == 422


def test_a_feriado_of_the_institution_is_added_and_a_day_that_is_none_refused(admin: Administrator) -> None:
    assert admin.send("/feriados", dia="07-06-2027", nombre="Aniversario", que="feriado").status_code == 303
    page = admin.browser.get("/administracion/feriados?anio=2027").text
    assert "Aniversario" in page
    assert "Escriba la fecha como 31-12-2026" in admin.send("/feriados", dia="31-02-2027", nombre="Nada").text


@pytest.mark.parametrize("role", ["redactor", "firmante", "auditor", "partes-entrada"])
def test_who_does_not_administer_opens_none_of_it(
    platform: Platform, browser: TestClient, ministry: Office, role: str
) -> None:
    at_desk(platform, browser, a_colleague(platform, ministry, "Berta Soto", role))

    assert {browser.get(f"/administracion{page}").status_code for page in PAGES} == {403}


def test_a_list_asks_the_same_of_the_database_with_three_rows_or_thirty(
    admin: Administrator, platform: Platform, ministry: Office
) -> None:
    def all_counted() -> dict[str, int]:
        told = {}
        for page in PAGES:
            with counted(platform) as sent:
                admin.see(page)
            told[page] = len(sent)
        return told

    a_colleague(platform, ministry, "Uno", "redactor")
    few = all_counted()
    for each in range(10):
        a_colleague(platform, ministry, f"Colega {each}", "redactor", title=f"Cargo {each}")
    assert all_counted() == few


def test_an_identifier_that_is_nobodys_is_refused(admin: Administrator) -> None:
    assert admin.browser.get(f"/administracion/personas/{UUID(int=7)}").status_code == 404
    assert admin.send(f"/claves/{uuid4()}/revocar").status_code == 404
    assert links.LASTS


def test_the_checklist_says_when_nobody_stamps_the_time(
    settings: Settings, platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    assert "Todavía no se puede firmar" not in browser.get("/administracion").text

    without = replace(platform, settings=settings.model_copy(update={"tsa_url": ""}))
    other = TestClient(create_app(without), base_url="https://testserver", follow_redirects=False)
    at_desk(without, other, ministry)
    assert "Todavía no se puede firmar" in other.get("/administracion").text
