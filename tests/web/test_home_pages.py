"""Inicio: the trays, what lies in them, and acting on many at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from correspondence.lines import Target
from kernel.calendar import Holidays
from oficina.platform import Platform
from oficina.web.home.pulse import BEAT, Pulse
from oficina.web.home.trays import working_days
from tests.correspondence.desks import arrived
from tests.correspondence.houses import a_house
from tests.correspondence.papers import a_letter
from tests.offices import Office, a_colleague
from tests.serving import served
from tests.web.desks import at_desk, key
from tests.web.statements import counted

NOON = datetime(2026, 9, 22, 12, tzinfo=UTC)


def letters(office: Office, many: int, **but: object) -> list[UUID]:
    """Entries made by hand, one after the other."""
    ids = []
    for at in range(many):
        with office.desk.writing() as work:
            entry = a_letter(work.now - timedelta(hours=1), subject=f"Carta {at}", **but)
            ids.append(correspondence.register_entry(work, entry).id)
    return ids


def test_what_came_is_in_its_tray_with_its_count_until_it_is_attended(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, municipality)
    reception = arrived(platform, ministry, municipality)

    page = browser.get("/inicio").text
    assert reception.subject in page
    assert "Sin acuse de recibo" in page
    assert "1 sin acuse de recibo" in page
    chosen = {"pick": str(reception.id), "accion": "acusar", "bandeja": "to-acknowledge"}
    result = browser.post("/oficina-de-partes/lote", data={**chosen, **own, **key()})
    assert "Acuse de recibo: 1 de 1" in result.text
    assert "Todo lo que llegó tiene acuse" in browser.get("/inicio", params={"bandeja": "to-acknowledge"}).text


def test_many_are_referred_and_ended_at_once_each_with_its_own_result(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    ids = [str(each) for each in letters(ministry, 3)]

    refer = {"accion": "derivar", "unidad": str(ministry.unit_id), "providencia": "Responder", "bandeja": "to-refer"}
    assert (
        "Derivación: 3 de 3"
        in browser.post("/oficina-de-partes/lote", data={"pick": ids, **refer, **own, **key()}).text
    )
    end = {"accion": "terminar", "forma": "noted", "motivo": "Ya se sabe", "bandeja": "pending"}
    assert "3 de 3" in browser.post("/oficina-de-partes/lote", data={"pick": ids[:3], **end, **own, **key()}).text
    again = browser.post("/oficina-de-partes/lote", data={"pick": ids, **end, **own, **key()}).text
    assert "0 de 3" in again
    assert "ya se dio por terminado" in again
    assert "Carta 0" in browser.get("/inicio", params={"bandeja": "closed"}).text


def test_nothing_marked_is_told_and_nothing_is_done(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)

    answer = browser.post("/oficina-de-partes/lote", data={"accion": "acusar", "bandeja": "pending", **own, **key()})
    assert answer.status_code == 303
    assert "Marque al menos un ingreso" in browser.get("/inicio").text


def test_a_tray_asks_the_database_as_often_however_full_it_is(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    letters(ministry, 2)
    with counted(platform) as few:
        browser.get("/inicio")
    letters(ministry, 20)
    with counted(platform) as many:
        assert browser.get("/inicio").text.count('class="item') == 22

    assert len(many) == len(few)


def test_what_is_reserved_is_a_line_without_words_for_the_counter(platform: Platform, browser: TestClient) -> None:
    house = a_house(platform, "Ministerio de Bienes Nacionales")
    reserved = {"access_level": 4, "access_cause": "Ley 20.285, art. 21", "destination_unit_id": house.legal.unit_id}
    letters(house.office, 1, sender="Canario Soto", **reserved)
    at_desk(platform, browser, a_colleague(platform, house.office, "Berta Soto", "partes-entrada"))

    page = browser.get("/inicio").text
    assert "[Reservado]" in page
    assert "Carta 0" not in page
    assert "Canario Soto" not in page


def test_a_page_follows_another(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, ministry)
    letters(ministry, 41)

    first = browser.get("/inicio").text
    assert first.count('class="item') == 40
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert browser.get(following).text.count('class="item') == 1


def test_whoever_looks_is_told_what_came_since_the_page_was_made(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    assert browser.get("/inicio/eventos").status_code == 303
    at_desk(platform, browser, ministry)
    (seen,) = letters(ministry, 1)

    assert f'data-live="/inicio/eventos?desde={seen}"' in browser.get("/inicio").text


def test_the_office_ends_although_somebody_looks_at_inicio(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    """Otherwise it would wait for them until they leave, and be away for as long at every change of version."""
    at_desk(platform, browser, ministry)
    with httpx.Client(headers={"Cookie": f"__Host-oficina={browser.cookies['__Host-oficina']}"}) as client:
        with served(platform) as address:
            looking = client.send(client.build_request("GET", f"{address}/inicio/eventos"), stream=True).iter_lines()
            assert next(looking).startswith("data:")
        assert "".join(looking) == ""


def test_all_of_a_tray_are_picked_at_once_without_a_script_too(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    letters(ministry, 3)

    page = browser.get("/inicio", params={"bandeja": "to-refer"}).text
    assert "Marcar los 3" in page
    assert " checked" not in page.partition("<dialog")[0]
    picked = browser.get("/inicio", params={"bandeja": "to-refer", "marcar": "todos"}).text
    assert picked.partition("<dialog")[0].count(" checked") == 3


def test_all_who_look_at_an_institution_ask_once_whether_something_happened(
    platform: Platform, ministry: Office
) -> None:
    pulse = Pulse(platform.database)
    with counted(platform) as sent:
        before = pulse.of(ministry.id, 100.0)
        assert pulse.known(ministry.id, 100.0 + BEAT / 2)
        asked = len(sent)
        assert pulse.of(ministry.id, 100.0 + BEAT / 2) == before
        assert len(sent) == asked
    letters(ministry, 1)

    assert pulse.of(ministry.id, 100.0 + BEAT / 2) == before
    assert pulse.of(ministry.id, 100.0 + BEAT) != before


def test_a_colleague_sees_who_is_working_on_it_and_since_when(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    berta = a_colleague(platform, ministry, "Berta Soto", "todo")
    (entry,) = letters(ministry, 1)
    with ministry.desk.writing() as work:
        (referral,) = correspondence.refer(work, entry, [Target(unit_id=ministry.unit_id)])
    with berta.desk.writing() as work:
        correspondence.take(work, referral.id)

    for page in (browser.get("/inicio"), browser.get("/inicio", params={"ver": str(entry)})):
        assert "Lo está trabajando Berta Soto desde" in page.text
    assert "Lo está trabajando Berta Soto desde" in browser.get(f"/recepciones/{entry}").text


def test_what_was_received_before_its_entry_lies_where_it_was_entered(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    with ministry.desk.writing() as work:
        long_ago = work.now - timedelta(days=3)
        correspondence.register_entry(work, a_letter(long_ago))
        correspondence.register_entry(work, a_letter(work.now))

    page = browser.get("/inicio").text
    assert page.count('class="day"') == 1
    assert f"{long_ago.astimezone(ZoneInfo('America/Santiago')):%d-%m-%Y}" in page


def test_days_that_are_left_are_counted_as_the_law_counts_them() -> None:
    thursday = NOON.astimezone(ZoneInfo("America/Santiago")).date() - timedelta(days=5)

    assert working_days(thursday, thursday + timedelta(days=5), Holidays()) == 2  # Fiestas Patrias and a weekend
