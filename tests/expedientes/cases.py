"""Expedientes as the tests see them: opened, with things in them, by people of whom we know what they may read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import expedientes.service as expedientes
from expedientes.models import Direction, Expediente, FiledEntry
from expedientes.service import Fileable, Opening
from kernel.database import Desk
from kernel.permissions import EVERYTHING
from oficina.platform import Platform
from tests.offices import Office

OPENING = Opening("Permiso de áridos, río Huasco", "Solicitud de permiso", "Ana Rojas, Jefa de Jurídica")
MAY = datetime(2026, 5, 11, 16, tzinfo=UTC)


def a_clerk(platform: Platform, office: Office, *, units: frozenset[UUID] = frozenset()) -> Desk:
    """Somebody who sees only what is marked for them or for their units."""
    actor = replace(
        office.desk.actor,
        person_id=uuid4(), client=str(uuid4()), permissions=EVERYTHING, units=units,
        posts=frozenset(), offices=frozenset(), sees_everything=False,
    )  # fmt: skip
    return platform.database.desk(actor)


def a_seer(platform: Platform, office: Office) -> Desk:
    """Whoever sees everything of the institution."""
    return platform.database.desk(replace(office.desk.actor, permissions=EVERYTHING, sees_everything=True))


def opened(desk: Desk, opening: Opening = OPENING) -> Expediente:
    with desk.writing() as work:
        return expedientes.open_(work, opening)


def a_thing(title: str = "Solicitud", *, at: datetime = MAY, direction: Direction = Direction.IN) -> Fileable:
    digest = uuid4().hex * 2
    return Fileable("antecedent", uuid4(), title, "Antecedente", direction, at, {"folio": "N° 1847/2026"}, digest)


def filed(desk: Desk, expediente: Expediente, thing: Fileable) -> FiledEntry:
    with desk.writing() as work:
        return expedientes.file(work, expediente.id, thing)


def faults(desk: Desk) -> list[tuple[str, int | None]]:
    with desk.reading() as work:
        return [(fault.what, fault.position) for fault in expedientes.verify(work)]


@dataclass
class Hands:
    """A clock that the test turns."""

    at: datetime = MAY + timedelta(days=30)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def keeping_time(platform: Platform, clock: Callable[[], datetime]) -> Platform:
    platform.database.clock = clock
    return platform
