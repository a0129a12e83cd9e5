"""Three institutions with things of every kind and level in them, and everybody who may not know of them."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kernel.rows import Base
from kernel.tenancy import SHARED
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.houses import a_house
from tests.isolation.askers import Asker, everybody
from tests.isolation.canaries import Planted, planted
from tests.isolation.planting import exchanged, kept
from tests.offices import do_all_jobs

HOUSES = ("Ministerio de Bienes Nacionales", "Municipalidad de Ancud", "Gobierno Regional de Aysén")
BETWEEN_THEM = {"exchange", "api_keys"}
"""Where institutions meet has the words of what goes from one to the other; a key, the name of its system."""


class World:
    def __init__(
        self, platform: Platform, folder: Path, roles: Sequence[Sequence[str]], levels: Sequence[Sequence[int]]
    ) -> None:
        """`roles`: of each house, who of its people work apart; `levels`: what is planted in it."""
        self.platform, self.log = platform, Heard()
        logging.getLogger().addHandler(self.log)
        houses = self.houses = [a_house(platform, name) for name in HOUSES]
        things: list[Planted] = []
        for number, house in enumerate(houses):
            seed = "abc"[number]
            things += planted(platform, house, seed, levels[number], folder)
            things += exchanged(platform, house, houses[(number + 1) % 3], seed, (1, 4, 2)[number], folder)
            things += kept(platform, house, seed, folder)
        do_all_jobs(platform)
        self.things: Sequence[Planted] = things
        app: Any = create_app(platform)
        self.askers: Sequence[Asker] = everybody(platform, app, houses, roles)
        do_all_jobs(platform)

    def close(self) -> None:
        logging.getLogger().removeHandler(self.log)

    def said(self) -> list[str]:
        """The words that the log of the program tells: there must be none."""
        return self._in("\n".join(self.log.lines))

    def shared(self) -> list[str]:
        """The words in tables that belong to no institution, which the program reads for whoever asks."""
        told = []
        with self.platform.database.engine.connect() as connection:
            for name in sorted(SHARED - BETWEEN_THEM):
                rows = connection.execute(select(Base.metadata.tables[name])).all()
                told += [f"{name}: {word}" for word in self._in(repr(rows))]
        return told

    def _in(self, text: str) -> list[str]:
        return [word for thing in self.things for word in thing.words if word in text]


class Heard(logging.Handler):
    """Whatever the program says of itself while it is asked; what the browser of the tests says is not of it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("httpx"):
            self.lines.append(f"{record.getMessage()} {getattr(record, 'facts', '')}")
