"""Auditoría, panel and cola."""

from datetime import date
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from kernel.actor import PLATFORM
from kernel.jobs import JobRow, JobState
from oficina.platform import Platform
from oficina.web.auditing.words import told
from oficina.web.steering.charts import bars, scale
from oficina.web.steering.router import by_week
from tests.offices import Office, a_colleague, a_document, do_all_jobs
from tests.web.desks import at_desk, key


def test_the_log_is_read_proved_and_taken_home(platform: Platform, browser: TestClient, ministry: Office) -> None:
    document = a_document(platform, ministry)
    do_all_jobs(platform)
    at_desk(platform, browser, ministry)

    page = browser.get("/auditoria").text
    assert "Borrador escrito" in page
    assert "Ana Rojas" in page
    entry = browser.get(f"/auditoria/cosas/{document.id}").text
    assert "Borrador escrito" in entry
    assert "Unidad creada" not in entry
    assert "Cómo se prueba" in browser.get("/auditoria/asientos/0").text
    assert browser.get("/auditoria/asientos/0/prueba.json").json()["format"] == "oficina-log-proof/1"
    assert "/log/" in browser.get("/auditoria/punto-de-control.txt").text
    assert browser.get("/auditoria/asientos/99999").status_code == 404


def test_only_who_audits_reads_the_log(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, a_colleague(platform, ministry, "Berta Soto", "redactor"))

    for address in ("/auditoria", "/auditoria/asientos/0", "/panel", "/cola"):
        assert browser.get(address).status_code == 403


def test_the_panel_counts_what_the_institution_has(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, ministry)

    for period in ("semana", "mes", "trimestre", "otro"):
        assert "De quién es el turno" in browser.get("/panel", params={"periodo": period}).text


def test_a_job_that_failed_is_seen_and_tried_again(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    a_document(platform, ministry)
    with platform.database.writing(PLATFORM) as work:
        job = work.session.scalars(select(JobRow).where(JobRow.institution_id == ministry.id)).first()
        assert job is not None
        job.state, job.error_code = JobState.SHELVED, "store-hangs"

    assert "store-hangs" in browser.get("/cola").text
    again = browser.post(f"/cola/{job.id}/reintento", data={**own, **key()})
    assert again.headers["location"] == "/cola"
    assert "store-hangs" not in browser.get("/cola").text.partition("En la cola")[2]
    assert browser.post(f"/cola/{job.id}/reintento", data={**own, **key()}).status_code == 409
    assert browser.post(f"/cola/{uuid4()}/reintento", data={**own, **key()}).status_code == 404


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (3, 4), (9, 10), (11, 20), (350, 400)])
def test_a_scale_ends_in_a_round_number(most: int, top: int) -> None:
    assert scale(most) == top


def test_bars_are_as_high_as_what_they_count() -> None:
    chart = bars([("01-09", 4, 2)])

    came, went = chart.bars
    assert came.height == 2 * went.height
    assert [says for _, says in chart.lines] == ["0", "2", "4"]


def test_too_many_days_are_shown_by_week() -> None:
    days = [(f"{date(2026, 9, 1 + each):%d-%m}", 1, 2) for each in range(15)]

    assert by_week(days) == [("01-09", 7, 14), ("08-09", 7, 14), ("15-09", 1, 2)]


def test_what_an_entry_says_is_read_in_words_and_digests_in_short() -> None:
    thing = uuid4()
    facts = {"sha256": "ab" * 32, "blocked": False, "document": str(thing), "way": None, "reason": "falta anexo"}

    read = [(each.name, each.short, each.subject) for each in told(facts)]

    assert read == [
        ("SHA-256", "abababab…abab", None),
        ("bloqueada", "no", None),
        ("documento", f"{str(thing)[:8]}…{str(thing)[-4:]}", thing),
        ("motivo", "falta anexo", None),
    ]
