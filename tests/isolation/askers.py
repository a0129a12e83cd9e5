"""Who asks: people of every role, each where nothing of what is planted is theirs, or only some of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi.testclient import TestClient

import expedientes.service as expedientes
import institutions.service as institutions
from documents.checking import Access
from documents.drafting import Beginning
from documents.kinds import kind
from documents.models import Source
from documents.operations import DraftDocument
from institutions import identity, overview, sessions, stewards
from institutions.doors import actor_behind
from kernel.actor import PLATFORM, system
from kernel.operations import operate
from kernel.permissions import Permission
from oficina.platform import Platform
from tests.correspondence.houses import House, a_unit
from tests.isolation.canaries import APART, LEGAL, OFFICE, Planted
from tests.offices import FIELDS, Office, a_person, alone
from tests.web.desks import at_desk

ROLES = (
    "redactor",
    "visador",
    "firmante",
    "asistente",
    "partes-entrada",
    "partes-jefatura",
    "gestor-documental",
    "auditor",
    "administrador",
)
"""Of whoever works apart: what a role permits opens nothing that is not theirs."""


@dataclass(frozen=True)
class Kept:
    """An answer, and what was asked of the database for it."""

    status: int
    told: bytes
    statements: tuple[str, ...]


@dataclass
class Asker:
    """Somebody at a browser and with a key. Of no house: the public, or whoever runs the platform."""

    name: str
    platform: Platform
    client: TestClient
    own: dict[str, str]
    place: str = APART
    office: Office | None = None
    mine: dict[str, str] = field(default_factory=dict)
    """What is theirs, by the name under which it is asked for: to it they may add what is not."""
    absent: dict[str, Kept] = field(default_factory=dict)
    """How what is not there was answered, by what was asked."""

    @property
    def house_id(self) -> UUID | None:
        return self.office.id if self.office else None

    @property
    def permissions(self) -> frozenset[Permission]:
        return self.office.desk.actor.permissions if self.office else frozenset()

    def may(self, thing: Planted) -> bool:
        return thing.house_id == self.house_id and self.place in thing.readers

    def hears_of(self, thing: Planted) -> bool:
        """Whether they know that it is there, and not what it says."""
        return thing.house_id == self.house_id and self.place in thing.unsaid

    def hidden(self, things: Sequence[Planted]) -> list[Planted]:
        return [each for each in things if not self.may(each)]

    def secret(self, things: Sequence[Planted]) -> list[tuple[Planted, str]]:
        """The words that they must never meet: those of nothing that is theirs."""
        known = {word for each in things if self.may(each) for word in each.words}
        return [(each, word) for each in self.hidden(things) for word in each.words if word not in known]

    def ask(self, method: str, address: str, form: Any = None, query: dict[str, str] | None = None) -> httpx.Response:
        answer: httpx.Response
        if address.startswith("/v1"):
            headers = {"Idempotency-Key": str(uuid4())} if method != "GET" else {}
            headers |= self.office.headers if self.office else {}
            json = form if method != "GET" else None
            answer = self.client.request(method, address, headers=headers, json=json, params=query)
        else:
            data = {**self.own, "key": str(uuid4()), **(form or {})} if method != "GET" else None
            answer = self.client.request(method, address, data=data, params=query)
        return answer


def everybody(platform: Platform, app: Any, houses: Sequence[House], roles: Sequence[Sequence[str]]) -> list[Asker]:
    """Of each house the roles that are told for it; a clerk of its office, a colleague of its legal division and a
    system; and the public, and whoever runs the platform.
    """
    askers = [Asker("public", platform, _browser(app), {}), _steward(platform, app)]
    for number, (house, own) in enumerate(zip(houses, roles, strict=True)):
        office, legal = house.office, house.legal
        for role in own:
            who = a_unit(platform, office, f"Gabinete {role}", f"Persona {role}", role)
            askers.append(an_asker(platform, app, f"{role} of {number}", who, APART))
        clerk = a_person(
            platform, office.id, "Rosa Vera", "partes-jefatura", office_id=office.office_id, unit_id=office.unit_id
        )
        askers.append(an_asker(platform, app, f"clerk of {number}", clerk, OFFICE))
        mate = a_person(platform, legal.id, "Luz Mora", "firmante", office_id=legal.office_id, unit_id=legal.unit_id)
        _of_no_office(platform, mate)
        askers.append(an_asker(platform, app, f"mate of {number}", mate, LEGAL))
        askers.append(a_system(platform, app, house, f"system of {number}"))
    return askers


def an_asker(platform: Platform, app: Any, name: str, office: Office, place: str) -> Asker:
    client = _browser(app)
    return Asker(name, platform, client, at_desk(platform, client, office), place, office, _things_of(platform, office))


def _things_of(platform: Platform, who: Office) -> dict[str, str]:
    """A draft and an expediente of their own, with nothing of anybody else in them."""
    access = Access(2, "Ley 20.285, artículo 21 N° 1")
    fields = FIELDS.model_copy(update={"subject": "Borrador propio"})
    beginning = Beginning(kind("oficio-ordinario"), fields, Source.DRAFTED, access, who.unit_id, who.office_id)
    desk = platform.database.desk(replace(who.desk.actor, lent=frozenset()))
    draft = operate(desk, DraftDocument(platform.blobs, beginning), alone)
    with desk.writing() as work:
        case = expedientes.open_(work, expedientes.Opening("Caso propio", "Caso propio", "Quien pregunta"))
    return {"document_id": str(draft.id), "expediente_id": str(case.id)}


def _browser(app: Any) -> TestClient:
    return TestClient(app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False)


def _of_no_office(platform: Platform, who: Office) -> None:
    """Their role is of their unit alone."""
    with platform.database.writing(system(who.id)) as work:
        for each in overview.grants(work, who.person_id):
            each.row.office_id = None


def _steward(platform: Platform, app: Any) -> Asker:
    client = _browser(app)
    with platform.database.writing(PLATFORM) as work:
        person_id = stewards.name(work, "Pía Luna", "11.111.111-1").id
        identity.enrol_totp(work, platform.secrets, person_id)
    with platform.database.writing(PLATFORM) as work:
        token = sessions.open_for(work, person_id).token
    client.cookies.set("__Host-oficina", token)
    client.get("/cargo")
    return Asker("platform", platform, client, {"csrf": platform.secrets.digest("csrf", token)})


def a_system(platform: Platform, app: Any, house: House, name: str) -> Asker:
    """Another program of the house, with a key of its own and no place in it."""
    with platform.database.writing(system(house.office.id)) as work:
        _, key = institutions.key_for_system(work, "Sistema de prueba", roles=["sistema"])
    desk = platform.database.desk(actor_behind(platform.database, key))
    own = house.office
    office = Office(own.id, key, desk, own.office_id, own.unit_id, own.post_id, own.person_id)
    return Asker(name, platform, _browser(app), {}, APART, office)
