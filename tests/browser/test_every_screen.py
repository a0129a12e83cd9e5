"""Every screen that can be reached by clicking, in a wide browser and on a phone."""

from collections import deque
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as Downloaded

from tests.browser.people import HEAVIEST, NARROW, WIDE, House, Visitor, kind_of

pytestmark = [pytest.mark.database_free, pytest.mark.timeout(300)]

PLAYERS = (
    ("Jefatura de Oficina de Partes", "Presidencia de la República"),
    ("Presidente", "Presidencia de la República"),
    ("Gestión documental", "Presidencia de la República"),
)
NOT_PAGES = (
    "/estatico",
    "/salir",
    "/eventos",
    "pdf",
    "descargar",
    ".csv",
    ".xlsx",
    ".png",
    ".zip",
    ".xml",
    ".txt",
    ".json",
)


@pytest.mark.parametrize(("post", "institution"), PLAYERS)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_screen_that_can_be_reached_is_sound(
    chromium: Browser, demonstration: House, post: str, institution: str, size: dict[str, int]
) -> None:
    visitor = Visitor.at(chromium, demonstration, size=size).come_in_as(post, institution)
    wrong: list[str] = []
    for name in walk(visitor, wrong):
        wrong += [f"{name}: sticks out by {visitor.too_wide()} px"] if visitor.too_wide() > 0 else []
        wrong += [f"{name}: {each}" for each in visitor.obstacles()]
        visitor.picture(f"{post.partition(' ')[0].lower()}-{size['width']}{name.replace('/', '-').replace('…', 'x')}")
    visitor.leave()

    assert not wrong + visitor.complaints, "\n".join(wrong + visitor.complaints)


def walk(visitor: Visitor, wrong: list[str]) -> Iterator[str]:
    """One page of each kind, beginning where everybody begins."""
    waiting, known = deque(["/inicio"]), {"/inicio"}
    while waiting:
        address = waiting.popleft()
        name = kind_of(address)
        try:
            answer = visitor.go(address)
        except Downloaded:
            continue
        if not answer.ok:
            wrong.append(f"{name}: {answer.status}")
            continue
        if len(answer.body()) > HEAVIEST:
            wrong.append(f"{name}: {len(answer.body())} bytes")
        for each in visitor.addresses():
            if kind_of(each) not in known and not any(part in each for part in NOT_PAGES):
                known.add(kind_of(each))
                waiting.append(each)
        yield name
