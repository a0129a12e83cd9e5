"""A FirmaGob of the tests: the stand-in of the product, really served, and an office that is told of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from kernel.operations import operate
from oficina.commands.sandbox import served
from oficina.platform import Platform
from signature import access, pki
from signature.choosing import ChooseFirmaGob, SealByFirmaGob
from signature.pki import Pki
from signature.providers import FirmaGob, Providers
from signature.providers.firmagob import Access
from signature.rehearsing import StandIn
from tests.offices import Office, a_person, alone
from tests.signature.people import House

OTP = "123456"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
KEYS: dict[str, Any] = {}
"""Shared by all the tests: a key of RSA takes long."""


@cache
def authority() -> Pki:
    """One for all the tests: to make its keys takes long."""
    return pki.make(BEGINS)


@dataclass(frozen=True)
class There:
    """An office that speaks to a FirmaGob."""

    platform: Platform
    service: StandIn

    @property
    def asked(self) -> int:
        return len(self.service.asked)


@contextmanager
def a_firmagob(platform: Platform, office: Office, patience: float = 10.0) -> Iterator[There]:
    def clock() -> datetime:
        return platform.database.clock()

    service = StandIn(authority(), clock, _keys=KEYS)
    with served(service) as url:
        providers = Providers(firmagob=FirmaGob(url, patience))
        told = replace(platform, workshop=replace(platform.workshop, providers=providers))
        with office.desk.writing() as work:
            access.keep(work, platform.secrets, Access(service.entity, service.api_token, service.secret))
        yield There(told, service)


def chooses(there: There, who: Office, otp: str = OTP) -> None:
    platform = there.platform
    choosing = ChooseFirmaGob(platform.secrets, platform.workshop.providers, who.person_id, otp)
    operate(who.desk, choosing, alone)


def seals_with(there: There, office: Office, run: str) -> None:
    platform = there.platform
    operate(
        office.desk,
        SealByFirmaGob(platform.secrets, platform.workshop.providers, office.office_id, run),
        alone,
    )


def a_small_house(platform: Platform, ana: Office) -> House:
    """Ana asks, Carla signs; neither has a key here."""
    carla = a_person(
        platform,
        ana.id,
        "Carla Díaz",
        office_id=ana.office_id,
        unit_id=ana.unit_id,
        title="Ministra",
        run="11.111.111-1",
    )
    return House(ana, ana, carla, ana)
