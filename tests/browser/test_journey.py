"""A document goes from one institution to another by reading and clicking, with and without a script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import House, Visitor
from tests.offices import eventually

pytestmark = [pytest.mark.database_free, pytest.mark.timeout(240)]

PRESIDENCY, WORKS = "Presidencia de la República", "Ministerio de Obras Públicas"
PIN = "2001-demo"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def write(visitor: Visitor, subject: str) -> str:
    """An oficio for another ministry, kept; the address of its document."""
    page = visitor.page
    visitor.go("/redactar")
    page.get_by_label("MAT.").fill(subject)
    page.get_by_label("Lugar").fill("Santiago")
    for name, post in (("from", "Presidente de la República"), ("to", "Ministra de Obras Públicas")):
        page.locator(f"#{name} input").first.fill(post)
    page.locator("#paragraphs textarea").first.fill(
        "Solicito informar el estado de avance de las obras que se indican."
    )
    page.get_by_label("Agregar institución").fill(WORKS)
    page.locator("#buscador").get_by_role("button", name="Buscar").click()
    page.locator("#distribution").get_by_role("button", name=re.compile("^Agregar Ministerio de Obras")).click()
    press(page, "Guardar borrador")
    page.wait_for_url(re.compile(r"/documentos/[0-9a-f-]{36}"))
    return page.url.removeprefix(visitor.house.address).removesuffix("/editar").partition("?")[0]


def ask_signature(visitor: Visitor, document: str) -> None:
    page = visitor.page
    visitor.go(f"{document}/firmas")
    expect(page.locator(".chain li", has_text="Presidente")).to_have_count(1)  # whoever signs as DE is there already
    press(page, "Enviar a visación y firma")
    expect(page.get_by_text("En firma").first).to_be_visible()


def sign(visitor: Visitor, subject: str) -> None:
    page = visitor.page
    visitor.go("/por-firmar")
    page.get_by_label(f"Elegir: {subject}").check()
    page.get_by_label("PIN de su certificado").fill(PIN)
    page.get_by_label("Revisé los documentos elegidos").check()
    press(page, "Firmar los elegidos")
    expect(page.get_by_text("Firmado").first).to_be_visible(timeout=30_000)


def number(visitor: Visitor, subject: str) -> None:
    visitor.go("/oficina-de-partes")
    visitor.page.get_by_label(f"Marcar {subject}").check()
    press(visitor.page, "Numerar")
    expect(visitor.page.get_by_text("Numerado:")).to_be_visible()


def dispatch(visitor: Visitor, document: str) -> None:
    visitor.go(f"{document}/despachar")
    visitor.page.get_by_label("Se espera respuesta").check()
    visitor.page.get_by_label("Plazo", exact=True).fill("10")
    press(visitor.page, "Despachar")
    visitor.page.wait_for_url(re.compile(r"/enviados/"))


def open_in_tray(visitor: Visitor, subject: str) -> None:
    """What arrives takes a moment: it waits for its seal."""

    def there() -> bool:
        visitor.go("/inicio")
        return visitor.page.get_by_role("link", name=subject).count() > 0

    eventually(there, seconds=40)
    visitor.page.get_by_role("link", name=subject).first.click()


def attend(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Acusar recibo").click()
    press(page, "Acusar recibo")
    expect(page.get_by_text("Con acuse").first).to_be_visible()
    page.get_by_role("link", name="Derivar").first.click()
    page.locator("#derivar #para, #para").first.fill("División Jurídica")
    page.get_by_label("Providencia").first.fill("Preparar respuesta para la firma")
    press(page, "Derivar")
    expect(page.get_by_text("División Jurídica").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_document_goes_from_draft_to_the_unit_that_attends_it(
    chromium: Browser, demonstration: House, *, script: bool
) -> None:
    subject = f"Pide estado de avance {'con' if script else 'sin'} apuro"

    def somebody(post: str, institution: str) -> Visitor:
        return Visitor.at(chromium, demonstration, script=script).come_in_as(post, institution)

    drafter = somebody("Profesional de Gabinete", PRESIDENCY)
    document = write(drafter, subject)
    ask_signature(drafter, document)
    sign(somebody("Presidente", PRESIDENCY), subject)
    counter = somebody("Jefatura de Oficina de Partes", PRESIDENCY)
    number(counter, subject)
    dispatch(counter, document)
    recipient = somebody("Jefatura de Oficina de Partes", WORKS)
    open_in_tray(recipient, subject)
    attend(recipient)
    lawyer = somebody("Jefatura de División Jurídica", WORKS)
    open_in_tray(lawyer, subject)
    press(lawyer.page, "Tomar")
    expect(lawyer.page.get_by_text("Tomado: sus colegas")).to_be_visible()
    counter.go("/enviados")
    expect(counter.page.get_by_text(subject).first).to_be_visible()
    counter.picture(f"journey-{'with' if script else 'without'}-script")
    assert not [each for visitor in (drafter, counter, recipient, lawyer) for each in visitor.complaints]
