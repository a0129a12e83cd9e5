"""An assistant prepares and dispatches for a chief, never signs, and both are named in what they do."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import audit.service as audit
import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
import signature.service as signatures
from correspondence.lines import Line
from institutions.doors import actor_behind
from institutions.errors import BadAssistance, ChiefNotSaid, NoChief
from kernel.permissions import Permission
from oficina.app import create_app
from oficina.platform import Platform
from signature.models import Role
from signature.rounds import Step
from tests.offices import Office, a_colleague, a_document, a_numbered_document, do_all_jobs, signed_by_all
from tests.web.desks import a_row, at_desk, code_of, key, rows


@pytest.fixture
def chief(platform: Platform, ministry: Office) -> Office:
    return a_colleague(platform, ministry, "Elena Soto", "firmante", title="Subsecretaria")


@pytest.fixture
def assistant(platform: Platform, ministry: Office) -> Office:
    return a_colleague(platform, ministry, "Luis Vera", "asistente", title="Secretario")


def assisting(ministry: Office, chief: Office, assistant: Office) -> UUID:
    with ministry.desk.writing() as work:
        return institutions.assist(work, chief.post_id, assistant_id=assistant.person_id).id


def told_in_log(office: Office, action: str) -> list[tuple[str, str]]:
    """Who acted, and for whom, in each entry of an act."""
    with office.desk.reading() as work:
        people = audit.people_in(work, list(audit.acts(work, action))).values()
        return [(str(told["actor"].value), str(told["behalf"].value)) for told in people]


def test_an_assistant_of_nobody_is_told_what_to_ask_for(platform: Platform, assistant: Office) -> None:
    with pytest.raises(NoChief, match="pida al administrador"):
        a_document(platform, assistant)


def test_what_an_assistant_writes_asks_and_dispatches_names_both(
    platform: Platform, ministry: Office, municipality: Office, chief: Office, assistant: Office
) -> None:
    assisting(ministry, chief, assistant)
    document = a_document(platform, assistant)
    steps = [Step(Role.SIGNATURE, post_id=chief.post_id)]
    with assistant.desk.writing() as work:
        asked = signatures.request(work, document.id, steps)
    with ministry.desk.writing() as work:
        held = documents.get(work, document.id, lock=True)
        documents.mark_signed(work, held)
        documents.number(work, document.id)
    with assistant.desk.writing() as work:
        line = Line(municipality.id, "Alcalde de Ancud")
        sent = correspondence.send(work, document_id=document.id, distribution=[line])

    says = "Elena Soto, Subsecretaria"
    with assistant.desk.reading() as work:
        version = documents.head_version(work, documents.get(work, document.id))
    assert [(each or {}).get("says") for each in (version.behalf, asked[0].behalf, sent.behalf)] == [says] * 3
    assert sent.sent_by == "Luis Vera"
    do_all_jobs(platform)
    for action in ("document.drafted", "signature.requested", "communication.sent"):
        assert told_in_log(ministry, action) == [("Luis Vera", says)], action


def test_the_screens_say_by_whom_and_for_whom(
    platform: Platform, ministry: Office, municipality: Office, chief: Office, assistant: Office
) -> None:
    assisting(ministry, chief, assistant)
    document = a_document(platform, assistant)
    signed_by_all(ministry, document.id)
    with ministry.desk.writing() as work:
        documents.number(work, document.id)
    do_all_jobs(platform)
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    own = at_desk(platform, browser, assistant)
    address = f"/documentos/{document.id}"
    assert "por encargo de <b>Elena Soto, Subsecretaria</b>" in browser.get(f"{address}/despachar").text
    row = rows(a_row("Alcalde de Ancud", institution=code_of(platform, municipality)))

    sent = browser.post(f"{address}/despachar", data={**row, **own, **key()})

    says = "Luis Vera, por encargo de Elena Soto, Subsecretaria"
    for page in (sent.headers["location"], address, f"{address}/hoja-de-ruta", f"{address}/versiones"):
        assert says in browser.get(page).text, page


def test_an_answer_says_for_whom_in_the_hoja_de_ruta(
    platform: Platform, ministry: Office, municipality: Office, chief: Office, assistant: Office
) -> None:
    assisting(ministry, chief, assistant)
    arrived = a_numbered_document(platform, municipality)
    do_all_jobs(platform)
    with municipality.desk.writing() as work:
        correspondence.send(work, document_id=arrived.id, distribution=[Line(ministry.id, "Oficina de Partes")])
    do_all_jobs(platform)
    with ministry.desk.writing() as work:
        reception = work.session.scalars(correspondence.tray(work)).one()
        correspondence.acknowledge(work, reception.id)
    document = a_document(platform, assistant)

    with assistant.desk.writing() as work:
        correspondence.answer(work, reception.id, document_id=document.id)
        _, steps = correspondence.trail(work, reception.id)

    assert [(each.by, each.behalf) for each in steps][-1] == ("Luis Vera", "Elena Soto, Subsecretaria")


def test_an_assistant_of_two_says_for_which(
    platform: Platform, ministry: Office, chief: Office, assistant: Office
) -> None:
    other = a_colleague(platform, ministry, "Raúl Mora", "firmante", title="Jefe de Gabinete")
    assisting(ministry, chief, assistant)
    assisting(ministry, other, assistant)

    with assistant.desk.reading() as work:
        with pytest.raises(ChiefNotSaid):
            institutions.behalf(work, Permission.DRAFT)
        chosen = institutions.behalf(work, Permission.DRAFT, chosen=other.post_id)
        with pytest.raises(NoChief):
            institutions.behalf(work, Permission.DRAFT, chosen=ministry.post_id)
        assert {each.person for each in institutions.chiefs_of(work)} == {"Elena Soto", "Raúl Mora"}
    assert chosen.says == "Raúl Mora, Jefe de Gabinete"


def test_whoever_is_away_is_named_by_who_stands_for_them(ministry: Office, chief: Office, assistant: Office) -> None:
    with ministry.desk.writing() as work:
        institutions.assist(work, chief.post_id, assistant_post_id=assistant.post_id)
        dates = {"begins_at": work.now, "ends_at": work.now + timedelta(days=3)}
        institutions.substitute(work, chief.post_id, ministry.person_id, act_cited="Res. 1/2026", **dates)

    with assistant.desk.reading() as work:
        assert institutions.behalf(work, Permission.DISPATCH).says == "Ana Rojas, Subsecretaria (S)"


def test_an_assistance_ends_and_a_post_does_not_assist_itself(
    ministry: Office, chief: Office, assistant: Office
) -> None:
    ended = assisting(ministry, chief, assistant)
    with ministry.desk.writing() as work:
        institutions.end_assistance(work, ended)
        with pytest.raises(BadAssistance):
            institutions.assist(work, chief.post_id, assistant_post_id=chief.post_id)
        with pytest.raises(BadAssistance):
            institutions.assist(work, chief.post_id)

    with assistant.desk.reading() as work, pytest.raises(NoChief):
        institutions.behalf(work, Permission.DISPATCH)


def test_whoever_may_do_it_in_their_own_name_does(
    platform: Platform, ministry: Office, chief: Office, assistant: Office
) -> None:
    assisting(ministry, chief, assistant)
    with ministry.desk.writing() as work:
        institutions.grant(work, assistant.person_id, "redactor")
    both = replace(assistant, desk=platform.database.desk(actor_behind(platform.database, assistant.key)))

    with both.desk.reading() as work:
        assert not institutions.behalf(work, Permission.DRAFT)
        assert institutions.behalf(work, Permission.DISPATCH).person == "Elena Soto"


def test_the_administrator_ties_an_assistant_to_a_chief_on_the_screen(
    platform: Platform, ministry: Office, chief: Office, assistant: Office
) -> None:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    own = at_desk(platform, browser, ministry)
    told = {"jefatura": str(chief.post_id), "asistente": f"person:{assistant.person_id}"}

    blank = browser.post("/administracion/asistencias", data={**own, **key()})
    done = browser.post("/administracion/asistencias", data={**told, **own, **key()})

    assert blank.status_code == 422
    assert "Elija quién la asiste" in blank.text
    assert done.status_code == 303
    page = browser.get("/administracion/subrogancias").text
    assert "Luis Vera" in page.partition("Asistentes de jefatura")[2]
    with assistant.desk.reading() as work:
        assert institutions.behalf(work, Permission.DRAFT).person == "Elena Soto"
