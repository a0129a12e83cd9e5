"""A document goes from one institution to another by reading and clicking, with and without a script."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import House, Visitor
from tests.browser.steps import ask_signature, attend, dispatch, number, open_in_tray, press, sign, write

pytestmark = [pytest.mark.database_free, pytest.mark.timeout(240)]

PRESIDENCY, WORKS = "Presidencia de la República", "Ministerio de Obras Públicas"
SIGNER, PIN = "Presidente de la República", "2001-demo"


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_document_goes_from_draft_to_the_unit_that_attends_it(
    chromium: Browser, demonstration: House, *, script: bool
) -> None:
    subject = f"Pide estado de avance {'con' if script else 'sin'} apuro"

    def somebody(post: str, institution: str) -> Visitor:
        return Visitor.at(chromium, demonstration, script=script).come_in_as(post, institution)

    drafter = somebody("Profesional de Gabinete", PRESIDENCY)
    document = write(drafter, subject, from_=SIGNER, to="Ministra de Obras Públicas", institution=WORKS)
    ask_signature(drafter, document, "Presidente")
    sign(somebody("Presidente", PRESIDENCY), subject, PIN)
    counter = somebody("Jefatura de Oficina de Partes", PRESIDENCY)
    number(counter, subject)
    dispatch(counter, document)
    recipient = somebody("Jefatura de Oficina de Partes", WORKS)
    open_in_tray(recipient, subject)
    attend(recipient, "División Jurídica")
    lawyer = somebody("Jefatura de División Jurídica", WORKS)
    open_in_tray(lawyer, subject)
    press(lawyer.page, "Tomar")
    expect(lawyer.page.get_by_text("Tomado: sus colegas")).to_be_visible()
    counter.go("/enviados")
    expect(counter.page.get_by_text(subject).first).to_be_visible()
    counter.picture(f"journey-{'with' if script else 'without'}-script")
    assert not [each for visitor in (drafter, counter, recipient, lawyer) for each in visitor.complaints]
