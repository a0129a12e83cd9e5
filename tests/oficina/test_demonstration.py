"""A demonstration keeps to itself: to its database, to its machine, and to its clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from institutions import sessions
from kernel.actor import PLATFORM, system
from oficina import clock
from oficina.app import create_app
from oficina.commands import CommandRefused
from oficina.commands.serve import refuse_in_the_open
from oficina.office import Mixture, admit
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from oficina.upkeep.examine import nothing_is_of_a_demonstration
from tests.offices import Office, an_office
from tests.web.desks import at_desk, key


@pytest.fixture
def playing(settings: Settings) -> Iterator[Platform]:
    """The same office, as a demonstration."""
    platform = open_platform(settings.model_copy(update={"demo": True}))
    yield platform
    platform.close()


def test_a_demonstration_never_becomes_an_office_of_real_work(playing: Platform, platform: Platform) -> None:
    assert admit(playing).demonstration

    with pytest.raises(Mixture, match="es de una demostración"):
        admit(platform)


def test_an_office_of_real_work_never_becomes_a_demonstration(playing: Platform, platform: Platform) -> None:
    admit(platform)

    with pytest.raises(Mixture, match="trabajo real"):
        admit(playing)


@pytest.mark.parametrize("listen", ["127.0.0.1:1", "localhost:1", "127.0.0.9:80"])
def test_a_demonstration_attends_its_own_machine(settings: Settings, listen: str) -> None:
    refuse_in_the_open(settings.model_copy(update={"demo": True, "listen": listen}))


@pytest.mark.parametrize("listen", ["0.0.0.0:8000", "192.168.1.4:80", "oficina.cl:443"])
def test_a_demonstration_attends_nobody_else(settings: Settings, listen: str) -> None:
    with pytest.raises(CommandRefused, match="solo atiende en este equipo"):
        refuse_in_the_open(settings.model_copy(update={"demo": True, "listen": listen}))
    refuse_in_the_open(settings.model_copy(update={"listen": listen}))


def test_the_doctor_says_what_of_a_demonstration_is_among_real_work(
    platform: Platform, playing: Platform, ministry: Office
) -> None:
    found = nothing_is_of_a_demonstration(platform)
    assert ministry.id
    assert found
    assert "certificados sin valor legal en 1" in found.what
    assert nothing_is_of_a_demonstration(playing) is None


def test_the_clock_of_a_demonstration_is_moved_from_its_screen_and_nobody_is_thrown_out(playing: Platform) -> None:
    office = an_office(playing, "Ministerio de Obras")
    browser = TestClient(create_app(playing), base_url="https://testserver", follow_redirects=False)
    own = at_desk(playing, browser, office)
    before = playing.database.clock()
    assert "Mover el reloj" in browser.get("/demostracion/reloj").text

    assert browser.post("/demostracion/reloj", data={"paso": "semana", **own, **key()}).status_code == 303
    assert browser.get("/demostracion/reloj").status_code == 200
    backwards = browser.post("/demostracion/reloj", data={"fecha": "01-01-2020", **own, **key()})
    assert backwards.status_code == 422
    assert "solo avanza" in backwards.text

    moved = timedelta(days=7)
    assert moved <= playing.database.clock() - before < moved + timedelta(hours=1)
    worker = clock.MovableClock(playing.settings.database_url, playing.database.clock)
    assert worker() - playing.database.clock() > timedelta(days=6)


def test_no_other_clock_is_moved(platform: Platform, ministry: Office) -> None:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    own = at_desk(platform, browser, ministry)

    assert browser.get("/demostracion/reloj").status_code == 404
    assert browser.post("/demostracion/reloj", data={"paso": "hora", **own, **key()}).status_code == 404
    with platform.database.reading(system(ministry.id)) as work:
        assert work.session.get(clock.ClockRow, 1) is None
    with platform.database.reading(PLATFORM) as work:
        assert sessions.open_of(work, ministry.person_id)
