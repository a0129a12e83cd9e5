"""The invented people of a demonstration, for whoever tries it to choose one."""

from typing import NamedTuple
from uuid import UUID

import institutions.service as institutions
from institutions import stewards
from kernel.actor import PLATFORM, system
from kernel.database import Database


class Player(NamedTuple):
    id: UUID
    name: str
    post: str


class Team(NamedTuple):
    """An institution of the demonstration: those with most people come first, for most happens there."""

    institution: str
    players: list[Player]


def players(database: Database) -> list[Team]:
    with database.reading(PLATFORM) as work:
        ids = institutions.all_ids(work)
        names = institutions.names_of(work, ids)
        running = [Player(each.id, each.name, "Instituciones, salud y cola") for each in stewards.listed(work)]
    teams = []
    for each in ids:
        with database.reading(system(each)) as work:
            known = [Player(person.id, person.name, post) for person, post in institutions.roster(work)]
        teams.append(Team(names[each], known))
    teams.sort(key=lambda team: -len(team.players))
    return [team for team in (*teams, Team("Fuera de las instituciones", running)) if team.players]
