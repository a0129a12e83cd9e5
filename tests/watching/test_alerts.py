"""Each alert is fired by what it is for, and not before. Prometheus' own promtool says whether it fires."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import NamedTuple

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

import documents.service as documents
from documents.models import Document
from documents.storage.base import path_of
from kernel.actor import PLATFORM
from oficina.platform import Platform
from oficina.upkeep.backup import backup
from signature.authorities import TimeAuthority
from tests.offices import Office, a_document, a_numbered_document, do_all_jobs
from tests.serving import served
from tests.watching.scrapes import PROMTOOL, RULES, fires, looked_at, scraped
from workers import schedule
from workers.chores import BACKUP, LastDone, note_done

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(PROMTOOL is None, reason="promtool (Debian's package prometheus) is not here"),
]

ALERTS = re.findall(r"- alert: (\w+)", RULES.read_text())


class Scene(NamedTuple):
    platform: Platform
    ministry: Office
    browser: TestClient
    patch: pytest.MonkeyPatch
    folder: Path

    def later(self, **how_long: float) -> None:
        then = self.platform.database.clock() + timedelta(**how_long)
        self.patch.setattr(self.platform.database, "clock", lambda: then)


Cause = Callable[[Scene], None]
CAUSES: dict[str, tuple[Cause, int]] = {}
"""What has to happen, and how many minutes later it is told at the latest."""


def cause(alert: str, *, within: int = 5) -> Callable[[Cause], Cause]:
    def kept(causes: Cause) -> Cause:
        CAUSES[alert] = causes, within
        return causes

    return kept


@cause("ParteNoApta")
def the_database_has_the_schema_of_another_version(scene: Scene) -> None:
    with scene.platform.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")


@cause("TrabajosAbandonados")
def what_a_job_needs_is_lost(scene: Scene) -> None:
    document = a_numbered_document(scene.platform, scene.ministry)
    the_first_content_of(scene, document).unlink()
    do_all_jobs(scene.platform)


@cause("ColaAtrasada")
@cause("BusquedaAtrasada")
def nobody_works(scene: Scene) -> None:
    a_document(scene.platform, scene.ministry)
    scene.later(minutes=30)


@cause("NadieMiraLosPlazos", within=8)
def nobody_rings_the_timers(scene: Scene) -> None:
    scene.later(days=2)


@cause("AlgoGuardadoEstaDanado", within=1)
@cause("MuchosErrores")
def a_content_is_lost_and_asked_for(scene: Scene) -> None:
    document = a_document(scene.platform, scene.ministry)
    the_first_content_of(scene, document).unlink()
    assert scene.ministry.get(scene.browser, f"/documents/{document.id}/versions/1/content").status_code == 500


@cause("OficinaLenta", within=15)
def others_have_every_connection(scene: Scene) -> None:
    pool = scene.platform.settings.database_pool
    taken, over = Barrier(pool + 1), Event()

    def take() -> None:
        with scene.platform.database.reading(PLATFORM):
            taken.wait()
            over.wait(2.6)

    with ThreadPoolExecutor(pool) as others:
        for _ in range(pool):
            others.submit(take)
        taken.wait()
        assert scene.ministry.get(scene.browser, "/whoami").status_code == 200


@cause("RespaldoViejo", within=1)
def the_last_backup_was_of_the_day_before_yesterday(scene: Scene) -> None:
    backup(scene.platform, {"folder": str(scene.folder / "copia")}, lambda *_: None)
    scene.later(days=2)


@cause("SinRespaldo", within=25 * 60)
def there_never_was_one(scene: Scene) -> None:
    with scene.platform.database.writing(PLATFORM) as work:
        work.session.execute(delete(LastDone))


@cause("DiscoPorLlenarse", within=12)
def the_disk_fills_up(scene: Scene) -> None:
    """The system is asked; what it would answer is said here, since no test fills a disk."""
    disk = shutil.disk_usage(scene.folder)
    scene.patch.setattr("oficina.watching.gauges.disk_usage", lambda _: disk._replace(free=disk.total // 20))


@cause("ConfianzaPorVencer", within=12)
def who_tells_the_time_ends_soon(scene: Scene) -> None:
    with scene.platform.database.writing(PLATFORM) as work:
        ends_at = work.now + timedelta(days=20)
        work.add_unless_there(TimeAuthority(url="demo:", seen_at=work.now, holder="TSA", ends_at=ends_at))
        work.session.get_one(TimeAuthority, "demo:").ends_at = ends_at


def the_first_content_of(scene: Scene, document: Document) -> Path:
    with scene.ministry.desk.reading() as work:
        blob = documents.version_of(work, document, 1).blob
    return scene.platform.settings.home / "blobs" / path_of(blob)


@pytest.fixture
def scene(platform: Platform, ministry: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scene:
    """An office where all is well: its timers have rung, its jobs are done, and it was backed up just now."""
    schedule.keep(platform)
    do_all_jobs(platform)
    with platform.database.writing(PLATFORM) as work:
        note_done(work, BACKUP)
    browser = looked_at(platform)
    assert browser.get("/health/live").status_code == 200
    return Scene(platform, ministry, browser, monkeypatch, tmp_path)


@pytest.mark.parametrize("alert", CAUSES)
def test_an_alert_is_fired_by_its_cause_and_not_before(alert: str, scene: Scene) -> None:
    causes, within = CAUSES[alert]
    before = scraped(scene.browser)
    causes(scene)
    after = scraped(scene.browser)

    assert fires(alert, before, after, scene.folder, within=within) == (False, True)


def test_that_nobody_answers_is_told(platform: Platform, tmp_path: Path) -> None:
    up = 'up{job="oficina"}'
    with served(platform) as url:
        before = {up: float(httpx.get(f"{url}/metrics").status_code == 200)}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/metrics")

    assert fires("OficinaCaida", before, {up: 0}, tmp_path, within=3) == (False, True)


def test_every_alert_has_what_fires_it() -> None:
    assert sorted(ALERTS) == sorted([*CAUSES, "OficinaCaida"])


def test_whoever_is_woken_is_told_where_to_look() -> None:
    guide = (RULES.parents[3] / "docs" / "operations.md").read_text()

    assert [alert for alert in ALERTS if f"`{alert}`" not in guide] == []


def test_every_panel_asks_for_numbers_that_there_are(scene: Scene, tmp_path: Path) -> None:
    """An expression is what Prometheus understands, and each of its names is one that the office tells."""
    a_content_is_lost_and_asked_for(scene)
    what_a_job_needs_is_lost(scene)
    told = {name.partition("{")[0] for name in scraped(scene.browser)}
    panels = json.loads((RULES.parents[1] / "grafana" / "oficina.json").read_text())["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    rules = {"groups": [{"name": "panel", "rules": [{"record": f"r{n}", "expr": e} for n, e in enumerate(asked)]}]}
    (tmp_path / "panel.yml").write_text(json.dumps(rules))
    command = [str(PROMTOOL), "check", "rules", str(tmp_path / "panel.yml")]
    judged = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- a tool that judges

    assert judged.returncode == 0, judged.stderr
    assert {name for each in asked for name in re.findall(r"\boficina_\w+", each)} - told == set()
