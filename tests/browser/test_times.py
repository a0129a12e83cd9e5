"""How long a task takes: keys counted by script, and the time that the office takes to answer.

The model is that of keystrokes (KLM, Card, Moran and Newell 1980): 0.2 s for each key, as a clerk types who is used to
it, and 1.35 s for each field, to look at the paper and find what goes there. What the office takes is measured.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

import correspondence.service as correspondence
import documents.service as documents
from institutions import sessions
from kernel.actor import PLATFORM, system
from kernel.jobs import JobRow
from oficina.platform import Platform
from tests.browser.people import House, Visitor
from tests.browser.steps import press
from tests.correspondence.desks import receptions, to
from tests.offices import Office, a_colleague, a_numbered_document, do_all_jobs
from tests.serving import served
from tests.signature.people import PIN, with_a_key
from tests.web.test_signing_pages import waiting

pytestmark = [pytest.mark.database_free, pytest.mark.timeout(240)]

KEY, LOOK = 0.2, 1.35
MOST_SECONDS, MOST_TO_SIGN = 60, 30
MANY, SIGNED = 30, 10
FIGURES = Path("var/pictures/times.txt")
Made = TypeVar("Made")


@dataclass
class Clerk:
    """Somebody at the counter who uses nothing but the keyboard."""

    page: Page
    keys: int = 0
    fields: int = 0

    def write(self, text: str = "", *, skips: int = 0) -> None:
        """A field filled in, and on to the next; `skips` are those that stay as they are."""
        self.page.keyboard.type(text)
        self.keys += len(text)
        self.fields += 1
        for _ in range(skips + 1):
            self.press("Tab")

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.keys += len(keys.split("+"))

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.fields * LOOK


def elsewhere(make: Callable[[], Made]) -> Made:
    """Outside the thread in which the browser keeps its event loop: to seal and to sign need one of their own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(make).result()


@contextmanager
def at_desk(chromium: Browser, platform: Platform, office: Office) -> Iterator[Visitor]:
    """Somebody who came in before, while the office attends."""
    with platform.database.writing(PLATFORM) as work:
        token = sessions.open_for(work, office.person_id).token
    with platform.database.writing(system(office.id)) as work:
        sessions.work_at(work, token, office.id, office.post_id)
    with served(platform) as address:
        visitor = Visitor.at(chromium, House(address))
        url = address.replace("http", "https")
        visitor.page.context.add_cookies([{"name": "__Host-oficina", "value": token, "url": url, "secure": True}])
        yield visitor
        visitor.leave()
    assert not visitor.complaints


def told(figure: str) -> None:
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    with FIGURES.open("a") as file:
        file.write(f"{figure}\n")


def test_a_second_paper_is_entered_by_keyboard_in_less_than_a_minute(
    chromium: Browser, platform: Platform, ministry: Office
) -> None:
    with at_desk(chromium, platform, ministry) as visitor:
        visitor.go("/ingresos/nuevo")
        enter(visitor.page, "Juana Pérez Soto", "9.876.543-3", "14", "Solicita copia del decreto 21")
        subject = "Reclama por el alumbrado de calle Esmeralda"
        clerk, answered = enter(visitor.page, "Luis Rojas Muñoz", "12.345.678-5", "15", subject)
        visitor.pictures("times-second-entry")
    took = clerk.seconds + answered
    told(
        f"a second paper entry: {clerk.keys} keys, {clerk.fields} fields, {answered:.2f} s of the office: {took:.0f} s"
    )

    assert took <= MOST_SECONDS
    entered = [(each.entry_number, each.sender_rut, each.subject, each.kind) for each in receptions(ministry)]
    assert entered[1:] == [(2, "12.345.678-5", subject, "Carta")]


def enter(page: Page, sender: str, run: str, number: str, subject: str) -> tuple[Clerk, float]:
    """What is on a paper, from its sender to its materia; and how long it took until the next could be entered."""
    clerk = Clerk(page)
    expect(page.get_by_label("Remitente")).to_be_focused()
    clerk.write(sender)
    clerk.write(run, skips=1)
    kind = page.get_by_label("Tipo").input_value()
    clerk.write("" if kind else "Carta")
    clerk.write(number)
    clerk.write("05052026", skips=1)
    clerk.write(subject, skips=1)
    clerk.write("2")
    clerk.press("Control+Enter")
    pressed = time.monotonic()
    expect(page.get_by_text("registrado")).to_be_visible()
    expect(page.get_by_label("Remitente")).to_be_focused()
    return clerk, time.monotonic() - pressed


def test_what_came_is_acknowledged_and_referred_in_two_actions_however_much_it_is(
    chromium: Browser, platform: Platform, ministry: Office, municipality: Office
) -> None:
    elsewhere(lambda: arrive(platform, ministry, municipality))
    with at_desk(chromium, platform, municipality) as visitor:
        page = visitor.page
        visitor.go("/inicio?bandeja=to-acknowledge")
        page.get_by_label(f"Marcar los {MANY}").check()
        visitor.pictures("times-many-picked")
        page.get_by_role("link", name="Derivar").click()
        dialog = page.locator("#derivar")
        dialog.get_by_label("A la unidad").select_option(label="Dirección")
        dialog.get_by_label("Providencia").fill("Preparar respuesta")
        pressed = time.monotonic()
        press(page, "Derivar")
        expect(page.get_by_role("heading", name=f"Derivación: {MANY} de {MANY}")).to_be_visible(timeout=30_000)
        told(f"{MANY} acknowledged and referred in two actions: {time.monotonic() - pressed:.2f} s of the office")
        visitor.pictures("times-many-referred")

    came = receptions(municipality)
    assert [bool(each.acknowledged_at and each.referred_at) for each in came] == [True] * MANY


def arrive(platform: Platform, sender: Office, recipient: Office) -> None:
    """As it is in rows once they were signed and sealed: how they are is for the tests of signatures."""
    numbered = [a_numbered_document(platform, sender).id for _ in range(MANY)]
    with sender.desk.writing() as work:
        work.session.execute(delete(JobRow).where(JobRow.institution_id == sender.id))
        for each in numbered:
            own = documents.get(work, each, lock=True)
            documents.mark_sealed(work, own, documents.head_version(work, own))
            correspondence.send(work, document_id=each, distribution=[to(recipient)], expectation=None)
    do_all_jobs(platform)


def test_many_are_signed_with_one_pin(chromium: Browser, platform: Platform, ministry: Office) -> None:
    def furnished() -> Office:
        signer = a_colleague(platform, ministry, "Carla Díaz", "firmante", title="Ministra")
        with_a_key(platform, signer)
        waiting(platform, ministry, signer, SIGNED)
        return signer

    with at_desk(chromium, platform, elsewhere(furnished)) as visitor:
        page = visitor.page
        visitor.go("/por-firmar")
        page.get_by_label(f"Marcar los {SIGNED}").check()
        page.get_by_label("PIN de su certificado").fill(PIN)
        page.get_by_label("Revisé los documentos elegidos").check()
        pressed = time.monotonic()
        press(page, "Firmar los elegidos")
        done = page.get_by_text(f"{SIGNED} de {SIGNED} documentos")
        expect(done).to_be_visible(timeout=MOST_TO_SIGN * 1000)
        took = time.monotonic() - pressed
        told(f"{SIGNED} signed from the page: {took:.1f} s")
        visitor.pictures("times-signed")

    assert took <= MOST_TO_SIGN
