import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.people import House
from tests.offices import eventually

CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path) and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="chromium is not here: tests/install-browser"))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """It keeps an event loop running in this process: no longer than a file, or who comes after can run none."""
    with sync_playwright() as playing:
        yield playing


@pytest.fixture(scope="module")
def launched(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def chromium(launched: Browser) -> Iterator[Browser]:
    """Whoever came in with it has left when the test ends."""
    yield launched
    for each in list(launched.contexts):
        each.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The office that `make run` starts, with its demonstration inside."""
    with running(tmp_path_factory.mktemp("demonstration") / "home", "demo", "--serve") as address:
        yield House(address)


def outside(**told: str) -> dict[str, str]:
    """The environment of somebody who told the program nothing but this."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")} | told


class running:  # noqa: N801 -- it is used as a verb
    """`oficina COMMAND` on a port of this machine, from an empty environment, until the context ends."""

    def __init__(self, home: Path, *command: str, **told: str) -> None:
        self.told = told
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.listen = f"127.0.0.1:{free.getsockname()[1]}"
        self.command = [sys.executable, "-m", "oficina.cli", *command, "--home", str(home), "--listen", self.listen]
        self.log = home.with_suffix(".log")

    def __enter__(self) -> str:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command, env=outside(**self.told), stderr=log, stdout=log)  # noqa: S603 -- ours
        try:
            eventually(self._answers, seconds=90)
        except AssertionError:
            self.__exit__()
            raise AssertionError(self.log.read_text()) from None
        return f"http://{self.listen}"

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(self.log.read_text())
        try:
            return httpx.get(f"http://{self.listen}/health/live").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
