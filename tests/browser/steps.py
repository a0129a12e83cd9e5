"""What people do with a document, one step after the other, by reading and clicking."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import Visitor
from tests.offices import eventually


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def write(visitor: Visitor, subject: str, *, from_: str, to: str, institution: str, place: str = "Santiago") -> str:
    """An oficio for another institution, kept; the address of its document."""
    page = visitor.page
    visitor.go("/redactar")
    page.get_by_label("MAT.").fill(subject)
    page.get_by_label("Lugar").fill(place)
    for name, post in (("from", from_), ("to", to)):
        page.locator(f"#{name} input").first.fill(post)
    page.locator("#paragraphs textarea").first.fill(
        "Solicito informar el estado de avance de las obras que se indican."
    )
    page.get_by_label("Agregar institución").fill(institution)
    page.locator("#buscador").get_by_role("button", name="Buscar").click()
    page.locator("#distribution").get_by_role("button", name=re.compile(f"^Agregar {institution}")).click()
    press(page, "Guardar borrador")
    page.wait_for_url(re.compile(r"/documentos/[0-9a-f-]{36}"))
    return page.url.removeprefix(visitor.house.address).removesuffix("/editar").partition("?")[0]


def ask_signature(visitor: Visitor, document: str, signer: str) -> None:
    page = visitor.page
    visitor.go(f"{document}/firmas")
    expect(page.locator(".chain li", has_text=signer)).to_have_count(1)  # whoever signs as DE is there already
    press(page, "Enviar a visación y firma")
    expect(page.get_by_text("En firma").first).to_be_visible()


def sign(visitor: Visitor, subject: str, pin: str) -> None:
    page = visitor.page
    visitor.go("/por-firmar")
    page.get_by_label(f"Elegir: {subject}").check()
    page.get_by_label("PIN de su certificado").fill(pin)
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


def attend(visitor: Visitor, unit: str) -> None:
    page = visitor.page
    page.get_by_role("link", name="Acusar recibo").click()
    press(page, "Acusar recibo")
    expect(page.get_by_text("Con acuse").first).to_be_visible()
    page.get_by_role("link", name="Derivar").first.click()
    page.locator("#derivar #para, #para").first.fill(unit)
    page.get_by_label("Providencia").first.fill("Preparar respuesta para la firma")
    press(page, "Derivar")
    expect(page.get_by_text(unit).first).to_be_visible()
