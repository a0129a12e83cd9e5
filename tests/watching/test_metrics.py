"""Who may read the numbers, what they count, and that they are of all processes that attend together."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from oficina.app import create_app
from oficina.platform import Platform
from tests.offices import Office, a_document, do_all_jobs
from tests.watching.scrapes import looked_at, scraped

HERE = ("127.0.0.1", 50_000)


def test_this_machine_reads_what_waits_and_how_long_things_took(platform: Platform, ministry: Office) -> None:
    browser = looked_at(platform)
    a_document(platform, ministry)
    waiting = scraped(browser)
    do_all_jobs(platform)
    ministry.get(browser, "/whoami")
    done = scraped(browser)

    assert waiting['oficina_jobs{queue="indexing",state="due"}'] >= 1
    assert 'oficina_jobs{queue="indexing",state="due"}' not in done
    assert done['oficina_part_fit{part="schema"}'] == 1
    assert done['oficina_request_seconds_count{method="GET",route="/v1/whoami",status="2xx"}'] >= 1
    assert [name for name in done if name.startswith('oficina_job_seconds_count{ended="done"')]


def test_no_number_names_anybody(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    do_all_jobs(platform)
    told = looked_at(platform).get("/metrics").text

    assert [secret for secret in ("Obras", "Ana Rojas", str(ministry.id), str(document.id)) if secret in told] == []


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "127.0.0.1"}, {"Authorization": "Bearer x"}])
def test_to_anybody_else_the_address_does_not_exist(platform: Platform, headers: dict[str, str]) -> None:
    here = HERE if "X-Forwarded-For" in headers else ("10.0.0.7", 1)
    told = TestClient(create_app(platform), client=here).get("/metrics", headers=headers)
    absent = TestClient(create_app(platform), client=here).get("/v1/nada", headers=headers)

    assert (told.status_code, told.text) == (404, absent.text)


def test_whoever_has_no_address_is_not_here(platform: Platform) -> None:
    assert TestClient(create_app(platform)).get("/metrics").status_code == 404


def test_with_a_key_who_shows_it_reads_from_anywhere_and_nobody_else(platform: Platform, tmp_path: Path) -> None:
    key_file = tmp_path / "metrics.key"
    key_file.write_text("la clave\n")
    platform = replace(platform, settings=platform.settings.model_copy(update={"metrics_key_file": key_file}))
    afar = TestClient(create_app(platform), client=("10.0.0.7", 1))

    assert afar.get("/metrics", headers={"Authorization": "Bearer la clave"}).status_code == 200
    assert afar.get("/metrics", headers={"Authorization": "Bearer otra"}).status_code == 404
    assert TestClient(create_app(platform), client=HERE).get("/metrics").status_code == 404


COUNTS = """
import sys
from pathlib import Path
from kernel import measures
measures.share(Path(sys.argv[1]))
measures.job_took(1.0, kind="a", ended="done")
"""
TELLS = """
import sys
from pathlib import Path
from prometheus_client import generate_latest
from kernel import measures
measures.share(Path(sys.argv[1]))
print(generate_latest(measures.counted()).decode())
"""


def test_whoever_is_asked_tells_what_all_processes_counted(tmp_path: Path) -> None:
    def run(program: str) -> str:
        command = [sys.executable, "-c", program, str(tmp_path / "metrics")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- our own program

    run(COUNTS)
    run(COUNTS)

    assert 'oficina_job_seconds_count{ended="done",kind="a"} 2.0' in run(TELLS)
