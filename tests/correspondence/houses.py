"""An institution with an oficina de partes and two units that attend to what it refers to them."""

from dataclasses import dataclass

import institutions.service as institutions
from institutions.doors import actor_behind
from kernel.actor import system
from oficina.platform import Platform
from tests.offices import Office, an_office


@dataclass(frozen=True)
class House:
    office: Office
    """Who dispatches, registers, acknowledges and refers."""
    legal: Office
    archive: Office


def a_house(platform: Platform, name: str) -> House:
    office = an_office(platform, name)
    return House(
        office,
        a_unit(platform, office, "División Jurídica", "Laura Soto", "redactor", "partes-salida"),
        a_unit(platform, office, "Archivo", "Pedro Mansilla", "redactor"),
    )


def a_unit(platform: Platform, office: Office, name: str, whose: str, *roles: str) -> Office:
    """A unit with one person in it, who does not belong to the oficina de partes."""
    with platform.database.writing(system(office.id)) as work:
        unit = institutions.add_unit(work, name, office.office_id)
        post = institutions.add_post(work, unit.id, "Profesional")
        person = institutions.know_person(work, whose, None)
        work.session.flush()
        institutions.assign(work, person.id, post.id)
        for role in roles:
            institutions.grant(work, person.id, role, unit_id=unit.id)
        _, key = institutions.key_for_person(work, person.id)
    desk = platform.database.desk(actor_behind(platform.database, key))
    return Office(office.id, key, desk, office.office_id, unit.id, post.id, person.id)
