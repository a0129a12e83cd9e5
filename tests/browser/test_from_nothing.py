"""A municipality set up from an empty office by clicking, until what it writes lies in the tray of another."""

import re
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from institutions.identity import STEP, totp
from signature import pki
from signature.certificates import Holder
from tests.browser.conftest import outside, running
from tests.browser.people import House, Visitor
from tests.browser.steps import ask_signature, dispatch, number, open_in_tray, press, sign, write

pytestmark = [pytest.mark.database_free, pytest.mark.timeout(240)]

TOWN, ROADS = "Municipalidad de Ollagüe", "Dirección de Vialidad"
TOLD = {"OFICINA_TSA_URL": "demo:"}
PASSWORD, PIN = "cielo claro del altiplano", "8712"
ADMINISTRATOR, MAYOR, CLERK, DIRECTOR = "11.111.111-1", "12.345.678-5", "9.876.543-3", "10.000.013-K"
SUBJECT = "Solicita reposición del camino a Alconcha"
HEADER = "run;nombre;unidad;cargo;rol;desde;hasta\n"
WRONG = f"""{HEADER}12.345.678-9;Ana Rojas;Alcaldía;Alcaldesa;firmante;;
9.876.543-3;Beto Soto;Bodega;Secretario;jefe;31-12-2026;01-01-2026
"""
RIGHT = f"""{HEADER}{MAYOR};Ana Rojas Colque;Alcaldía;Alcaldesa;firmante;;
{CLERK};Beto Soto Yufla;Oficina de Partes;Jefe de Oficina de Partes;partes-jefatura;;
"""


@dataclass(frozen=True)
class Begun:
    """An office where nothing is but two institutions, each with a link for whoever will administer it."""

    house: House
    town: str
    roads: str


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    """As `make office` leaves it, and a second institution beside the first."""
    home = tmp_path_factory.mktemp("office") / "home"
    serving = running(home, "serve", **TOLD)
    first = ("--name", TOWN, "--code", "MU023", "--administrator", "Carmen Lay")
    town = link_told_by("init", *first, "--home", str(home), "--public-url", f"http://{serving.listen}")
    second = ("--name", ROADS, "--code", "AM010", "--comuna", "Calama", "--administrator", "Dora Puca")
    roads = link_told_by("institution", "add", *second, "--home", str(home))
    with serving as address:
        yield Begun(House(address), town, roads)


def link_told_by(*command: str) -> str:
    """The link that a command of the program tells whoever runs it."""
    told = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "oficina.cli", *command], env=outside(**TOLD), check=True, capture_output=True, text=True
    )
    link = re.search(r"http://\S+/clave/\S+", told.stdout)
    assert link, told.stdout
    return link[0]


def test_a_municipality_is_set_up_by_clicking_and_writes_to_another(
    chromium: Browser, begun: Begun, tmp_path: Path
) -> None:
    papers = keys(tmp_path)

    def somebody(link: str, run: str = "") -> Visitor:
        visitor = Visitor.at(chromium, begun.house)
        choose_password(visitor, link, run)
        return visitor

    administrator = somebody(begun.town, ADMINISTRATOR)
    second_factor(administrator)
    put_in_motion(administrator, papers)
    mayor, clerk = (somebody(link_of(administrator, name)) for name in ("Ana Rojas Colque", "Beto Soto Yufla"))
    bring_certificate(mayor, papers["mayor"])
    document = write(clerk, SUBJECT, from_="Alcaldesa", to="Directora", institution=ROADS, place="Ollagüe")
    ask_signature(clerk, document, "Alcaldesa")
    sign(mayor, SUBJECT, PIN)
    number(clerk, SUBJECT)
    dispatch(clerk, document)
    director = somebody(begun.roads, DIRECTOR)
    works_alone(director, "Dora Puca")
    open_in_tray(director, SUBJECT)
    director.pictures("from-nothing-received")
    director.page.get_by_role("link", name="Acusar recibo").click()
    press(director.page, "Acusar recibo")
    expect(director.page.get_by_text("Con acuse").first).to_be_visible()
    expect(director.page.get_by_text(re.compile(r"1848/20\d\d")).first).to_be_visible()

    assert not [each for visitor in (administrator, mayor, clerk, director) for each in visitor.complaints]


def keys(folder: Path) -> dict[str, Path]:
    """What a provider hands over: the certificate of the mayor, and the seal of the oficina de partes."""
    now = datetime.now(UTC)
    authority = pki.make(now)
    holders = {"mayor": Holder("Ana Rojas Colque", TOWN, rut=MAYOR), "seal": Holder("Sello", TOWN, seal=True)}
    files = {name: folder / f"{name}.p12" for name in holders}
    for name, holder in holders.items():
        files[name].write_bytes(authority.issue(holder, PIN, now))
    return files


def choose_password(visitor: Visitor, link: str, run: str) -> None:
    page = visitor.page
    visitor.go(link)
    if run:
        page.get_by_label("Su RUN").fill(run)
    page.get_by_label("Clave nueva").fill(PASSWORD)
    page.get_by_label("La misma clave otra vez").fill(PASSWORD)
    press(page, "Guardar y entrar")
    page.wait_for_url("**/inicio")


def second_factor(visitor: Visitor) -> None:
    """Enrolled with what a telephone would read, and asked for from then on."""
    page = visitor.page
    page.get_by_title("Su cuenta").click()
    press(page, "Enrolar mi teléfono")
    secret = b32decode((page.locator("p.mono").inner_text()).replace(" ", ""))
    step = int(time.time()) // STEP
    page.get_by_label("Código de 6 dígitos").fill(totp(secret, step))
    press(page, "Confirmar")
    expect(page.get_by_role("heading", name="guarde sus códigos de recuperación")).to_be_visible()
    visitor.pictures("from-nothing-recovery-codes")
    press(page, "Salir")
    page.get_by_label("RUN").fill(ADMINISTRATOR)
    page.get_by_label("Clave", exact=True).fill(PASSWORD)
    press(page, "Entrar")
    page.get_by_label("Código de 6 dígitos").fill(totp(secret, step + 1))
    press(page, "Continuar")
    page.wait_for_url("**/inicio")


def put_in_motion(visitor: Visitor, papers: dict[str, Path]) -> None:
    """Each thing in the order in which the checklist asks for it."""
    page = visitor.page
    page.get_by_role("link", name="Administración").click()
    visitor.pictures("from-nothing-checklist")
    following(page, "Institución")
    page.get_by_label("Membrete").fill("República de Chile\nMunicipalidad de Ollagüe")
    page.get_by_label("Comuna").fill("Ollagüe")
    page.get_by_label("Región").select_option(label="Antofagasta")
    press(page, "Guardar")
    following(page, "Unidades")
    for unit in ("Alcaldía", "Oficina de Partes"):
        page.get_by_label("Nombre").fill(unit)
        press(page, "Agregar unidad")
    following(page, "Cargos")
    page.get_by_label("Cargo", exact=True).fill("Alcaldesa")
    press(page, "Agregar cargo")
    following(page, "Personas")
    enrol(visitor)
    following(page, "Correlativos")
    oficios = page.get_by_label("Próximo número de oficio, Oficina de Partes")
    oficios.fill("1848")
    oficios.press("Enter")
    following(page, "Certificado de sello")
    page.get_by_label("Certificado (.p12, .pfx)").set_input_files(papers["seal"])
    page.get_by_label("Su clave").fill(PIN)
    press(page, "Cargar certificado")
    page.get_by_label("Ubicación").get_by_role("link", name="Administración").click()
    expect(page.get_by_text("La oficina está lista para atender")).to_be_visible()
    visitor.pictures("from-nothing-ready")


def following(page: Page, step: str) -> None:
    """The checklist says what comes now, and its button leads there."""
    if not page.url.endswith("/administracion"):
        page.get_by_label("Ubicación").get_by_role("link", name="Administración").click()
    expect(page.get_by_text(f"Siga con «{step}»")).to_be_visible()
    page.get_by_role("link", name="Continuar").click()


def enrol(visitor: Visitor) -> None:
    """A table with errors tells all of them, and enrols nobody; corrected, it enrols everybody."""
    page = visitor.page
    told = page.get_by_role("table", name="Errores de la planilla")
    for table in (WRONG, RIGHT):
        file = {"name": "personas.csv", "mimeType": "text/csv", "buffer": table.encode()}
        page.get_by_label("Planilla, en CSV").set_input_files(file)  # type: ignore[arg-type]  # a file as the browser takes it
        press(page, "Cargar planilla")
        if table is WRONG:
            assert told.locator("td:nth-child(2)").all_inner_texts() == ["run", "rol", "hasta", "unidad"]
            visitor.pictures("from-nothing-table-refused")
    expect(page.get_by_text("Personas cargadas: 2")).to_be_visible()


def link_of(administrator: Visitor, name: str) -> str:
    page = administrator.page
    administrator.go("/administracion/personas")
    page.get_by_role("link", name=name, exact=True).click()
    press(page, "Enlace para elegir su clave")
    return page.get_by_label("Enlace de una sola vez").input_value()


def works_alone(administrator: Visitor, name: str) -> None:
    """A small service: who administers it gives themselves all of its work."""
    page = administrator.page
    page.get_by_role("link", name="Administración").click()
    page.get_by_role("link", name="Personas").click()
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Rol", exact=True).select_option("todo")
    page.get_by_label("Ve lo de la oficina de partes").select_option(label="Oficina de Partes")
    press(page, "Otorgar rol")
    expect(page.get_by_text("Rol otorgado")).to_be_visible()


def bring_certificate(visitor: Visitor, p12: Path) -> None:
    page = visitor.page
    page.get_by_role("link", name="Por firmar").first.click()
    page.get_by_label("Archivo").set_input_files(p12)
    page.get_by_label("PIN del certificado").fill(PIN)
    press(page, "Cargar mi certificado")
    expect(page.get_by_text("Certificado cargado")).to_be_visible()
