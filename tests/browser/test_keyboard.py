"""Without a mouse: every screen of the menu, every control of a page, and out of every dialog."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from oficina.web.navigation import MENU
from tests.browser.people import NARROW, WIDE, House, Visitor

pytestmark = [pytest.mark.database_free, pytest.mark.timeout(240)]

PRESIDENCY, WORKS = "Presidencia de la República", "Ministerio de Obras Públicas"
COUNTER = "Jefatura de Oficina de Partes"
FOR_ADMINISTRATORS = {"/cola"}
"""Nobody of the demonstration administers; what they see is set up by clicking elsewhere."""
MOST = 200
"""Stops of a page: more would be a page on which nobody without a mouse arrives anywhere."""

STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return (window.wasHere = null);
  const ringed = seen => seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2;
  const box = here.getBoundingClientRect();
  const label = here.closest('label');
  const at = document.elementFromPoint(
    Math.min(innerWidth - 1, Math.max(0, box.x + Math.min(box.width, innerWidth) / 2)),
    Math.min(innerHeight - 1, Math.max(0, box.y + Math.min(box.height, innerHeight) / 2)));
  const before = window.wasHere;
  window.wasHere = here;
  return {
    name: here.tagName.toLowerCase() + ' ' + (here.id || here.name || here.textContent.trim().slice(0, 40)),
    href: here.getAttribute('href'),
    ring: ringed(getComputedStyle(here)) || ringed(getComputedStyle(here, '::after')),
    uncovered: !!at && (here.contains(at) || at.contains(here) || !!label?.contains(at)),
    forward: !before || before === here || !!(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
    again: here !== before && here.dataset.reached === 'yes',
    reached: (here.dataset.reached = 'yes'),
  };
}"""
LEFT_OUT = """() => [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]')]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0
    && !each.dataset.reached && !(each.type === 'radio' && document.querySelector(
      `input[type=radio][name="${each.name}"][data-reached]`)))
  .map(each => each.outerHTML.slice(0, 120))"""


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Where Tab leads: to the end of the page, and again from its beginning to where it started."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop and stop["again"]:
            return
        if stop:
            yield stop
    raise AssertionError(f"{page.url} has more than {MOST} stops")


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("/inicio", WIDE),
        ("/inicio", NARROW),
        ("/ingresos/nuevo", WIDE),
        ("/redactar", WIDE),
        ("/oficina-de-partes", WIDE),
        ("/libro", WIDE),
        ("/buscar?q=oficio", WIDE),
        ("/enviados", NARROW),
    ],
)
def test_tab_leads_through_all_that_can_be_pressed_in_order_and_in_sight(
    chromium: Browser, demonstration: House, address: str, size: Any
) -> None:
    visitor = Visitor.at(chromium, demonstration, size=size).come_in_as(COUNTER, WORKS)
    visitor.go(address)
    walk_by_tab(visitor.page)


@pytest.mark.parametrize(
    ("who", "where", "what", "size"),
    [
        ((COUNTER, WORKS), "/inicio", "/recepciones/", WIDE),
        (("Gestión documental", PRESIDENCY), "/expedientes", "/expedientes/0", NARROW),
    ],
)
def test_tab_leads_through_all_of_who_sees_a_thing_and_of_the_form_that_changes_it(
    chromium: Browser, demonstration: House, who: tuple[str, str], where: str, what: str, size: Any
) -> None:
    visitor = Visitor.at(chromium, demonstration, size=size).come_in_as(*who)
    visitor.go(where)
    thing = visitor.page.locator(f"a[href^='{what}']").first.get_attribute("href") or ""
    visitor.go(f"{thing.partition('?')[0]}/acceso")
    expect(visitor.page.get_by_role("button", name="Cambiar el acceso")).to_be_attached()
    walk_by_tab(visitor.page)


def walk_by_tab(page: Page) -> None:
    """Through all of it, each stop in sight, in order and with a ring around it."""
    wrong = []
    for stop in stops(page):
        wrong += [f"{stop['name']}: {lacks}" for lacks in ("ring", "uncovered", "forward") if not stop[lacks]]
    wrong += [f"not reached: {each}" for each in page.evaluate(LEFT_OUT)]

    assert not wrong, "\n".join(wrong)


def tab_to(page: Page, href: str) -> None:
    """Tab, until the focus is on the link that leads there."""
    if not any(stop["href"] == href for stop in stops(page)):
        raise AssertionError(f"no Tab leads to {href} on {page.url}")


def test_every_screen_of_the_menu_is_reached_from_inicio_by_keys(chromium: Browser, demonstration: House) -> None:
    reached: set[str] = set()
    for post, institution in ((COUNTER, WORKS), ("Presidente", PRESIDENCY), ("Gestión documental", PRESIDENCY)):
        visitor = Visitor.at(chromium, demonstration).come_in_as(post, institution)
        page = visitor.page
        visitor.go("/inicio")
        menu = page.eval_on_selector_all(".sidebar li a", "all => all.map(each => each.getAttribute('href'))")
        for place in set(menu) - reached:
            visitor.go("/inicio")
            tab_to(page, place)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{place}", wait_until="commit")
            reached.add(place)
        assert not visitor.complaints

    assert reached >= {place.address for group in MENU for place in group} - FOR_ADMINISTRATORS


def test_the_first_tab_offers_to_skip_to_the_content(chromium: Browser, demonstration: House) -> None:
    visitor = Visitor.at(chromium, demonstration).come_in_as(COUNTER, WORKS)
    page = visitor.page
    visitor.go("/oficina-de-partes")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Saltar al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.getElementById('contenido').contains(document.activeElement)")


def test_the_slash_of_a_latin_american_keyboard_goes_to_the_search_box(chromium: Browser, demonstration: House) -> None:
    """There it is Shift and 7: what counts is the sign, and not the key."""
    visitor = Visitor.at(chromium, demonstration).come_in_as(COUNTER, WORKS)
    page = visitor.page
    visitor.go("/inicio")
    slash = {"modifiers": 8, "key": "/", "code": "Digit7", "windowsVirtualKeyCode": 55}
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "/", **slash})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **slash})
    expect(page.get_by_label("Buscar documentos y expedientes")).to_be_focused()
    page.keyboard.type("oficio")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buscar?q=oficio")


def test_a_list_is_walked_marked_and_acted_upon_by_keys_and_every_dialog_left_by_escape(
    chromium: Browser, demonstration: House
) -> None:
    visitor = Visitor.at(chromium, demonstration).come_in_as(COUNTER, WORKS)
    page = visitor.page
    visitor.go("/inicio")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-list] .opens").first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".bulk output")).to_have_text("1 seleccionado")
    page.keyboard.press("?")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Atajos de teclado")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("[data-list] .opens").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/recepciones/*")
    page.keyboard.press("d")
    expect(dialog.get_by_label("A quién")).to_be_focused()
    visitor.pictures("keyboard-dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
