"""Another name from a day on: what was written before keeps the old one."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

import audit.service as audit
import correspondence.service as correspondence
import institutions.service as institutions
from correspondence.lines import Target
from institutions import naming
from institutions.errors import NamedInThePast, NamingBegun, NotInTheHouse, SameName
from institutions.models.house import NamedKind as Kind
from kernel.actor import PLATFORM
from oficina.platform import Platform
from tests.correspondence.desks import acknowledged, arrived
from tests.offices import Office, do_all_jobs
from tests.web.desks import at_desk, key


def let_pass(platform: Platform, days: int) -> None:
    then = platform.database.clock() + timedelta(days=days)
    platform.database.clock = lambda: then


def unit_name(office: Office) -> str:
    with office.desk.reading() as work:
        return institutions.unit(work, office.unit_id).name


def test_a_unit_changes_its_name_on_its_day_and_what_was_referred_keeps_the_old_one(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    reception = acknowledged(platform, ministry, municipality)
    with municipality.desk.writing() as work:
        correspondence.refer(work, reception.id, [Target(unit_id=municipality.unit_id)])
        local = ZoneInfo(institutions.zone(work))
        day = (work.now.astimezone(local) + timedelta(days=40)).date()
        naming.rename(work, Kind.UNIT, municipality.unit_id, "Dirección de  Personas", day=day, act_cited="Decreto 12")
    do_all_jobs(platform)
    assert unit_name(municipality) == "Dirección"

    let_pass(platform, 41)
    do_all_jobs(platform)
    assert unit_name(municipality) == "Dirección de Personas"
    with municipality.desk.writing() as work:
        _, steps = correspondence.trail(work, reception.id)
        trail = [each.to for each in steps]
        (again,) = correspondence.refer(work, reception.id, [Target(unit_id=municipality.unit_id)])
        (changed,) = [each for each in audit.trail(work, municipality.unit_id) if each.action == "name.changed"]
        published = {each.name: each for each in work.session.scalars(institutions.addressees(municipality.id))}
    assert "Dirección" in trail
    assert again.holder == "Dirección de Personas"
    assert (changed.facts["was"], changed.facts["name"]) == ("Dirección", "Dirección de Personas")
    assert {"Oficina de Partes", "Dirección de Personas"} <= set(published)
    assert "Dirección" not in published
    assert published["Jefatura"].facts == {"unit": "Dirección de Personas"}


def test_an_institution_that_changes_its_name_sends_with_the_new_one_and_what_it_sent_keeps_the_old(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    before = arrived(platform, ministry, municipality)
    with ministry.desk.writing() as work:
        naming.rename(work, Kind.INSTITUTION, ministry.id, "Ministerio de Infraestructura")
    after = arrived(platform, ministry, municipality)

    with municipality.desk.reading() as work:
        senders = [correspondence.get_reception(work, each.id).sender for each in (before, after)]
    assert senders == ["Ministerio de Obras", "Ministerio de Infraestructura"]
    with platform.database.reading(PLATFORM) as work:
        assert institutions.names_of(work, [ministry.id]) == {ministry.id: "Ministerio de Infraestructura"}


def test_what_makes_no_sense_is_refused(ministry: Office, municipality: Office) -> None:
    with ministry.desk.writing() as work:
        with pytest.raises(SameName):
            naming.rename(work, Kind.UNIT, ministry.unit_id, " Dirección ")
        with pytest.raises(NamedInThePast):
            naming.rename(work, Kind.UNIT, ministry.unit_id, "Otra", day=(work.now - timedelta(days=3)).date())
        for kind, foreign in (
            (Kind.UNIT, municipality.unit_id),
            (Kind.POST, municipality.post_id),
            (Kind.INSTITUTION, municipality.id),
        ):
            with pytest.raises(NotInTheHouse):
                naming.rename(work, kind, foreign, "Otra")
        made = naming.rename(work, Kind.POST, ministry.post_id, "Subsecretaría")
        with pytest.raises(NamingBegun):
            naming.withdraw(work, made.id)
        assert institutions.post(work, ministry.post_id).title == "Subsecretaría"


def test_names_are_changed_and_withdrawn_from_the_screen(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)

    def send(path: str = "", **told: str) -> int:
        answer = browser.post(f"/administracion/nombres{path}", data={**told, **own, **key()})
        return int(answer.status_code)

    assert "Nada ha cambiado de nombre" in browser.get("/administracion/nombres").text
    office = f"office/{ministry.office_id}"
    assert send(que=office, nombre="Oficina Central de Partes", acto="Decreto 12") == 303
    page = browser.get("/administracion/nombres").text
    assert "Nombre cambiado desde ahora" in page
    assert "Rige" in page
    assert "Oficina Central de Partes" in browser.get("/administracion/oficinas").text

    assert send(que=office, nombre="Otra", desde="2099-01-01") == 303
    with ministry.desk.reading() as work:
        coming: UUID = naming.listed(work)[0].id
    assert "Por venir" in browser.get("/administracion/nombres").text
    assert send(f"/{coming}/retiro") == 303
    assert "Sin efecto" in browser.get("/administracion/nombres").text
    let_pass(platform, 40_000)
    do_all_jobs(platform)
    with ministry.desk.reading() as work:
        assert institutions.office(work, ministry.office_id).name == "Oficina Central de Partes"


def test_the_screen_tells_every_wrong_field(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    for told, field in (
        ({}, "que"),
        ({"que": "unit/nada", "nombre": "Otra"}, "que"),
        ({"que": f"unit/{ministry.unit_id}", "nombre": "Otra", "desde": "2000-01-01"}, "desde"),
        ({"que": f"unit/{ministry.unit_id}", "nombre": "Dirección"}, "nombre"),
        ({"que": f"unit/{ministry.office_id}", "nombre": "Otra"}, "que"),
    ):
        answer = browser.post("/administracion/nombres", data={**told, **own, **key()})
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text


def test_the_form_of_the_institution_keeps_the_old_name_too(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    with ministry.desk.writing() as work:
        institutions.amend(work, name="Ministerio de Infraestructura")
    at_desk(platform, browser, ministry)

    page = browser.get("/administracion/nombres").text
    assert "Ministerio de Obras" in page
    assert "Ministerio de Infraestructura" in page
