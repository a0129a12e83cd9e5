"""A page and a list ask the database as often for many things as for a few."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import correspondence.service as correspondence
import expedientes.service as expedientes
import institutions.service as institutions
import search.saved
from benchmarks import bulk
from oficina.app import create_app
from oficina.platform import Platform
from tests.isolation.addresses import FIXED, NAMED, addresses
from tests.isolation.askers import Asker, an_asker
from tests.isolation.canaries import OFFICE
from tests.offices import Office, an_office
from tests.web.statements import counted

FEW, MANY = 10, 40
"""Of each thing: what costs a statement for each of them shows in every list."""
ALLOWED = 3
"""A page may ask once more for what only some rows have; never once for each row."""


def filled(platform: Platform, office: Office, count: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """So many of each thing that a list shows."""
    for name in ("STILL_OPEN", "TO_NUMBER", "TO_DISPATCH", "DRAFTS"):
        monkeypatch.setattr(bulk, name, count // 5)
    who = SimpleNamespace(person_id=office.person_id)
    house: Any = SimpleNamespace(
        id=office.id,
        office_id=office.office_id,
        units={"Dirección": office.unit_id},
        players={"drafter": who},
        organ=SimpleNamespace(short_name="Obras"),
        desk=lambda _part: office.desk,
    )
    bulk.fill(platform, house, count)
    with office.desk.writing() as work:
        for number in range(count):
            unit = institutions.add_unit(work, f"Unidad {number}", office.office_id)
            post = institutions.add_post(work, unit.id, f"Cargo {number}")
            person = institutions.know_person(work, f"Persona {number}", None)
            institutions.assign(work, person.id, post.id)
            institutions.grant(work, person.id, "redactor", unit_id=unit.id)
            institutions.key_for_system(work, f"Sistema {number}", roles=["sistema"])
            line = correspondence.ListLine("Archivo", way="printed")
            correspondence.keep_list(work, f"Lista {number}", [line], unit_id=office.unit_id)
            search.saved.save(work, f"Búsqueda {number}", {"q": "nada"})
            case = expedientes.open_(work, expedientes.Opening(f"Caso {number}", "Caso", "Ana Rojas"))
            expedientes.add_party(work, case.id, expedientes.Interested(f"Interesado {number}"))
    return {"expediente_id": str(case.id), "person_id": str(person.id)}


def asked_of(platform: Platform, asker: Asker, ids: dict[str, str]) -> Iterator[tuple[str, int]]:
    for address in addresses():
        named = NAMED.findall(address.path)
        if address.method == "GET" and all(name in ids or name in FIXED for name in named):
            path = NAMED.sub(lambda found: (ids | FIXED)[found[1]], address.path)
            with counted(platform) as statements:
                asker.ask("GET", path, query=dict(address.given))
            yield str(address), len(statements)


@pytest.mark.once
def test_no_page_and_no_list_asks_once_for_each_thing_that_it_shows(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = create_app(platform)
    told = []
    for count, name in ((FEW, "Municipalidad de Ancud"), (MANY, "Municipalidad de Quellón")):
        office = an_office(platform, name)
        ids = filled(platform, office, count, monkeypatch)
        told.append(dict(asked_of(platform, an_asker(platform, app, name, office, OFFICE), ids)))

    grown = {address: (few, told[1][address]) for address, few in told[0].items() if told[1][address] > few + ALLOWED}
    assert grown == {}
