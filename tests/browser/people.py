"""Somebody at a browser, who reads and clicks as people do: by what is written on the page."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize

PICTURES = Path("var/pictures")
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
AXE = sorted(Path("var/browser").glob("axe-*.js"))
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+\b|(?<=/)[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-.")
HEAVIEST = 100 * 1024
"""Bytes of a page at 256 kbit/s: about three seconds."""


@dataclass(frozen=True)
class House:
    """Where the office answers."""

    address: str


@dataclass
class Visitor:
    """A person with a browser of their own. What the browser complains about is kept."""

    house: House
    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, chromium: Browser, house: House, *, size: Any = WIDE, script: bool = True) -> "Visitor":
        context = chromium.new_context(
            viewport=size, base_url=house.address, java_script_enabled=script, locale="es-CL", reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        visitor = cls(house, context.new_page())
        visitor.page.on("console", visitor._heard)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        return visitor

    def come_in_as(self, post: str, institution: str) -> "Visitor":
        """One of the people of the demonstration."""
        self.page.goto("/entrar")
        team = self.page.locator("details", has_text=institution)
        if team.get_attribute("open") is None:
            team.locator("summary").click()
        team.locator("li", has_text=post).first.get_by_role("button").click()
        return self

    def go(self, address: str) -> Response:
        answer = self.page.goto(address)
        assert answer is not None, address
        return answer

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def pictures(self, name: str) -> None:
        """As it is seen on a desk and on a phone."""
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            self.picture(f"{name}-{size['width']}")

    def addresses(self) -> list[str]:
        """Where the links of this page lead, inside the office."""
        links: list[str] = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        own = [each.removeprefix(self.house.address).partition("#")[0] for each in links]
        return [each for each in own if each.startswith("/") and not each.startswith(("/v1", "/openapi"))]

    def too_wide(self) -> int:
        """How many pixels the page sticks out of the screen."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide

    def obstacles(self) -> list[str]:
        """What axe-core finds serious or critical on this page, and where."""
        if not AXE:
            return []
        self.page.evaluate(AXE[-1].read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:3]}"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
        ]

    def leave(self) -> None:
        self.page.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")


def kind_of(address: str) -> str:
    """The same for every thing of a kind."""
    return ID.sub("…", address.partition("?")[0])
