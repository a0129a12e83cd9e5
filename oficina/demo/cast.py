"""Who plays in the demonstration: its institutions, furnished through the use cases that people use, and its people.

Every person is invented. Their keys and PIN are written beside the data, for whoever tries the office.
"""

from dataclasses import dataclass, field
from uuid import UUID

import institutions.service as institutions
from institutions.doors import actor_behind
from kernel.actor import PLATFORM, system
from kernel.database import Desk
from kernel.operations import operate
from kernel.rut import Rut, check_digit
from kernel.work import Work
from oficina.demo.facts import Organ
from oficina.platform import Platform
from signature.issuing import IssueCredential, IssueSeal

PIN = "2001-demo"
FIRST_RUN = 21_000_000
GIVEN = (
    *("Ana María", "Benjamín", "Catalina", "Diego", "Elena", "Fernando", "Gabriela", "Hernán", "Isidora", "Joaquín"),
    *("Karina", "Leonardo", "Magdalena", "Nicolás", "Olivia", "Patricio", "Rayén", "Sebastián", "Trinidad", "Ulises"),
    *("Valentina", "Waldo", "Ximena", "Yerko", "Zoila"),
)
FAMILY = (
    *("Rojas Peñaloza", "Soto Ñancupil", "Díaz Arancibia", "Paz Oyarzún", "Muñoz Catrileo", "Vera Gallardo"),
    *("Cárdenas Barría", "Llanos Ibáñez", "Quiroga Ulloa", "Espinoza Zúñiga", "Huenchumilla Pérez"),
)


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the demonstration: how they come in, and where."""

    name: str
    post: str
    institution: str
    roles: tuple[str, ...]
    key: str
    desk: Desk
    person_id: UUID
    post_id: UUID


@dataclass(slots=True)
class House:
    """An institution of the demonstration, with its oficina de partes, its units and its people by their part."""

    organ: Organ
    id: UUID
    office_id: UUID
    units: dict[str, UUID]
    players: dict[str, Player] = field(default_factory=dict)

    def desk(self, part: str) -> Desk:
        return self.players[part].desk


@dataclass(slots=True)
class Cast:
    """Furnishes the houses, one person after the other."""

    platform: Platform
    hired: int = 0

    def furnish(self, organ: Organ, *units: str) -> House:
        """An institution with its oficina de partes and a seal, and the units that it is to have."""
        with self.platform.database.writing(PLATFORM) as work:
            institution = institutions.found(
                work,
                organ.name,
                code=organ.code,
                short_name=organ.short_name,
                kind="ministerio",
                letterhead=["República de Chile", organ.name],
                demonstration=True,
            )
        with self.platform.database.writing(system(institution.id)) as work:
            office = institutions.open_office(work, "Oficina de Partes", "OP", main=True)
            work.session.flush()
            named = {name: institutions.add_unit(work, name, office.id).id for name in ("Gabinete", *units)}
        house = House(organ, institution.id, office.id, named)
        seal = IssueSeal(self.platform.demonstration, self.platform.secrets, office.id)
        operate(self.platform.database.desk(system(institution.id)), seal, _alone)
        return house

    def hire(
        self, house: House, part: str, post: str, *roles: str, unit: str = "Gabinete", signs: bool = False
    ) -> None:
        """Somebody new in a post, with their key; whoever signs gets a demonstration certificate too."""
        name, run = self._somebody()
        with self.platform.database.writing(system(house.id)) as work:
            rank = 10 if signs and unit == "Gabinete" else 100
            held = institutions.add_post(work, house.units[unit], post, rank=rank)
            person = institutions.know_person(work, name, run)
            work.session.flush()
            institutions.assign(work, person.id, held.id)
            for role in roles:
                in_office = house.office_id if role.startswith(("partes", "gestor")) else None
                institutions.grant(work, person.id, role, unit_id=house.units[unit], office_id=in_office)
            _, key = institutions.key_for_person(work, person.id)
        desk = self.platform.database.desk(actor_behind(self.platform.database, key))
        house.players[part] = Player(name, post, house.organ.name, roles, key, desk, person.id, held.id)
        if signs:
            own = IssueCredential(self.platform.demonstration, self.platform.secrets, person.id, PIN, post)
            operate(desk, own, _alone)

    def assist(self, house: House, chief: str, assistant: str) -> None:
        """One prepares and dispatches for the other."""
        with self.platform.database.writing(system(house.id)) as work:
            players = house.players
            institutions.assist(work, players[chief].post_id, assistant_id=players[assistant].person_id)

    def _somebody(self) -> tuple[str, str]:
        number = FIRST_RUN + 7_919 * self.hired
        name = f"{GIVEN[self.hired % len(GIVEN)]} {FAMILY[self.hired % len(FAMILY)]}"
        self.hired += 1
        return name, str(Rut(number, check_digit(number)))


def _alone(work: Work, do: object) -> object:
    return do(work)  # type: ignore[operator]  # what `operate` hands over is an act
